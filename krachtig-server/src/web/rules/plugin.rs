//! A plugin: what it tells of itself, what was checked of it, and what was done with it.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::id::PluginId;
use krachtig_core::domain::plugin::{FindingText, Plugin, Translation};

use super::super::frame::Frame;
use super::super::office::{Duty, acts};
use super::super::part::{Button, Row};
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::{Place, Visit};
use super::life::{Doers, Life, called};
use super::overview::replay_row;
use super::schema::Schema;
use super::upload::{Check, passed};

#[derive(Template)]
#[template(path = "rules/plugin.html")]
struct PluginPage {
    p: Frame,
    crumbs: Vec<(String, String)>,
    summary: String,
    buttons: Vec<Button>,
    facts: Vec<(String, String)>,
    checks: Vec<Check>,
    /// Each setting: what it is called, what it is about, and what it is by itself.
    settings: Vec<(String, String, String)>,
    /// Each finding: its code and its sentence.
    findings: Vec<(String, String)>,
    replays: Vec<Row>,
}

/// Shows the plugin that the address names.
pub(super) async fn show(visit: &Visit) -> Answered {
    let t = visit.t;
    let id: PluginId = visit.query.text("of").parse().map_err(|_| Trouble::not_found())?;
    let plugin = visit.services.plugin(&visit.ctx, id).await?;
    let life = Life::of(visit).await?;
    let doers = Doers::of(visit, [plugin.uploaded_by.as_str()]).await?;
    let key = life.keys.iter().find(|key| Some(key.id) == plugin.signed_by);
    let name = called((&plugin.name, &plugin.edition));
    let tried = life.replays.iter().filter(|replay| replay.hash == plugin.hash);
    Reply::page(&PluginPage {
        p: visit.frame(name, Some(Place::Rules)),
        crumbs: vec![(format!("{}/rules", visit.home()), fl!(t, "bar-rules"))],
        summary: summary(visit, &plugin),
        buttons: acts(visit, (plugin.id, &[Duty::StartReplay, Duty::ProposeRules])),
        facts: vec![
            (fl!(t, "fact-uploaded"), t.format.day(plugin.uploaded_on)),
            (fl!(t, "fact-uploaded-by"), doers.name(visit, &plugin.uploaded_by)),
            (
                fl!(t, "fact-signed-by"),
                key.map(|key| key.label.to_string()).unwrap_or_default(),
            ),
            (fl!(t, "fact-languages"), plugin.description.languages.join(", ")),
            (fl!(t, "fact-hash"), plugin.hash.clone()),
        ],
        checks: passed(t),
        settings: Schema::of(&plugin).declared(t),
        findings: plugin
            .description
            .findings
            .iter()
            .map(|one| finding(visit, one))
            .collect(),
        replays: tried.map(|replay| replay_row(visit, replay)).collect(),
    })
}

fn finding(visit: &Visit, one: &FindingText) -> (String, String) {
    (one.code.clone(), text(visit, &one.texts))
}

/// What it does, in a sentence.
pub(super) fn summary(visit: &Visit, plugin: &Plugin) -> String {
    text(visit, &plugin.description.summary)
}

/// A text in the reader's language.
fn text(visit: &Visit, texts: &[Translation]) -> String {
    let language = visit.t.language.code();
    let found = texts.iter().find(|one| one.language == language).or(texts.first());
    found.map(|one| one.text.clone()).unwrap_or_default()
}

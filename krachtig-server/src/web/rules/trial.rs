//! The two forms with a plugin's settings: trying them against the history, and proposing them.

use i18n_embed_fl::fl;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::rule_set::{RuleSetDraft, RuleUse};
use krachtig_core::service::{Failure, ProposeRules, StartReplay};

use super::super::field::{Field, Fields};
use super::super::form::{Form, Problems, Reading};
use super::super::office::{Entry, Next, Sent};
use super::super::reply::Trouble;
use super::super::visit::Visit;
use super::super::write::{Asked, Wrong};
use super::field_of;
use super::life::{Life, called};
use super::schema::{Schema, Setting};
use super::settings;

/// Tries settings against everything that was decided.
pub(in crate::web) struct Replayed;

/// Proposes settings from a day.
pub(in crate::web) struct Proposed;

/// The form with the settings from which it begins.
async fn first(visit: &Visit, of: &str) -> Result<Form, Trouble> {
    let life = Life::of(visit).await?;
    let (plugin, now) = life.beginning(of)?;
    let form = Form::default().or("of", of);
    let each = |form, setting: &Setting| field_of::filled(visit.t, form, (setting, now.get(&setting.key)));
    Ok(Schema::of(plugin).settings(visit.t, &now).iter().fold(form, each))
}

/// What the form is about, and its settings.
async fn about(visit: &Visit, form: &Form) -> Result<(Life, String, Vec<Setting>), Trouble> {
    let life = Life::of(visit).await?;
    let (plugin, now) = life.beginning(form.text("of"))?;
    let settings = Schema::of(plugin).settings(visit.t, &now);
    let name = called((&plugin.name, &plugin.edition));
    Ok((life, name, settings))
}

fn asked(all: &Fields<'_>, settings: &[Setting]) -> Vec<Field> {
    settings
        .iter()
        .flat_map(|setting| field_of::fields(all, setting, ""))
        .collect()
}

/// What the service refused about settings, at their fields; what else it refused as it stands.
fn wrong(visit: &Visit, failure: Failure, settings: &[Setting]) -> Wrong {
    let t = visit.t;
    let Failure::Refused(refusals) = &failure else {
        return Wrong::Failed(failure);
    };
    let first = refusals.first();
    match first.code {
        RefusalCode::SettingsRefused => {
            let detail = first.args.iter().find(|arg| *arg.0 == "detail");
            Wrong::Form(settings::refused(
                t,
                detail.map_or("", |(_, text)| text.as_str()),
                settings,
            ))
        }
        RefusalCode::ReplayMissing => Wrong::Form(Problems::one("", fl!(t, "rules-replay-first"))),
        RefusalCode::WrongState if first.field == "plugin_id" => {
            Wrong::Form(Problems::one("usage", fl!(t, "rules-not-in-use")))
        }
        RefusalCode::WrongState => Wrong::Form(Problems::one("", fl!(t, "replay-at-work"))),
        _ => Wrong::Failed(failure),
    }
}

impl Entry for Replayed {
    async fn first(visit: &Visit, of: &str) -> Result<Form, Trouble> {
        first(visit, of).await
    }

    async fn asked(visit: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let (_, name, settings) = about(visit, fields.form).await?;
        let asked = Asked::of(asked(fields, &settings)).lead(fl!(t, "replay-lead", name = name));
        Ok(asked.submit(fl!(t, "do-replay-start")))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let (life, _, settings) = about(visit, form).await.map_err(Wrong::Gone)?;
        let (plugin, _) = life.beginning(form.text("of")).map_err(Wrong::Gone)?;
        let cmd = StartReplay {
            plugin_id: plugin.id,
            settings: settings::read(visit.t, form, &settings)?,
        };
        match visit.services.start_replay(&visit.ctx, cmd).await {
            Ok(replay) => {
                let (home, id) = (visit.home(), replay.id);
                Ok(Next::To(format!("{home}/rules/replay?of={id}&done=replay-start")))
            }
            Err(failure) => Err(wrong(visit, failure, &settings)),
        }
    }
}

impl Entry for Proposed {
    async fn first(visit: &Visit, of: &str) -> Result<Form, Trouble> {
        let form = first(visit, of).await?;
        Ok(form
            .or("usage", RuleUse::Active.to_string())
            .or("valid_from", visit.today().to_string()))
    }

    async fn asked(visit: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let (_, name, settings) = about(visit, fields.form).await?;
        let mut all = vec![
            fields.radios::<RuleUse>("usage", fl!(t, "field-rule-use")),
            fields.day("valid_from", fl!(t, "field-rules-from")),
        ];
        all.extend(asked(fields, &settings));
        let asked = Asked::of(all).lead(fl!(t, "rules-propose-lead", name = name));
        Ok(asked.submit(fl!(t, "do-rules-propose")))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let (life, _, settings) = about(visit, form).await.map_err(Wrong::Gone)?;
        let (plugin, _) = life.beginning(form.text("of")).map_err(Wrong::Gone)?;
        let given = settings::read(visit.t, form, &settings)?;
        let mut reading = Reading::new(form, visit.t);
        let (usage, valid_from) = (reading.word("usage"), reading.day("valid_from"));
        let draft = reading.done(usage.map(|usage| RuleSetDraft {
            settings: life.as_tried(plugin, given),
            usage,
            valid_from,
        }))?;
        let cmd = ProposeRules {
            plugin_id: plugin.id,
            draft,
        };
        let proposed = visit.services.propose_rules(&visit.ctx, cmd).await;
        proposed
            .map(|_| Next::Back)
            .map_err(|failure| wrong(visit, failure, &settings))
    }
}

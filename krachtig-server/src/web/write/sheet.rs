//! A form as it is shown: its fields, what is wrong, and, where two people changed the same, what stands there now.

use std::collections::BTreeSet;

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::refusal::Refusals;

use super::super::field::{Control, Field};
use super::super::form::{Form, Problems};
use super::super::frame::Frame;
use super::super::reply::Trouble;
use super::super::visit::Visit;

/// What a form asks.
pub(in crate::web) struct Sheet {
    pub(in crate::web) heading: String,
    pub(in crate::web) lead: String,
    /// What has to be known first: a heading, and what belongs to it.
    pub(in crate::web) told: Vec<(String, Vec<String>)>,
    pub(in crate::web) fields: Vec<Field>,
    pub(in crate::web) submit: String,
    /// Whether a file comes of it.
    pub(in crate::web) download: bool,
    /// Where more stands of what can be chosen; nowhere when empty.
    pub(in crate::web) further: String,
}

/// What stands there now, where somebody else changed what is being changed.
pub(in crate::web) struct Conflict {
    /// Who changed it, and when.
    pub(in crate::web) by: Vec<String>,
    /// Each field that differs, with what stands in it now.
    pub(in crate::web) now: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "form.html")]
pub(in crate::web) struct FormPage {
    pub(in crate::web) p: Frame,
    pub(in crate::web) crumbs: Vec<(String, String)>,
    pub(in crate::web) sheet: Sheet,
    pub(in crate::web) action: String,
    /// Under which key browsers keep what is typed.
    pub(in crate::web) draft: String,
    pub(in crate::web) back: String,
    pub(in crate::web) problems: Problems,
    pub(in crate::web) conflict: Option<Conflict>,
}

impl FormPage {
    /// Whether the form came back with what was typed.
    fn answered(&self) -> bool {
        self.conflict.is_some() || !self.problems.is_empty()
    }

    /// What is wrong, each with what its field is called.
    fn named_problems(&self) -> Problems {
        let fields = &self.sheet.fields;
        let label = |name: &str| {
            let field = fields.iter().find(|field| field.name == name)?;
            Some(field.label.clone()).filter(|label| !label.is_empty())
        };
        self.problems.named(label)
    }
}

impl Conflict {
    /// Of a form that was sent over a newer version.
    ///
    /// # Errors
    /// A fault of the store.
    pub(in crate::web) async fn of(
        visit: &Visit,
        (sheet, typed, now): (&Sheet, &Form, &Form),
        refusals: &Refusals,
    ) -> Result<Self, Trouble> {
        let changed = &refusals.first().changed;
        let ids: Vec<_> = changed
            .iter()
            .map(|one| one.by)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let members = visit.services.members_by_id(&visit.ctx, &ids).await?;
        let by = changed.iter().map(|one| {
            let name = members
                .get(&one.by)
                .map(|member| member.name.to_string())
                .unwrap_or_default();
            fl!(
                visit.t,
                "conflict-by",
                name = name,
                moment = visit.t.format.moment(one.at)
            )
        });
        let differs = |field: &&Field| {
            let typed = typed.all(&field.name).map(str::trim);
            let other = now.all(&field.name).map(str::trim);
            let filled = |text: &&str| !text.is_empty();
            !matches!(field.control, Control::Hidden) && !typed.filter(filled).eq(other.filter(filled))
        };
        let shown = |field: &Field| {
            let text = said(field, now);
            let blank = || fl!(visit.t, "conflict-empty");
            (field.label.clone(), if text.is_empty() { blank() } else { text })
        };
        Ok(Self {
            by: by.collect(),
            now: sheet.fields.iter().filter(differs).map(shown).collect(),
        })
    }
}

/// What stands in a field, in words: the labels of what is chosen, the text otherwise.
fn said(field: &Field, form: &Form) -> String {
    let choices = match &field.control {
        Control::Select(choices) | Control::Radios(choices) | Control::Boxes(choices) => choices.as_slice(),
        Control::Tick(_) if form.ticked(&field.name) => return "✓".to_owned(),
        _ => return form.text(&field.name).to_owned(),
    };
    let chosen = choices
        .iter()
        .filter(|choice| form.all(&field.name).any(|one| one == choice.value));
    let labels: Vec<String> = chosen.map(|choice| choice.label.clone()).collect();
    labels.join(", ")
}

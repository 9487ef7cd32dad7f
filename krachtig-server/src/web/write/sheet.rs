//! A form as it is shown: its fields, what is wrong, and, where two people changed the same, what stands there now.

use std::collections::BTreeSet;

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::refusal::Refusals;

use super::super::field::{Control, Field};
use super::super::form::{Form, Problems};
use super::super::frame::Frame;
use super::super::reply::Trouble;
use super::super::visit::{Place, Visit};

/// What a form asks.
pub(in crate::web) struct Sheet {
    pub(in crate::web) heading: String,
    pub(in crate::web) lead: String,
    pub(in crate::web) fields: Vec<Field>,
    pub(in crate::web) submit: String,
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
    pub(in crate::web) back: String,
    pub(in crate::web) problems: Problems,
    pub(in crate::web) conflict: Option<Conflict>,
}

impl FormPage {
    /// A form in a dossier: the dossier's address and name; where the form is sent, and where one goes back to.
    pub(in crate::web) fn of(
        visit: &Visit,
        (sheet, problems): (Sheet, Problems),
        [(dossier, family), (action, back)]: [(String, String); 2],
    ) -> Self {
        let families = (format!("{}/families", visit.home()), fl!(visit.t, "bar-families"));
        Self {
            p: visit.frame(format!("{} – {family}", sheet.heading), Some(Place::Families)),
            crumbs: vec![families, (dossier, family)],
            sheet,
            action,
            back,
            problems,
            conflict: None,
        }
    }

    /// Whether the form came back with what was typed.
    fn answered(&self) -> bool {
        self.conflict.is_some() || !self.problems.is_empty()
    }
}

impl Conflict {
    /// Of a form that was sent over a newer version.
    ///
    /// # Errors
    /// A fault of the store.
    pub(in crate::web) async fn of(
        visit: &Visit,
        (sheet, now): (&Sheet, &Form),
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
            !matches!(field.control, Control::Hidden) && field.value.trim() != now.text(&field.name).trim()
        };
        let shown = |field: &Field| {
            let text = now.text(&field.name);
            let chosen = match &field.control {
                Control::Select(choices) => choices
                    .iter()
                    .find(|choice| choice.value == text)
                    .map(|choice| choice.label.clone()),
                _ => None,
            };
            let text = chosen.unwrap_or_else(|| text.to_owned());
            (
                field.label.clone(),
                if text.is_empty() {
                    fl!(visit.t, "conflict-empty")
                } else {
                    text
                },
            )
        };
        Ok(Self {
            by: by.collect(),
            now: sheet.fields.iter().filter(differs).map(shown).collect(),
        })
    }
}

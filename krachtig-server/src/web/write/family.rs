//! Registering a family, and changing what is recorded about it.

use i18n_embed_fl::fl;
use krachtig_core::domain::family::{Family, FamilyDraft};
use krachtig_core::service::{Action, RegisterFamily};
use poem::http::StatusCode;

use super::super::dossier::{Tab, address};
use super::super::field::{Field, Fields};
use super::super::form::{Form, Problems, Reading};
use super::super::places;
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::{Place, Visit};
use super::entry::{Asked, Here, Kept, recorded};
use super::{FormPage, Sheet, refused};

fn about_family(fields: &Fields<'_>, under: &str) -> Vec<Field> {
    let t = fields.t;
    let name = |field: &str| format!("{under}{field}");
    let reference = fields.line(&name("external_ref"), fl!(t, "field-reference"));
    vec![
        fields
            .line(&name("name"), fl!(t, "field-family-name"))
            .hint(fl!(t, "field-family-name-hint")),
        fields.optional(fields.select_of((&name("municipality"), fl!(t, "fact-place")), places::choices())),
        fields.optional(reference.hint(fl!(t, "field-reference-hint"))),
        fields.optional(
            fields
                .prose(&name("note"), fl!(t, "family-note"))
                .hint(fl!(t, "field-family-note-hint")),
        ),
    ]
}

fn draft(form: &Form, under: &str) -> FamilyDraft {
    let text = |field: &str| form.filled(&format!("{under}{field}"));
    FamilyDraft {
        name: text("name").unwrap_or_default(),
        municipality: text("municipality"),
        external_ref: text("external_ref"),
        note: text("note"),
    }
}

/// The form in which a family is registered.
pub(in crate::web) fn show_registering(
    visit: &Visit,
    form: &Form,
    problems: &Problems,
    status: StatusCode,
) -> Answered {
    let t = visit.t;
    if !visit.may(Action::RegisterFamily) {
        return Err(Trouble::not_found());
    }
    let form = form.clone().or("opened_on", visit.today().to_string());
    let fields = Fields {
        t,
        form: &form,
        problems,
    };
    let mut asked = about_family(&fields, "family.");
    asked.insert(1, fields.day("opened_on", fl!(t, "fact-opened")));
    let home = format!("{}/families", visit.home());
    let sheet = Sheet {
        heading: fl!(t, "do-register"),
        lead: fl!(t, "register-lead"),
        told: Vec::new(),
        fields: asked,
        submit: fl!(t, "do-register"),
        download: false,
        further: String::new(),
    };
    let page = FormPage {
        p: visit.frame(sheet.heading.clone(), Some(Place::Families)),
        crumbs: vec![(home.clone(), fl!(t, "bar-families"))],
        action: format!("{home}/register{}", visit.guide()),
        draft: format!("{home}/register"),
        back: home,
        sheet,
        problems: problems.clone(),
        conflict: None,
    };
    Reply::with_status(status, &page)
}

/// Registers a family.
pub(in crate::web) async fn register(visit: &Visit, form: &Form) -> Answered {
    let again = |problems| show_registering(visit, form, &problems, StatusCode::UNPROCESSABLE_ENTITY);
    let mut reading = Reading::new(form, visit.t);
    let opened_on = reading.day("opened_on");
    let cmd = RegisterFamily {
        family: draft(form, "family."),
        opened_on,
    };
    let cmd = match reading.done(Some(cmd)) {
        Ok(cmd) => cmd,
        Err(problems) => return again(problems),
    };
    match visit.services.register_family(&visit.ctx, cmd).await {
        Ok(dossier) => {
            let home = visit.home();
            let to = format!("{}{}", address(visit, &dossier), Tab::Overview.at());
            // Whoever registers without working with families sees the list.
            let sees = visit.may_in(Action::ReadDossier, &dossier);
            let to = if sees { to } else { format!("{home}/families") };
            Ok(Reply::go_to(format!(
                "{to}?done=register&draft={home}/families/register"
            )))
        }
        Err(failure) => again(Problems::of(visit.t, &refused(failure)?)),
    }
}

impl Kept for Family {
    type Draft = FamilyDraft;

    fn blank(_: &Visit, _: &str) -> Form {
        Form::default()
    }

    async fn asked(_: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        Ok(Asked::of(about_family(fields, "")))
    }

    fn read(reading: Reading<'_>, form: &Form) -> Result<FamilyDraft, Problems> {
        reading.done(Some(draft(form, "")))
    }
}

recorded! { Family: , revise_family; }

//! People of the family, what they agree to, how they were met, and who works with them.

use i18n_embed_fl::fl;
use krachtig_core::domain::consent::{ConsentDraft, ConsentForm, Purpose, Subject};
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::family::{PersonDraft, Relation};
use krachtig_core::domain::introduction::{IntroductionDraft, Via};
use krachtig_core::domain::member::MemberState;
use krachtig_core::domain::trajectory::Side;
use krachtig_core::domain::vocabulary::{Role, Vocabulary};
use krachtig_core::service::{Add, Ask, AssignMember, MOST_ROWS, MemberFilter, NameSort};

use super::super::field::Fields;
use super::super::form::{Form, Problems, Reading};
use super::super::reply::Trouble;
use super::super::visit::Visit;
use super::{Sent, Sheet, Wrong, done, persons};

pub(super) fn person_sheet(fields: &Fields<'_>) -> Sheet {
    let t = fields.t;
    Sheet {
        heading: fl!(t, "do-person"),
        lead: String::new(),
        fields: vec![
            fields.line("name", fl!(t, "field-name")),
            fields.select::<Relation>("relation", fl!(t, "field-relation")),
            fields.optional(fields.day("born_on", fl!(t, "field-born-on"))),
            fields.tick("contact_person", fl!(t, "field-contact-person")),
            fields.optional(fields.line("phone", fl!(t, "field-phone"))),
            fields.optional(fields.email("email", fl!(t, "sign-in-email"))),
        ],
        submit: fl!(t, "save"),
    }
}

pub(super) async fn person(visit: &Visit, dossier: &Dossier, form: &Form) -> Sent {
    let mut reading = Reading::new(form, visit.t);
    let relation = reading.word("relation");
    let born_on = reading.optional_day("born_on");
    let draft = reading.done(relation.map(|relation| PersonDraft {
        name: form.text("name").to_owned(),
        relation,
        born_on,
        contact_person: form.ticked("contact_person"),
        phone: form.filled("phone"),
        email: form.filled("email"),
        external_ref: None,
    }))?;
    let trajectory_id = dossier.trajectory.id;
    done(
        visit
            .services
            .add_person(&visit.ctx, Add { trajectory_id, draft })
            .await,
    )
}

pub(super) fn consent_sheet(dossier: &Dossier, fields: &Fields<'_>) -> Sheet {
    let t = fields.t;
    let family = persons(dossier).into_iter();
    let detainees = dossier.detainees.iter().map(|one| {
        let label = fl!(t, "detainee-named", name = one.name.to_string());
        (one.id.to_string(), label)
    });
    let given_by = fields.select_of(("given_by", fl!(t, "field-given-by")), persons(dossier));
    Sheet {
        heading: fl!(t, "do-consent"),
        lead: fl!(t, "consent-lead"),
        fields: vec![
            fields.select_of(("subject", fl!(t, "field-consent-of")), family.chain(detainees)),
            fields.radios::<Purpose>("purpose", fl!(t, "field-consent-for")),
            fields.optional(
                fields
                    .line("recipient", fl!(t, "field-recipient"))
                    .hint(fl!(t, "field-recipient-hint")),
            ),
            fields.radios::<ConsentForm>("consent_form", fl!(t, "field-consent-form")),
            fields.day("given_on", fl!(t, "field-given-on")),
            fields.optional(fields.day("valid_until", fl!(t, "field-valid-until"))),
            fields.optional(given_by.hint(fl!(t, "field-given-by-hint"))),
        ],
        submit: fl!(t, "save"),
    }
}

pub(super) async fn consent(visit: &Visit, dossier: &Dossier, form: &Form) -> Sent {
    let mut reading = Reading::new(form, visit.t);
    let chosen = form.text("subject");
    let person = chosen.parse().ok().map(Subject::Person);
    let subject = person.or_else(|| chosen.parse().ok().map(Subject::Detainee));
    let Some(subject) = subject else {
        return Err(Problems::one("subject", fl!(visit.t, "wrong-word-missing")).into());
    };
    let purpose = reading.word("purpose");
    let how = reading.word("consent_form");
    let given_on = reading.day("given_on");
    let valid_until = reading.optional_day("valid_until");
    let given_by = reading.optional_id("given_by");
    let draft = reading.done(purpose.zip(how).map(|(purpose, how)| ConsentDraft {
        subject,
        given_by,
        purpose,
        recipient: form.filled("recipient"),
        form: how,
        notice: None,
        given_on,
        valid_until,
    }))?;
    let trajectory_id = dossier.trajectory.id;
    done(
        visit
            .services
            .give_consent(&visit.ctx, Add { trajectory_id, draft })
            .await,
    )
}

pub(super) fn introduction_sheet(dossier: &Dossier, fields: &Fields<'_>) -> Sheet {
    let t = fields.t;
    Sheet {
        heading: fl!(t, "do-introduction"),
        lead: fl!(t, "introduction-lead"),
        fields: vec![
            fields.day("held_on", fl!(t, "day")),
            fields.radios::<Via>("via", fl!(t, "field-via")),
            fields.optional(fields.boxes(("present", fl!(t, "field-present")), persons(dossier))),
            fields.optional(fields.prose("note", fl!(t, "field-note"))),
        ],
        submit: fl!(t, "save"),
    }
}

pub(super) async fn introduction(visit: &Visit, dossier: &Dossier, form: &Form) -> Sent {
    let mut reading = Reading::new(form, visit.t);
    let held_on = reading.day("held_on");
    let via = reading.word("via");
    let present = reading.ids("present");
    let draft = reading.done(via.map(|via| IntroductionDraft {
        held_on,
        via,
        present,
        note: form.filled("note"),
    }))?;
    let trajectory_id = dossier.trajectory.id;
    done(
        visit
            .services
            .record_introduction(&visit.ctx, Add { trajectory_id, draft })
            .await,
    )
}

/// Those who can be assigned, by name.
pub(super) async fn assign_sheet(visit: &Visit, fields: &Fields<'_>) -> Result<Sheet, Trouble> {
    let t = fields.t;
    let ask = Ask {
        first: MOST_ROWS,
        after: None,
        filter: MemberFilter {
            state: Some(MemberState::Active),
        },
        sort: NameSort::Name,
        descending: false,
    };
    let page = visit.services.members(&visit.ctx, &ask).await?;
    let works = |role: &Role| matches!(role, Role::Professional | Role::Volunteer);
    let choices = page.rows.iter().flat_map(|(_, member)| {
        let roles = member.roles.iter().filter(|role| works(role));
        roles.map(move |role| {
            let label = format!("{} ({})", member.name, t.word(*role));
            (format!("{}/{}", member.id, role.code()), label)
        })
    });
    Ok(Sheet {
        heading: fl!(t, "do-assign"),
        lead: fl!(t, "assign-lead"),
        fields: vec![
            fields.select_of(("member_id", fl!(t, "field-member")), choices.collect::<Vec<_>>()),
            fields.radios::<Side>("side", fl!(t, "field-side")),
            fields.tick("lead", fl!(t, "field-lead")),
        ],
        submit: fl!(t, "do-assign"),
    })
}

pub(super) async fn assign(visit: &Visit, dossier: &Dossier, form: &Form) -> Sent {
    let missing = || Wrong::Form(Problems::one("member_id", fl!(visit.t, "wrong-word-missing")));
    let (member, role) = form.text("member_id").split_once('/').ok_or_else(missing)?;
    let (member, role) = (member.parse().ok(), Role::from_code(role));
    let (member_id, role) = member.zip(role).ok_or_else(missing)?;
    let mut reading = Reading::new(form, visit.t);
    let side = reading.word("side");
    let cmd = reading.done(side.map(|side| AssignMember {
        trajectory_id: dossier.trajectory.id,
        member_id,
        role,
        side,
        lead: form.ticked("lead"),
    }))?;
    done(visit.services.assign_member(&visit.ctx, cmd).await)
}

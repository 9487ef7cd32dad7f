//! Who works with a family.

use i18n_embed_fl::fl;
use krachtig_core::domain::member::MemberState;
use krachtig_core::domain::trajectory::{Assignment, Side};
use krachtig_core::domain::vocabulary::{Role, Vocabulary};
use krachtig_core::service::{Ask, AssignMember, MOST_ROWS, MemberFilter, NameSort};

use super::super::field::Fields;
use super::super::form::{Form, Problems, Reading};
use super::super::reply::Trouble;
use super::super::undo::{Undo, leads};
use super::super::visit::Visit;
use super::entry::{Asked, Entry, Here, about, act, found};
use super::{Sent, done, undoable};

/// Those who can be assigned, in each role that they hold, by name.
///
/// # Errors
/// A fault, or whoever asks may not know the colleagues.
pub(in crate::web) async fn colleagues(visit: &Visit) -> Result<Vec<(String, String)>, Trouble> {
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
            let label = format!("{} ({})", member.name, visit.t.word(*role));
            (format!("{}/{}", member.id, role.code()), label)
        })
    });
    Ok(choices.collect())
}

/// Assigns a colleague.
pub(super) struct Assign;

impl Entry for Assign {
    fn first(_: Here<'_>, _: &str) -> Result<Form, Trouble> {
        Ok(Form::default())
    }

    async fn asked((visit, _): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let asked = Asked::of(vec![
            fields.select_of(("member_id", fl!(t, "field-member")), colleagues(visit).await?),
            fields.radios::<Side>("side", fl!(t, "field-side")),
            fields.tick("lead", fl!(t, "field-lead")),
        ]);
        Ok(asked.lead(fl!(t, "assign-lead")).submit(fl!(t, "do-assign")))
    }

    async fn send((visit, dossier): Here<'_>, form: &Form) -> Sent {
        let missing = || Problems::one("member_id", fl!(visit.t, "wrong-word-missing"));
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
        let takes_over = cmd.lead && leads(visit, &dossier.assignments);
        let assigned = visit.services.assign_member(&visit.ctx, cmd).await;
        // Whoever led does so no longer, which ending this assignment would not undo.
        if takes_over {
            done(assigned)
        } else {
            undoable(assigned, Undo::Assign)
        }
    }
}

/// Ends somebody's work with the family.
pub(super) struct End;

impl Entry for End {
    fn first((_, dossier): Here<'_>, of: &str) -> Result<Form, Trouble> {
        Ok(about(Form::default(), found::<Assignment>(dossier, of)?))
    }

    async fn asked((visit, _): Here<'_>, _: &Fields<'_>) -> Result<Asked, Trouble> {
        let lead = Asked::default().lead(fl!(visit.t, "assign-end-lead"));
        Ok(lead.submit(fl!(visit.t, "do-it")))
    }

    async fn send((visit, _): Here<'_>, form: &Form) -> Sent {
        let cmd = act::<Assignment>(form)?;
        let ended = visit.services.end_assignment(&visit.ctx, cmd).await;
        undoable(ended, Undo::EndAssign)
    }
}

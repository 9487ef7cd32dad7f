//! Exporting one person's data, for that person.

use super::destruction::whole;
use super::work::{begin, line, not_found};
use super::{Ctx, Outcome, Services};
use crate::access::Action;
use crate::domain::family::{Detainee, Person};
use crate::domain::member::Member;
use crate::domain::person_export::{Looked, Maker, PersonExport, page};
use crate::domain::record::{Change, InDossier, Record};
use crate::domain::rights::DataSubject;
use crate::domain::trajectory::Trajectory;
use crate::domain::vocabulary::Vocabulary;
use crate::store::{Condition, Find, RecordedChange, Window};

/// Exports one person's data.
#[derive(Clone, Copy, Debug)]
pub struct ExportPerson {
    /// Whose.
    pub subject: DataSubject,
}

/// One person's data in both forms.
#[derive(Clone, Debug)]
pub struct ExportedPerson {
    /// For programs: see [`crate::domain::person_export::SCHEMA`].
    pub document: serde_json::Value,
    /// For people: one page that stands alone.
    pub page: String,
}

impl Services {
    /// Everything that the dossiers of a family hold about one of its people, with all others taken out. Who exported
    /// it is written to the audit log before it is handed out.
    ///
    /// # Errors
    /// As [`PersonExport::of`]; `not_found` for whoever may not export.
    pub async fn export_person(&self, ctx: &Ctx, cmd: ExportPerson) -> Outcome<ExportedPerson> {
        let find = match cmd.subject {
            DataSubject::Person(id) => Find::of::<Person>(id),
            DataSubject::Detainee(id) => Find::of::<Detainee>(id),
            DataSubject::Family => return Err(not_found("subject")),
        };
        let case = begin(ctx, Action::ExportPerson, find).await?;
        let family = whole(ctx, &case.tx, case.dossier.family.id).await?;
        let workers = workers(&case.tx).await?;
        let tenant = ctx.store.tenant();
        let maker = Maker {
            controller: &tenant.controller,
            office: &tenant.name,
            at: ctx.now(),
            today: ctx.stamp().today,
        };
        let (mut export, ids) = PersonExport::of(&family.dossiers, cmd.subject, maker, &workers)?;
        let trajectories = family.dossiers.iter().map(|dossier| dossier.trajectory.id.uuid());
        let about: Vec<_> = ids.into_iter().chain(trajectories).collect();
        // Of the trajectory itself only that somebody looked: what was changed in it is not this person's alone.
        let told = |line: &RecordedChange| line.fields.is_empty() || line.record_kind != Trajectory::KIND.code();
        let looked = ctx.store.access_log_of(&about).await?;
        export.looked = looked
            .into_iter()
            .filter(told)
            .map(|line| Looked {
                at: line.at,
                role: line.role,
                action: line.action,
            })
            .collect();
        // An export changes nothing; its line says that somebody took the data along.
        let trajectory = Some(case.dossier.trajectory.id);
        let taken = match cmd.subject {
            DataSubject::Person(id) => {
                let person = Person::find(&case.dossier, id, "subject")?;
                line(
                    ctx,
                    (&case.permit, trajectory),
                    &Change::revised(person, person.clone()),
                )
            }
            DataSubject::Detainee(id) => {
                let detainee = Detainee::find(&case.dossier, id, "subject")?;
                line(
                    ctx,
                    (&case.permit, trajectory),
                    &Change::revised(detainee, detainee.clone()),
                )
            }
            DataSubject::Family => return Err(not_found("subject")),
        };
        case.tx.commit(taken).await?;
        Ok(ExportedPerson {
            document: serde_json::to_value(&export).unwrap_or_default(),
            page: page::page(&export),
        })
    }
}

/// The names of everybody with an account: a worker is told by a role.
async fn workers(tx: &crate::store::Writing) -> Outcome<Vec<String>> {
    let mut window = Window {
        first: 500,
        after: None,
        sort: "name",
        descending: false,
    };
    let mut names = Vec::new();
    loop {
        let page = tx.page::<Member>(Vec::<Condition>::new(), &window).await?;
        window.after = page.rows.last().map(|(cursor, _)| cursor.clone());
        names.extend(page.rows.into_iter().map(|(_, member)| member.name.to_string()));
        if !page.more {
            return Ok(names);
        }
    }
}

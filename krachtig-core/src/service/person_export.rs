//! Exporting one person's data, for that person.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::destruction::whole;
use super::work::{Case, begin, line, not_found};
use super::{Ctx, Outcome, Services};
use crate::access::Action;
use crate::domain::access_log::LogEvent;
use crate::domain::dossier::Dossier;
use crate::domain::family::{Detainee, Person};
use crate::domain::member::Member;
use crate::domain::person_export::{Looked, Maker, PersonExport, page};
use crate::domain::record::{Change, InDossier};
use crate::domain::rights::DataSubject;
use crate::domain::vocabulary::{Role, Vocabulary};
use crate::store::{EVERYTHING, Find, LogFilter, LoggedLine, Window};

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
        let (export, _) = told(ctx, &case, cmd.subject).await?;
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

/// What is told to one person of a family, and who looked at it: the lines, in their order.
///
/// # Errors
/// As [`PersonExport::of`].
pub(super) async fn told(ctx: &Ctx, case: &Case, subject: DataSubject) -> Outcome<(PersonExport, Vec<LoggedLine>)> {
    let family = whole(ctx, &case.tx, case.dossier.family.id).await?;
    let workers = worker_names(ctx).await?;
    let tenant = ctx.store.tenant();
    let maker = Maker {
        controller: &tenant.controller,
        office: &tenant.name,
        at: ctx.now(),
        today: ctx.stamp().today,
    };
    let (mut export, ids) = PersonExport::of(&family.dossiers, subject, maker, &workers)?;
    let looked = looked(ctx, &family.dossiers, (subject, &ids)).await?;
    let told = looked.iter().map(|line| Looked {
        at: line.at,
        role: line.role.clone(),
        action: line.action.clone(),
    });
    export.looked = told.collect();
    Ok((export, looked))
}

/// Who looked at the dossiers of a family, and who changed one of these records of them: what else was changed is not
/// this person's alone. What others of the family do by logins of theirs is theirs: that they have one is not told.
async fn looked(
    ctx: &Ctx,
    dossiers: &[Dossier],
    (subject, records): (DataSubject, &[Uuid]),
) -> Outcome<Vec<LoggedLine>> {
    let logins = dossiers.iter().flat_map(|dossier| &dossier.family_logins);
    let own = logins.filter(|login| DataSubject::Person(login.person_id) == subject);
    let own: Vec<String> = own.map(|login| login.account().to_string()).collect();
    let mut found = BTreeMap::new();
    for dossier in dossiers {
        let filter = LogFilter {
            trajectory_id: Some(dossier.trajectory.id),
            ..LogFilter::default()
        };
        let mut window = Window {
            first: 500,
            after: None,
            sort: "id",
            descending: false,
        };
        loop {
            // The export has a line of its own, which tells of this too.
            let page = ctx
                .store
                .log_page((&filter, Some(dossier.family.id)), &window)
                .await?
                .unseen();
            window.after = page.rows.last().map(|(cursor, _)| cursor.clone());
            for (_, line) in page.rows {
                let changed = matches!(line.event, LogEvent::Create | LogEvent::Change | LogEvent::Delete);
                let of_others = line.role == Role::FamilyMember.code() && !own.contains(&line.actor);
                if of_others {
                    continue;
                }
                if !changed || line.record_id.is_some_and(|id| records.contains(&id)) {
                    found.insert(line.id, line);
                }
            }
            if !page.more {
                break;
            }
        }
    }
    Ok(found.into_values().collect())
}

/// The names of everybody in the office with an account: a worker is told by a role.
pub(super) async fn worker_names(ctx: &Ctx) -> Outcome<Vec<String>> {
    let mut window = Window {
        first: 500,
        after: None,
        sort: "name",
        descending: false,
    };
    let mut names = Vec::new();
    loop {
        let page = ctx
            .store
            .page::<Member>(EVERYTHING, Vec::new(), &window)
            .await?
            .unseen();
        window.after = page.rows.last().map(|(cursor, _)| cursor.clone());
        let members = page.rows.into_iter().map(|(_, member)| member);
        names.extend(
            members
                .filter(|one| !one.is_of_family())
                .map(|one| one.name.to_string()),
        );
        if !page.more {
            return Ok(names);
        }
    }
}

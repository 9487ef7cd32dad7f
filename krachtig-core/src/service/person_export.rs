//! Exporting one person's data, for that person.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::destruction::whole;
use super::work::{Case, begin, line, not_found};
use super::{Ctx, Outcome, Services};
use crate::access::Action;
use crate::domain::access_log::LogEvent;
use crate::domain::family::{Detainee, Person};
use crate::domain::id::{FamilyId, TrajectoryId};
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
        let export = told(ctx, &case, cmd.subject).await?;
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

/// What is told to one person of a family, and who looked at it.
///
/// # Errors
/// As [`PersonExport::of`].
pub(super) async fn told(ctx: &Ctx, case: &Case, subject: DataSubject) -> Outcome<PersonExport> {
    let (mut export, log) = of_person(ctx, case, subject).await?;
    let told = log.looked(ctx, (Whose::Everybody, usize::MAX)).await?;
    let told = told.into_iter().rev().map(|line| Looked {
        at: line.at,
        role: line.role,
        action: line.action,
    });
    export.looked = told.collect();
    Ok(export)
}

/// Who looked at what is told to one person of a family: so many lines of others, and as many of whoever is `me`; the newest
/// first.
///
/// # Errors
/// As [`told`].
pub(super) async fn looked_of_late(
    ctx: &Ctx,
    (case, subject): (&Case, DataSubject),
    (me, most): (&str, usize),
) -> Outcome<Vec<LoggedLine>> {
    let (_, log) = of_person(ctx, case, subject).await?;
    let mut lines = log.looked(ctx, (Whose::AllBut(me), most)).await?;
    lines.extend(log.looked(ctx, (Whose::Of(me), most)).await?);
    lines.sort_by_key(|line| std::cmp::Reverse(line.id));
    Ok(lines)
}

/// What is told to one person but for who looked at it, and where in the log that stands.
async fn of_person(ctx: &Ctx, case: &Case, subject: DataSubject) -> Outcome<(PersonExport, LogOfPerson)> {
    let family = whole(ctx, &case.tx, case.dossier.family.id).await?;
    let workers = worker_names(ctx).await?;
    let tenant = ctx.store.tenant();
    let maker = Maker {
        controller: &tenant.controller,
        office: &tenant.name,
        at: ctx.now(),
        today: ctx.stamp().today,
    };
    let (export, records) = PersonExport::of(&family.dossiers, subject, maker, &workers)?;
    let logins = family.dossiers.iter().flat_map(|dossier| &dossier.family_logins);
    let own = logins.filter(|login| DataSubject::Person(login.person_id) == subject);
    let log = LogOfPerson {
        accounts: own.map(|login| login.account().to_string()).collect(),
        family: case.dossier.family.id,
        trajectories: family.dossiers.iter().map(|dossier| dossier.trajectory.id).collect(),
        records,
    };
    Ok((export, log))
}

/// How many lines of the log are read at once, at most.
const MOST_AT_ONCE: u32 = 500;

/// Whose lines of the log are asked for.
#[derive(Clone, Copy)]
enum Whose<'a> {
    Everybody,
    Of(&'a str),
    AllBut(&'a str),
}

/// What of the log is told to one person of a family: who looked at the dossiers of the family, and who changed one of these
/// records of them. What else was changed is not this person's alone; what others of the family do by logins of theirs is
/// theirs: that they have one is not told.
struct LogOfPerson {
    /// The person's own accounts.
    accounts: Vec<String>,
    family: FamilyId,
    trajectories: Vec<TrajectoryId>,
    records: Vec<Uuid>,
}

impl LogOfPerson {
    fn tells(&self, line: &LoggedLine) -> bool {
        let changed = matches!(line.event, LogEvent::Create | LogEvent::Change | LogEvent::Delete);
        let of_others = line.role == Role::FamilyMember.code() && !self.accounts.contains(&line.actor);
        !of_others && (!changed || line.record_id.is_some_and(|id| self.records.contains(&id)))
    }

    /// The newest lines of these, so many at most: the newest first.
    async fn looked(&self, ctx: &Ctx, (whose, most): (Whose<'_>, usize)) -> Outcome<Vec<LoggedLine>> {
        let mut found = BTreeMap::new();
        let at_once = u32::try_from(most).unwrap_or(MOST_AT_ONCE).min(MOST_AT_ONCE);
        for trajectory in &self.trajectories {
            let mut filter = LogFilter {
                trajectory_id: Some(*trajectory),
                ..LogFilter::default()
            };
            match whose {
                Whose::Everybody => {}
                Whose::Of(actor) => filter.actor = Some(actor.to_owned()),
                Whose::AllBut(actor) => filter.but_actor = Some(actor.to_owned()),
            }
            let mut window = Window {
                first: at_once,
                after: None,
                sort: "id",
                descending: true,
            };
            let mut left = most;
            while left > 0 {
                // Whoever asks leaves a line that tells of this too.
                let page = ctx
                    .store
                    .log_page((&filter, Some(self.family)), &window)
                    .await?
                    .unseen();
                window.after = page.rows.last().map(|(cursor, _)| cursor.clone());
                let lines = page.rows.into_iter().map(|(_, line)| line);
                for line in lines.filter(|line| self.tells(line)).take(left) {
                    found.insert(line.id, line);
                    left -= 1;
                }
                if !page.more {
                    break;
                }
            }
        }
        Ok(found.into_values().rev().take(most).collect())
    }
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

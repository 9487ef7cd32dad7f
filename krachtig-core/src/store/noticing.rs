//! Of what somebody is to be told, as the records say: a statement for each kind, over all dossiers. And the one way in
//! which notices and their mails are kept.
//!
//! Who of those who are named here may hear of it does not belong here: services ask. Nor what was told before: see
//! [`crate::domain::notice`].

use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};
use time::Date;
use uuid::Uuid;

use super::batch::Written;
use super::row::{self, Row};
use super::{ASSIGNMENT_HOLDS, CONSENT_IS_LAST, Doing, Store, Writing};
use crate::access::Permit;
use crate::domain::id::{Id, MemberId, TrajectoryId};
use crate::domain::notice::{Notice, NoticeKind, NoticeMail, Noticing};
use crate::domain::record::Change;
use crate::domain::trajectory::Side;
use crate::domain::vocabulary::{Role, Vocabulary};
use crate::error::Fault;

/// Something that those who work with a family are to be told, each as far as an assignment reaches.
#[derive(Clone, Debug)]
pub(crate) struct ForAssigned {
    /// About which record.
    pub(crate) about: Uuid,
    /// In which trajectory.
    pub(crate) trajectory: TrajectoryId,
    /// An assignment that holds: whose, in which role, on which side.
    pub(crate) assigned: (MemberId, Role, Side),
    /// Whose doing it is, where that one is not told, as the audit log names people.
    pub(crate) by: Option<String>,
}

/// Something that those of the office who may deal with it are to be told.
#[derive(Clone, Debug)]
pub(crate) struct ForOffice {
    /// About which record.
    pub(crate) about: Uuid,
    /// In which trajectory, where it is about one.
    pub(crate) trajectory: Option<TrajectoryId>,
    /// Whose doing it is, as the audit log names people: that one is not told.
    pub(crate) by: String,
}

/// The days between which it is looked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around {
    /// The day on which it is.
    pub(crate) today: Date,
    /// What happened since this day is told.
    pub(crate) since: Date,
    /// What ends until this day is told.
    pub(crate) until: Date,
}

impl Store {
    /// What those who work with families are to be told of this kind; nothing for a kind that is the office's.
    pub(crate) async fn waits_for_assigned(&self, kind: NoticeKind, around: Around) -> Result<Vec<ForAssigned>, Fault> {
        let Some((waiting, whose, doer)) = for_assigned(kind) else {
            return Ok(Vec::new());
        };
        let sql = format!(
            "SELECT w.about, w.trajectory_id, a.member_id, a.role, a.side, {doer} FROM ({waiting}) w \
             JOIN trajectory t ON t.id = w.trajectory_id AND t.closed_on IS NULL \
             JOIN assignment a ON a.trajectory_id = w.trajectory_id AND {} {whose}",
            ASSIGNMENT_HOLDS.replace("{}", ":today")
        );
        let sql = sql.replace(":last", CONSENT_IS_LAST);
        let read = |row: &QueryResult| {
            let role: String = row.try_get_by_index(3)?;
            let side: String = row.try_get_by_index(4)?;
            let assigned = Role::from_code(&role).zip(Side::from_code(&side));
            let member = MemberId::from_uuid(row.try_get_by_index(2)?);
            let waits = |(role, side)| {
                Ok(ForAssigned {
                    about: row.try_get_by_index(0)?,
                    trajectory: TrajectoryId::from_uuid(row.try_get_by_index(1)?),
                    assigned: (member, role, side),
                    by: row.try_get_by_index(5)?,
                })
            };
            assigned.map(waits).transpose()
        };
        self.waiting(&sql, around, read).await
    }

    /// What the office is to be told of this kind; nothing for a kind that is of those who work with a family.
    pub(crate) async fn waits_for_office(&self, kind: NoticeKind, around: Around) -> Result<Vec<ForOffice>, Fault> {
        let Some((sql, doer)) = for_office(kind) else {
            return Ok(Vec::new());
        };
        let read = |row: &QueryResult| {
            let trajectory: Option<Uuid> = row.try_get_by_index(1)?;
            let by = match doer {
                Doer::Member => {
                    let by: Option<Uuid> = row.try_get_by_index(2)?;
                    by.map(|by| MemberId::from_uuid(by).to_string()).unwrap_or_default()
                }
                Doer::Named => row.try_get_by_index(2)?,
            };
            Ok(Some(ForOffice {
                about: row.try_get_by_index(0)?,
                trajectory: trajectory.map(TrajectoryId::from_uuid),
                by,
            }))
        };
        self.waiting(sql, around, read).await
    }

    async fn waiting<T>(
        &self,
        sql: &str,
        around: Around,
        read: impl Fn(&QueryResult) -> Result<Option<T>, sea_orm::DbErr>,
    ) -> Result<Vec<T>, Fault> {
        let (db, doing) = (self.reader(), "looking what waits");
        let (sql, values) = with_days(sql, around);
        let ask = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
        let rows = db.query_all_raw(ask).await.doing(doing)?;
        let read = rows.iter().filter_map(|row| read(row).transpose());
        read.collect::<Result<Vec<T>, _>>().doing(doing)
    }

    /// The mails that may be tried now, each taken so that nobody else tries it meanwhile.
    pub(crate) async fn take_mails(
        &self,
        _permit: &Permit,
        due: &[Change<NoticeMail>],
    ) -> Result<Vec<NoticeMail>, Fault> {
        let mut taken = Vec::new();
        for change in due {
            let tx = self.begin().await?;
            // Whoever comes second finds another version, and leaves it.
            if row::write(tx.connection(), change).await? == Written::Yes {
                tx.commit_unseen().await?;
                taken.push(change.after.clone());
            }
        }
        Ok(taken)
    }

    /// Keeps that notices were seen, and answers how many: one that is gone or was changed meanwhile is left.
    pub(crate) async fn keep_seen(&self, _permit: &Permit, seen: &[Change<Notice>]) -> Result<usize, Fault> {
        let tx = self.begin().await?;
        let mut kept = 0;
        for change in seen {
            if row::write(tx.connection(), change).await? == Written::Yes {
                kept += 1;
            }
        }
        tx.commit_unseen().await?;
        Ok(kept)
    }

    /// Takes a mail away: it was sent, or given up.
    pub(crate) async fn forget_mail(&self, _permit: &Permit, mail: &NoticeMail) -> Result<(), Fault> {
        let tx = self.begin().await?;
        tx.forget::<NoticeMail>(&[mail.id]).await?;
        tx.commit_unseen().await
    }
}

impl Writing {
    /// Keeps what is to be told, and the mails that tell it, all in one transaction. Nothing else was written in it, and
    /// none of this says anything of anybody but that there is something.
    pub(crate) async fn keep_notices(self, _permit: &Permit, noticing: &Noticing) -> Result<Written, Fault> {
        self.forget::<Notice>(&noticing.gone).await?;
        let mut batch = self.batch();
        batch.insert(&noticing.fresh)?;
        batch.insert(&noticing.mails)?;
        for change in &noticing.mailed {
            batch.change(change)?;
        }
        match batch.send(self.connection(), "keeping notices").await? {
            Written::Yes => {}
            other => return Ok(other),
        }
        self.commit_unseen().await?;
        Ok(Written::Yes)
    }

    /// Takes records away that tell nothing of anybody.
    async fn forget<R: Row>(&self, ids: &[R::Id]) -> Result<(), Fault> {
        let (db, doing) = (self.connection(), "taking notices away");
        for some in ids.chunks(super::batch::VALUES) {
            let places: Vec<String> = (1..=some.len()).map(|n| format!("${n}")).collect();
            let sql = format!("DELETE FROM \"{}\" WHERE id IN ({})", R::KIND, places.join(", "));
            let values = some.iter().map(|id| Value::from(id.uuid()));
            let delete = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
            db.execute_raw(delete).await.doing(doing)?;
        }
        Ok(())
    }
}

/// The records of a kind that wait, with their trajectories; which of the assigned `a` alone are told; and whose doing it
/// is.
fn for_assigned(kind: NoticeKind) -> Option<(&'static str, &'static str, &'static str)> {
    /// Nobody's in particular.
    const NOBODY: &str = "NULL";
    Some(match kind {
        NoticeKind::Assigned => (
            "SELECT x.id AS about, x.trajectory_id FROM assignment x WHERE x.from_on >= :since",
            "AND a.id = w.about",
            "(SELECT u.actor FROM audit u WHERE u.trajectory_id = w.trajectory_id AND u.record_id = w.about \
             ORDER BY u.id LIMIT 1)",
        ),
        NoticeKind::RequestDecided => (
            "SELECT r.id AS about, r.trajectory_id, r.recorded_by AS whose FROM budget_request r \
             WHERE EXISTS (SELECT 1 FROM ledger_line l WHERE l.request_id = r.id AND l.kind IN ('refuse', 'reserve') \
             AND l.booked_on >= :since AND l.recorded_by <> r.recorded_by)",
            "AND a.member_id = w.whose",
            NOBODY,
        ),
        NoticeKind::PartyAnswered => (
            "SELECT m.id AS about, m.trajectory_id FROM referral_message m WHERE m.said_by IS NULL AND m.said_on >= :since \
             UNION ALL SELECT r.id, r.trajectory_id FROM referral r WHERE r.answered_on >= :since \
             AND EXISTS (SELECT 1 FROM referral_link k WHERE k.referral_id = r.id) \
             UNION ALL SELECT k.id, k.trajectory_id FROM referral_link k JOIN referral r ON r.id = k.referral_id \
             WHERE r.concluded_on >= :since AND NOT EXISTS (SELECT 1 FROM referral_link n \
             WHERE n.referral_id = k.referral_id AND n.id > k.id)",
            "",
            NOBODY,
        ),
        NoticeKind::PlanComment => (
            "SELECT c.id AS about, c.trajectory_id FROM plan_comment c WHERE c.said_by IS NULL \
             AND NOT EXISTS (SELECT 1 FROM plan_comment o WHERE o.trajectory_id = c.trajectory_id \
             AND o.person_id = c.person_id AND o.goal_id IS NOT DISTINCT FROM c.goal_id AND o.said_by IS NOT NULL \
             AND o.id > c.id)",
            "",
            NOBODY,
        ),
        NoticeKind::ConsentEnds => (
            "SELECT c.id AS about, o.id AS trajectory_id FROM consent c JOIN trajectory o ON o.family_id = c.family_id \
             WHERE c.valid_until BETWEEN :today AND :until AND :last",
            "",
            NOBODY,
        ),
        NoticeKind::ActionLate => (
            "SELECT x.id AS about, x.trajectory_id FROM action x WHERE x.done_on IS NULL AND x.due_on < :today",
            "",
            NOBODY,
        ),
        NoticeKind::RequestWaits
        | NoticeKind::RightsRequest
        | NoticeKind::BrokenGlass
        | NoticeKind::DestructionWaits
        | NoticeKind::RulesWait => return None,
    })
}

/// How a record says who did it.
#[derive(Clone, Copy)]
enum Doer {
    /// By a member's id.
    Member,
    /// In text, as the audit log does.
    Named,
}

/// The records of a kind that wait, with the trajectory of each, and who did it.
fn for_office(kind: NoticeKind) -> Option<(&'static str, Doer)> {
    Some(match kind {
        NoticeKind::RequestWaits => (
            "SELECT r.id, r.trajectory_id, r.recorded_by FROM pending_request p \
             JOIN budget_request r ON r.id = p.request_id",
            Doer::Member,
        ),
        NoticeKind::RightsRequest => (
            "SELECT x.id, NULL, NULL FROM rights_request x WHERE x.withdrawn_on IS NULL AND x.refusal IS NULL \
             AND x.done_on IS NULL",
            Doer::Member,
        ),
        NoticeKind::BrokenGlass => (
            "SELECT g.id, g.trajectory_id, g.member_id FROM break_glass g WHERE g.reviewed_on IS NULL",
            Doer::Member,
        ),
        NoticeKind::DestructionWaits => (
            "SELECT d.id, NULL, d.proposed_by FROM destruction d WHERE d.confirmed_on IS NULL AND d.rejected_on IS NULL",
            Doer::Named,
        ),
        NoticeKind::RulesWait => (
            "SELECT s.id, NULL, s.proposed_by FROM rule_set s WHERE s.confirmed_on IS NULL AND s.rolled_back_on IS NULL",
            Doer::Named,
        ),
        NoticeKind::Assigned
        | NoticeKind::RequestDecided
        | NoticeKind::PartyAnswered
        | NoticeKind::PlanComment
        | NoticeKind::ConsentEnds
        | NoticeKind::ActionLate => return None,
    })
}

/// A statement with places for the days that it names.
fn with_days(sql: &str, around: Around) -> (String, Vec<Value>) {
    let (mut filled, mut values) = (String::with_capacity(sql.len()), Vec::new());
    let mut rest = sql;
    while let Some(at) = rest.find(':') {
        filled.push_str(&rest[..at]);
        let named = &rest[at + 1..];
        let days = [
            ("today", around.today),
            ("since", around.since),
            ("until", around.until),
        ];
        if let Some((name, day)) = days.into_iter().find(|(name, _)| named.starts_with(name)) {
            values.push(Value::from(day));
            filled.push_str(&format!("${}", values.len()));
            rest = &named[name.len()..];
        } else {
            filled.push(':');
            rest = named;
        }
    }
    filled.push_str(rest);
    (filled, values)
}

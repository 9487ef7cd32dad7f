//! Keeping notices: who is to be told of what follows from the records, and is looked at again and again by the program
//! itself; and handing on the mails that speak of it.
//!
//! What a member sees of his or her notices does not belong here, nor how mail is sent.

use std::collections::{BTreeMap, HashMap};

use time::Duration;
use uuid::Uuid;

use super::rules::all_where;
use super::work::tenant_permit;
use super::{Ctx, Outcome, Services};
use crate::access::{Action, Actor, Relation, Ties, permit, seen};
use crate::domain::id::{MemberId, TrajectoryId};
use crate::domain::member::{Member, MemberState};
use crate::domain::notice::{Language, Notice, NoticeChoices, NoticeKind, NoticeMail, Noticing, Waits};
use crate::domain::record::Change;
use crate::domain::trajectory::Side;
use crate::domain::vocabulary::{Role, Vocabulary};
use crate::store::{Around, Condition, Written};

/// For how many days somebody is told of what happened.
const TOLD: i64 = 14;
/// How many days before it ends a consent is told of.
const ENDS: i64 = 30;
/// How many mails are handed on at a time.
const MOST: usize = 20;

/// What a look at what waits came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeptNotices {
    /// Notices that are new.
    pub fresh: usize,
    /// Notices that are gone.
    pub gone: usize,
    /// Mails that were written.
    pub mails: usize,
}

/// A mail that is to be sent now.
#[derive(Clone, Debug)]
pub struct DueMail {
    /// What it speaks of.
    pub mail: NoticeMail,
    /// To which address.
    pub address: String,
    /// In which language.
    pub language: Language,
}

impl Services {
    /// Holds what waits against the notices that there are: whoever is to be told of something new gets a notice, what
    /// waits no longer has none, and mail is written as each chose where `mailing` says that it is sent at all.
    ///
    /// # Errors
    /// `not_found` for whoever may not keep notices; a fault of the store.
    pub async fn keep_notices(&self, ctx: &Ctx, mailing: bool) -> Outcome<KeptNotices> {
        let permit = tenant_permit(ctx, Action::KeepNotices)?;
        let today = ctx.stamp().today;
        let members = all_where::<Member>(ctx, None, Vec::new()).await?;
        let members = members.iter().filter(|one| one.state_on(today) == MemberState::Active);
        let actors: HashMap<MemberId, Actor> = members.map(|one| (one.id, Actor::of(one, today))).collect();
        let choices = all_where::<NoticeChoices>(ctx, None, Vec::new()).await?;
        let of_member = |one: NoticeChoices| (MemberId::from_uuid(one.id.uuid()), one);
        let choices = choices.into_iter().map(of_member).collect();
        let waiting = waiting(ctx, &actors).await?;
        let noticing = |notices: &[Notice]| Noticing::of(&waiting, notices, (&choices, mailing), ctx.stamp());
        // Mostly there is nothing to be done, and nobody who writes waits for that to be known.
        if noticing(&all_where(ctx, None, Vec::new()).await?).is_nothing() {
            return Ok(KeptNotices::default());
        }
        let tx = ctx.store.begin().await?;
        tx.hold_all::<Notice>().await?;
        let noticing = noticing(&all_where(ctx, Some(&tx), Vec::new()).await?);
        Ok(match tx.keep_notices(&permit, &noticing).await? {
            Written::Yes => {
                ctx.store.tell_of_notices(&permit, ctx.now());
                KeptNotices {
                    fresh: noticing.fresh.len(),
                    gone: noticing.gone.len(),
                    mails: noticing.mails.len(),
                }
            }
            // Somebody saw one of them meanwhile: at the next look, then.
            Written::Stale | Written::Taken(_) => KeptNotices::default(),
        })
    }

    /// The mails that are to be sent now: nobody else tries the same meanwhile. What belongs to nobody any more, or was
    /// tried too often, is taken away and not told.
    ///
    /// # Errors
    /// `not_found` for whoever may not keep notices; a fault of the store.
    pub async fn take_notice_mails(&self, ctx: &Ctx) -> Outcome<Vec<DueMail>> {
        let permit = tenant_permit(ctx, Action::KeepNotices)?;
        let now = ctx.now();
        let due = Condition::AtMost("due_at", now.unix_timestamp().into());
        let mut due = all_where::<NoticeMail>(ctx, None, vec![due]).await?;
        due.truncate(MOST);
        let mut changes = Vec::new();
        for mail in due {
            if mail.tries >= NoticeMail::TRIES {
                ctx.store.forget_mail(&permit, &mail).await?;
                let (mail, tries) = (mail.id, mail.tries);
                tracing::error!(%mail, tries, "a mail about notices was given up");
            } else {
                changes.push(Change::revised(&mail, mail.taken(now)));
            }
        }
        let mut mails = Vec::new();
        for mail in ctx.store.take_mails(&permit, &changes).await? {
            let member = ctx.store.get::<Member>(mail.member_id).await?;
            let Some(member) = member.filter(|one| one.state_on(ctx.stamp().today) == MemberState::Active) else {
                ctx.store.forget_mail(&permit, &mail).await?;
                continue;
            };
            let choices = NoticeChoices::usual(member.id);
            let choices = ctx.store.get::<NoticeChoices>(choices.id).await?.unwrap_or(choices);
            mails.push(DueMail {
                mail,
                address: member.email.to_string(),
                language: choices.language,
            });
        }
        Ok(mails)
    }

    /// Says that a mail was sent.
    ///
    /// # Errors
    /// `not_found` for whoever may not keep notices; a fault of the store.
    pub async fn sent_notice_mail(&self, ctx: &Ctx, mail: &NoticeMail) -> Outcome<()> {
        let permit = tenant_permit(ctx, Action::KeepNotices)?;
        Ok(ctx.store.forget_mail(&permit, mail).await?)
    }

    /// Gives a mail up that will never be taken. The notices of which it spoke stay.
    ///
    /// # Errors
    /// `not_found` for whoever may not keep notices; a fault of the store.
    pub async fn give_up_notice_mail(&self, ctx: &Ctx, mail: &NoticeMail) -> Outcome<()> {
        let permit = tenant_permit(ctx, Action::KeepNotices)?;
        Ok(ctx.store.forget_mail(&permit, mail).await?)
    }
}

/// Who is to be told of what, as the records say and as far as each may see those.
async fn waiting(ctx: &Ctx, actors: &HashMap<MemberId, Actor>) -> Outcome<Vec<Waits>> {
    let today = ctx.stamp().today;
    let around = Around {
        today,
        since: today - Duration::days(TOLD),
        until: today + Duration::days(ENDS),
    };
    let mut waiting = Vec::new();
    for kind in NoticeKind::ALL {
        waiting.extend(for_assigned(ctx, (*kind, around), actors).await?);
        waiting.extend(for_office(ctx, (*kind, around), actors).await?);
    }
    Ok(waiting)
}

async fn for_assigned(
    ctx: &Ctx,
    (kind, around): (NoticeKind, Around),
    actors: &HashMap<MemberId, Actor>,
) -> Outcome<Vec<Waits>> {
    // By whom and what: in which trajectory, and how that lies open. Of a family with two trajectories, the first.
    let mut ties: BTreeMap<(MemberId, Uuid, TrajectoryId), Ties> = BTreeMap::new();
    for one in ctx.store.waits_for_assigned(kind, around).await? {
        let (member, role, side) = one.assigned;
        if one.by.is_none_or(|by| by != member.to_string()) {
            let held = ties.entry((member, one.about, one.trajectory)).or_default();
            *held = held.and(Ties::of(role, side));
        }
    }
    let mut waiting: Vec<Waits> = Vec::new();
    for ((member_id, about, trajectory), ties) in ties {
        let before = waiting
            .last()
            .is_some_and(|last| (last.member_id, last.about) == (member_id, about));
        let sees = |actor| seen(actor, Relation::Assigned(ties)).tells_of(kind.about());
        if !before && actors.get(&member_id).is_some_and(sees) {
            waiting.push(Waits {
                member_id,
                kind,
                about,
                trajectory_id: Some(trajectory),
            });
        }
    }
    Ok(waiting)
}

async fn for_office(
    ctx: &Ctx,
    (kind, around): (NoticeKind, Around),
    actors: &HashMap<MemberId, Actor>,
) -> Outcome<Vec<Waits>> {
    let Some(action) = dealing_with(kind) else {
        return Ok(Vec::new());
    };
    let deals = |actor: &&Actor| permit(actor, action, Relation::None).is_some();
    let who: Vec<&Actor> = actors.values().filter(deals).collect();
    let mut waiting = Vec::new();
    for one in ctx.store.waits_for_office(kind, around).await? {
        let told = who.iter().filter(|actor| actor.id() != one.by);
        waiting.extend(told.filter_map(|actor| actor.as_member()).map(|member_id| Waits {
            member_id,
            kind,
            about: one.about,
            trajectory_id: one.trajectory,
        }));
    }
    Ok(waiting)
}

/// What whoever is told of this in the office may do about it; nothing for what those who work with a family are told.
fn dealing_with(kind: NoticeKind) -> Option<Action> {
    match kind {
        NoticeKind::RequestWaits => Some(Action::ApproveBudgetRequest),
        NoticeKind::RightsRequest => Some(Action::DecideRightsRequest),
        NoticeKind::BrokenGlass => Some(Action::ReviewBreakGlass),
        NoticeKind::DestructionWaits => Some(Action::ConfirmDestruction),
        NoticeKind::RulesWait => Some(Action::ConfirmRules),
        NoticeKind::Assigned
        | NoticeKind::RequestDecided
        | NoticeKind::PartyAnswered
        | NoticeKind::PlanComment
        | NoticeKind::ConsentEnds
        | NoticeKind::ActionLate => None,
    }
}

/// Whether somebody may ever be told of this, being who he or she is.
pub(super) fn may_be_told(actor: &Actor, kind: NoticeKind) -> bool {
    match dealing_with(kind) {
        Some(action) => permit(actor, action, Relation::None).is_some(),
        None => [Role::Professional, Role::Volunteer].into_iter().any(|role| {
            let held = matches!(actor, Actor::Member { roles, .. } if roles.contains(&role));
            let ties = Relation::Assigned(Ties::of(role, Side::Both));
            held && seen(actor, ties).tells_of(kind.about())
        }),
    }
}

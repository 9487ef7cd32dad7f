//! A member's own notices: what waits for him or her, what of it was seen, and by which way to be told.
//!
//! How notices come to be does not belong here: see [`super::notice_keeping`].

use std::collections::HashMap;

use super::logging::page_shown;
use super::notice_keeping::may_be_told;
use super::rules::all_where;
use super::seeing::as_now;
use super::work::{finish, not_found, tenant_permit};
use super::{Around, Ctx, Outcome, Services};
use crate::access::Action;
use crate::domain::dossier::Dossier;
use crate::domain::id::{MemberId, NoticeId, TrajectoryId};
use crate::domain::notice::{Language, Notice, NoticeChoices, NoticeKind, NoticeWay};
use crate::domain::record::Change;
use crate::domain::vocabulary::Vocabulary;
use crate::store::{Condition, EVERYTHING, Window};

/// A notice, with the family that it is about.
#[derive(Clone, Debug)]
pub struct OwnNotice {
    /// The notice.
    pub notice: Notice,
    /// The family and its trajectory, where it is about one, and nothing else of the dossier.
    pub dossier: Option<Dossier>,
}

/// Chooses by which way to be told.
#[derive(Clone, Debug)]
pub struct ChooseNotices {
    /// By which way of what; what is left out is told as usual.
    pub channels: Vec<NoticeWay>,
    /// In which language mail is written.
    pub language: Language,
}

/// Says that one saw notices.
#[derive(Clone, Copy, Debug)]
pub struct SeeNotices {
    /// The newest of them: those that came later were not seen.
    pub up_to: NoticeId,
}

/// What is left after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenNotices {
    /// How many were new.
    pub seen: usize,
    /// How many came since.
    pub unseen: u64,
}

/// What the actor did not see yet, as one hears of it who listens: how much, and nothing of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnseenNotices {
    /// How many notices.
    pub count: u64,
    /// The newest of them, which tells one that came from one that was there.
    pub newest: Option<NoticeId>,
}

/// As many notices as are shown: the newest.
const SHOWN: u32 = 100;

impl Services {
    /// What the actor is told to look at, the newest first. What he or she may see no longer is left out.
    ///
    /// # Errors
    /// `not_found` for whoever is no member; a fault of the store.
    pub async fn notices(&self, ctx: &Ctx) -> Outcome<Vec<OwnNotice>> {
        let permit = tenant_permit(ctx, Action::ListNotices)?;
        let window = Window {
            first: SHOWN,
            after: None,
            sort: "id",
            descending: true,
        };
        let page = ctx.store.page::<Notice>(EVERYTHING, own(ctx)?, &window).await?;
        let page = page_shown(ctx, &permit, page).await?;
        let notices = page.rows.into_iter().map(|(_, notice)| notice);
        let notices: Vec<Notice> = notices.collect();
        let wanted = Around {
            trajectories: notices.iter().filter_map(|notice| notice.trajectory_id).collect(),
            ..Around::default()
        };
        let sees = self.sees_of(ctx, &wanted.trajectories).await?;
        let dossiers: HashMap<TrajectoryId, Dossier> = self.around(ctx, &page.logged, &wanted).await?;
        let with_dossier = |notice: Notice| {
            let Some(trajectory) = notice.trajectory_id else {
                return Some(OwnNotice { notice, dossier: None });
            };
            let dossier = dossiers.get(&trajectory).cloned()?;
            sees.of(trajectory).tells_of(notice.kind.about()).then_some(OwnNotice {
                notice,
                dossier: Some(dossier),
            })
        };
        Ok(notices.into_iter().filter_map(with_dossier).collect())
    }

    /// How many notices the actor has not seen yet.
    ///
    /// # Errors
    /// `not_found` for whoever is no member; a fault of the store.
    pub async fn unseen_notices(&self, ctx: &Ctx) -> Outcome<u64> {
        tenant_permit(ctx, Action::ListNotices)?;
        let mut unseen = own(ctx)?;
        unseen.push(Condition::Is("seen", false.into()));
        Ok(ctx.store.count::<Notice>(EVERYTHING, unseen).await?.unseen())
    }

    /// What the actor did not see yet, being who he or she is now: asked again for each event of a subscription.
    ///
    /// # Errors
    /// `not_found` for whoever is no member, or not one any more; a fault of the store.
    pub async fn hear_notices(&self, ctx: &Ctx) -> Outcome<UnseenNotices> {
        let now = Ctx {
            actor: as_now(ctx).await?,
            ..ctx.clone()
        };
        let count = self.unseen_notices(&now).await?;
        let mut unseen = own(&now)?;
        unseen.push(Condition::Is("seen", false.into()));
        let window = Window {
            first: 1,
            after: None,
            sort: "id",
            descending: true,
        };
        let page = now.store.page::<Notice>(EVERYTHING, unseen, &window).await?.unseen();
        Ok(UnseenNotices {
            count,
            newest: page.rows.first().map(|(_, notice)| notice.id),
        })
    }

    /// Says that the actor saw his or her notices up to one of them.
    ///
    /// # Errors
    /// `not_found` for whoever is no member; a fault of the store.
    pub async fn see_notices(&self, ctx: &Ctx, cmd: SeeNotices) -> Outcome<SeenNotices> {
        let permit = tenant_permit(ctx, Action::SeeNotices)?;
        let mut unseen = own(ctx)?;
        unseen.push(Condition::Is("seen", false.into()));
        let notices = all_where::<Notice>(ctx, None, unseen).await?;
        let seen = notices.iter().filter(|notice| notice.id <= cmd.up_to);
        let seen: Vec<Change<Notice>> = seen.map(|notice| Change::revised(notice, notice.as_seen())).collect();
        let seen = ctx.store.keep_seen(&permit, &seen).await?;
        if seen > 0 {
            ctx.store.tell_of_notices(&permit, ctx.now());
        }
        Ok(SeenNotices {
            seen,
            unseen: self.unseen_notices(ctx).await?,
        })
    }

    /// Of what the actor may ever be told, being who he or she is.
    #[must_use]
    pub fn notice_kinds(&self, ctx: &Ctx) -> Vec<NoticeKind> {
        let may = |kind: &&NoticeKind| may_be_told(&ctx.actor, **kind);
        NoticeKind::ALL.iter().filter(may).copied().collect()
    }

    /// By which way the actor is told of what.
    ///
    /// # Errors
    /// `not_found` for whoever is no member; a fault of the store.
    pub async fn notice_choices(&self, ctx: &Ctx) -> Outcome<NoticeChoices> {
        let usual = NoticeChoices::usual(member(ctx)?);
        Ok(ctx.store.get::<NoticeChoices>(usual.id).await?.unwrap_or(usual))
    }

    /// Chooses by which way to be told.
    ///
    /// # Errors
    /// As [`NoticeChoices::choose`]; `not_found` for whoever is no member; a fault of the store.
    pub async fn choose_notices(&self, ctx: &Ctx, cmd: ChooseNotices) -> Outcome<NoticeChoices> {
        let permit = tenant_permit(ctx, Action::ChooseNotices)?;
        let usual = NoticeChoices::usual(member(ctx)?);
        let tx = ctx.store.begin().await?;
        let before = tx.get::<NoticeChoices>(usual.id).await?;
        let after = before.as_ref().unwrap_or(&usual).choose(&cmd.channels, cmd.language)?;
        let change = match &before {
            Some(before) => Change::revised(before, after),
            None => Change::recorded(after),
        };
        finish(ctx, tx, &permit, change).await
    }
}

/// Who acts, where it is a member.
fn member(ctx: &Ctx) -> Outcome<MemberId> {
    ctx.actor.as_member().ok_or_else(|| not_found(""))
}

/// The actor's own.
fn own(ctx: &Ctx) -> Outcome<Vec<Condition>> {
    Ok(vec![Condition::Is("member_id", member(ctx)?.uuid().into())])
}

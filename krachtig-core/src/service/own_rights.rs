//! What a person of a family does by the own login with the own consents, story and data: as the office's forms do, by the
//! same decisions, and about this person alone.

use super::family_login::end_login;
use super::logging::{Read, reading};
use super::own_plan::{SeenPlan, begin_own, closed};
use super::person_export::{looked_of_late, told};
use super::sharing::withdraw;
use super::work::{expect_version, line, not_found};
use super::{Act, Ctx, ExportedPerson, Outcome, Services};
use crate::access::Action;
use crate::domain::access_log::{AccessPurpose, LogEvent};
use crate::domain::consent::{Consent, ConsentDraft, ConsentForm, Purpose, Subject};
use crate::domain::family_login::FamilyLogin;
use crate::domain::id::StoryVersionId;
use crate::domain::person_export::page;
use crate::domain::record::{Change, InDossier, Version};
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::domain::rights::DataSubject;
use crate::domain::story::{StoryApproval, StoryVersion};
use crate::domain::vocabulary::Audience;

/// The most lines of who looked that are read at once.
const MOST_LINES: usize = 500;

/// The version of the information that somebody reads before he or she consents.
pub const CONSENT_NOTICE: &str = "Mijn plan 1";

/// Somebody who looked at a person's data, or changed it.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnAccess {
    /// When.
    pub at: time::OffsetDateTime,
    /// In which role.
    pub role: String,
    /// What was done, by the code of the action.
    pub action: String,
    /// Which event it was.
    pub event: LogEvent,
    /// Why, where the line says so.
    pub purpose: Option<AccessPurpose>,
    /// Whether it was the person.
    pub by_me: bool,
}

/// Gives a consent of one's own.
#[derive(Clone, Debug)]
pub struct GiveOwnConsent {
    /// What for.
    pub purpose: Purpose,
    /// See [`Consent::recipient`].
    pub recipient: Option<String>,
    /// The last day on which it holds.
    pub valid_until: Option<time::Date>,
    /// The version of the information that was read: [`CONSENT_NOTICE`].
    pub notice: String,
}

/// Approves a version of the story for an audience.
#[derive(Clone, Copy, Debug)]
pub struct ApproveOwnStory {
    /// Which.
    pub story_version_id: StoryVersionId,
    /// The version of its record that was read: nobody approves what changed meanwhile.
    pub version: Version,
    /// For whose eyes.
    pub audience: Audience,
}

impl Services {
    /// Gives a consent of the actor's own, from today.
    ///
    /// # Errors
    /// As [`Consent::give`]; `changed_since` where the information is another by now; `not_found`; `processing_restricted`.
    pub async fn give_own_consent(&self, ctx: &Ctx, cmd: GiveOwnConsent) -> Outcome<SeenPlan> {
        let own = begin_own(ctx, Action::GiveOwnConsent).await?;
        if cmd.notice != CONSENT_NOTICE {
            return Err(Refusal::new(RefusalCode::ChangedSince, "notice").into());
        }
        let stamp = ctx.stamp();
        let draft = ConsentDraft {
            subject: Subject::Person(own.person.id),
            given_by: None,
            purpose: cmd.purpose,
            recipient: cmd.recipient,
            form: ConsentForm::Digital,
            notice: Some(cmd.notice),
            given_on: stamp.today,
            valid_until: cmd.valid_until,
        };
        let consent = Consent::give(&own.case.dossier, &draft, stamp)?;
        own.finish(ctx, Change::recorded(consent)).await
    }

    /// Withdraws a consent of the actor's own, with all that stops with it.
    ///
    /// # Errors
    /// As [`Services::withdraw_consent`].
    pub async fn withdraw_own_consent(&self, ctx: &Ctx, cmd: Act<Consent>) -> Outcome<SeenPlan> {
        let mut own = begin_own(ctx, Action::WithdrawOwnConsent).await?;
        let consent = Consent::find(&own.case.dossier, cmd.id, "id")?.clone();
        if consent.person_id != Some(own.person.id) {
            return Err(not_found("id"));
        }
        let (_, audit) = withdraw(ctx, &mut own.case, (&consent, &cmd)).await?;
        own.commit(ctx, audit).await
    }

    /// Approves a version of the own story for an audience, exactly as it was read.
    ///
    /// # Errors
    /// As [`StoryApproval::give`]; `not_found`, also for whoever is no adult; `stale`; `processing_restricted`.
    pub async fn approve_own_story(&self, ctx: &Ctx, cmd: ApproveOwnStory) -> Outcome<SeenPlan> {
        let own = begin_own(ctx, Action::ApproveOwnStory).await?;
        let (stamp, dossier) = (ctx.stamp(), &own.case.dossier);
        let story = StoryVersion::find(dossier, cmd.story_version_id, "story_version_id")?;
        if !own.person.is_adult(stamp.today) {
            return Err(not_found("story_version_id"));
        }
        expect_version(&own.case.tx, story, cmd.version).await?;
        let by = (own.person.id, cmd.audience);
        let approval = StoryApproval::give(dossier, story.id, by, (stamp.today, stamp))?;
        own.finish(ctx, Change::recorded(approval)).await
    }

    /// Takes an approval of the actor's own back.
    ///
    /// # Errors
    /// As [`StoryApproval::withdraw`]; `not_found`, `stale`.
    pub async fn withdraw_own_story_approval(&self, ctx: &Ctx, cmd: Act<StoryApproval>) -> Outcome<SeenPlan> {
        let own = begin_own(ctx, Action::WithdrawOwnStoryApproval).await?;
        let approval = StoryApproval::find(&own.case.dossier, cmd.id, "id")?;
        if approval.person_id != own.person.id {
            return Err(not_found("id"));
        }
        expect_version(&own.case.tx, approval, cmd.version).await?;
        let change = Change::revised(approval, approval.withdraw(ctx.stamp())?);
        own.finish(ctx, change).await
    }

    /// Who looked at the actor's own data, and who changed it: so many times at most, and as many of the actor's own, by which
    /// one sees whether somebody else signs in as oneself; the newest first. The log tells of this reading too.
    ///
    /// # Errors
    /// `not_found` for whoever has no login that holds; `out_of_range` for how many.
    pub async fn read_own_access(&self, ctx: &Ctx, first: usize) -> Outcome<Vec<OwnAccess>> {
        let own = begin_own(ctx, Action::ReadOwnAccess).await?;
        if !(1..=MOST_LINES).contains(&first) {
            let refusal = Refusal::new(RefusalCode::OutOfRange, "first").with("min", 1);
            return Err(refusal.with("max", MOST_LINES).into());
        }
        let me = ctx.actor.id();
        let asked = (&own.case, DataSubject::Person(own.person.id));
        let looked = looked_of_late(ctx, asked, (&me, first)).await?;
        let seen = looked.into_iter().map(|line| OwnAccess {
            at: line.at,
            by_me: line.actor == me,
            role: line.role,
            action: line.action,
            event: line.event,
            purpose: line.purpose,
        });
        let seen: Vec<OwnAccess> = seen.collect();
        let read = Read {
            kind: "audit",
            trajectory: Some(own.login.trajectory_id),
            rows: Some(seen.len()),
            ..Read::default()
        };
        let line = reading(ctx, &own.case.permit, read);
        own.case.tx.commit(line).await?;
        Ok(seen)
    }

    /// The actor's own data, with all others taken out, as a worker would export it for him or her.
    ///
    /// # Errors
    /// `not_found` for whoever has no login that holds.
    pub async fn export_own_data(&self, ctx: &Ctx) -> Outcome<ExportedPerson> {
        let own = begin_own(ctx, Action::ExportOwnData).await?;
        let export = told(ctx, &own.case, DataSubject::Person(own.person.id)).await?;
        let unchanged = Change::revised(&own.person, own.person.clone());
        let trajectory = Some(own.login.trajectory_id);
        let taken = line(ctx, (&own.case.permit, trajectory), &unchanged);
        own.case.tx.commit(taken).await?;
        Ok(ExportedPerson {
            document: serde_json::to_value(&export).unwrap_or_default(),
            page: page::page(&export),
        })
    }

    /// Ends the actor's own login: he or she is signed out, and asks the office for another.
    ///
    /// # Errors
    /// `not_found` for whoever has no login that holds, or for another's; `stale`.
    pub async fn end_own_login(&self, ctx: &Ctx, cmd: Act<FamilyLogin>) -> Outcome<FamilyLogin> {
        let own = begin_own(ctx, Action::EndOwnLogin).await?;
        if own.login.id != cmd.id {
            return Err(closed());
        }
        expect_version(&own.case.tx, &own.login, cmd.version).await?;
        Ok(end_login(ctx, own.case, &own.login).await?.record)
    }
}

//! A record of every kind, so that every operation that takes an id is tried on one that is there.

use std::collections::BTreeSet;

use krachtig_core::access::Actor;
use krachtig_core::domain::attachment::AttachmentDraft;
use krachtig_core::domain::break_glass::{GlassDraft, GlassReview, GlassVerdict};
use krachtig_core::domain::clock::Clock;
use krachtig_core::domain::consent::Purpose;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::id::{AttachmentId, BreakGlassId, DestructionId, MemberId, NoticeId};
use krachtig_core::domain::limit::{LimitDraft, LimitKind};
use krachtig_core::domain::own_words::OwnWordsDraft;
use krachtig_core::domain::record::{RecordKind, Version};
use krachtig_core::domain::retention::{RetentionBasis, RetentionDraft};
use krachtig_core::domain::rights::{DataSubject, Right, RightsDraft};
use krachtig_core::domain::share::ShareDraft;
use krachtig_core::domain::terms::{DataCategory, Use};
use krachtig_core::domain::token::TokenScope;
use krachtig_core::domain::vocabulary::{Role, Vocabulary};
use krachtig_core::service::{
    Act, Add, AddAttachment, ApproveRequest, Ask, BreakTheGlass, Ctx, IssueToken, NoFilter, PlaceHold, ProposeErasure,
    RecordOwnWords, RecordedSort, ReviewGlass, Services, SessionFilter, ShareWithParty, TrustKey,
};
use krachtig_server::app::clock::SystemClock;

use super::ground::Viewer;
use super::operations::Ids;

/// Who makes the records of an office.
pub(super) struct Records<'r> {
    pub(super) services: &'r Services,
    pub(super) operator: &'r Ctx,
    pub(super) viewers: &'r [Viewer],
}

impl Records<'_> {
    /// The ids of one record of each kind. What can be done to it only once is done already; `spare` is a member who
    /// tries nothing.
    pub(super) async fn of(&self, dossier: &Dossier, (spare, of_login): (MemberId, Ids)) -> Ids {
        let mut ids = of_dossier(dossier);
        assert_eq!(ids.len(), 27, "the family has something of everything");
        ids.extend(of_login);
        ids.extend(self.of_office(spare).await);
        ids.extend(self.of_rights(dossier).await);
        ids.extend(self.of_rules().await);
        ids.insert("BreakGlassId", self.glass(dossier).await.to_string());
        ids.insert("AttachmentId", self.attachment(dossier).await.to_string());
        // It may have been decided on already.
        let refuse = ApproveRequest {
            id: dossier.requests[0].id,
            note: Some("nee".to_owned()),
        };
        let _decided = self.services.refuse_budget_request(&self.coordinator(), refuse).await;
        let kinds = |ids: &Ids| ids.keys().copied().collect::<BTreeSet<_>>();
        assert_eq!(kinds(&ids), kinds(&absent()), "there is one of each kind");
        ids
    }

    /// A document that belongs to the dossier itself.
    async fn attachment(&self, dossier: &Dossier) -> AttachmentId {
        let cmd = AddAttachment {
            trajectory_id: dossier.trajectory.id,
            draft: AttachmentDraft {
                record_kind: RecordKind::Trajectory,
                record_id: dossier.trajectory.id.uuid(),
                name: "brief.pdf".to_owned(),
                about: "Een brief (fictief)".to_owned(),
            },
            content: b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n".to_vec(),
        };
        let added = self.services.add_attachment(&self.coordinator(), cmd).await;
        added.expect("added").record.id
    }

    /// Destroys a closed dossier, and gives the ids of what was in it; of other kinds, and of what is the office's, ids
    /// that nobody has.
    pub(super) async fn destroyed(&self, dossier: &Dossier) -> Ids {
        let (services, coordinator) = (self.services, self.coordinator());
        let cmd = ProposeErasure {
            family_id: dossier.family.id,
            subject: DataSubject::Family,
        };
        let proposed = services.propose_erasure(&coordinator, cmd).await.expect("proposed");
        let second = MemberId::from_uuid(SystemClock.fresh());
        let second = Ctx {
            actor: Actor::member(second, vec![Role::Coordinator]),
            ..coordinator
        };
        let confirm = Act {
            id: proposed.id,
            version: proposed.version,
            note: None,
        };
        services.confirm_destruction(&second, confirm).await.expect("confirmed");
        let run = services
            .run_destruction(self.operator, proposed.id)
            .await
            .expect("carried out");
        assert!(run.completed_on.is_some());
        let (mut ids, mut gone) = (absent(), of_dossier(dossier));
        for kept in ["PartnerId", "InstrumentId"] {
            gone.remove(kept);
        }
        ids.extend(gone);
        ids
    }

    fn acts(&self, name: &str, role: Role) -> Ctx {
        let viewer = self.viewers.iter().find(|viewer| viewer.name == name);
        Ctx {
            actor: Actor::member(viewer.expect("hired").id, vec![role]),
            ..self.operator.clone()
        }
    }

    fn coordinator(&self) -> Ctx {
        self.acts("coordinator", Role::Coordinator)
    }

    /// What is the office's: a member with a session and a token that was revoked, and a key.
    async fn of_office(&self, spare: MemberId) -> Ids {
        let (services, ctx) = (self.services, self.operator);
        let order = IssueToken {
            member_id: spare,
            label: "ingetrokken".to_owned(),
            days: 1,
            scopes: TokenScope::ALL.to_vec(),
        };
        let token = services.issue_token(ctx, order).await.expect("issued").token;
        services.revoke_token(ctx, token.id).await.expect("revoked");
        let key = TrustKey {
            label: "sleutel".to_owned(),
            public_key: krachtig_core::rules::SigningKey::from_random_bytes([7; 32])
                .public_key()
                .to_string(),
        };
        let key = services.trust_key(ctx, key).await.expect("trusted").id;
        let filter = SessionFilter {
            member_id: Some(spare),
            ended: Some(false),
        };
        let sessions = services
            .sessions(&self.coordinator(), &ask(filter))
            .await
            .expect("listed");
        let (_, session) = sessions.rows.into_iter().next().expect("signed in");
        Ids::from([
            ("MemberId", spare.to_string()),
            ("TokenId", token.id.to_string()),
            ("TrustedKeyId", key.to_string()),
            ("SessionId", session.id.to_string()),
            // Of notices only the moment counts up to which one's own were seen.
            ("NoticeId", NoticeId::from_uuid(spare.uuid()).to_string()),
        ])
    }

    /// The rules that decide there, and how they were tried.
    async fn of_rules(&self) -> Ids {
        let (services, ctx) = (self.services, &self.coordinator());
        macro_rules! newest {
            ($list:ident) => {{
                let page = services.$list(ctx, &ask(NoFilter)).await.expect("listed");
                page.rows
                    .into_iter()
                    .next()
                    .expect("one is there")
                    .1
                    .id
                    .to_string()
            }};
        }
        Ids::from([
            ("PluginId", newest!(plugins)),
            ("RuleSetId", newest!(rule_sets)),
            ("ReplayId", newest!(replays)),
        ])
    }

    /// Sharing, requests, limits, people's own words, destroying and what keeps from it.
    async fn of_rights(&self, dossier: &Dossier) -> Ids {
        let (services, ctx) = (self.services, &self.coordinator());
        let (trajectory_id, person) = (dossier.trajectory.id, dossier.persons[0].id);
        let (subject, today) = (DataSubject::Person(person), ctx.stamp().today);
        let share = ShareWithParty {
            trajectory_id,
            partner_id: dossier.partners[0].id,
            draft: ShareDraft {
                persons: vec![person],
                detainee_id: None,
                purpose: Use::Safety,
                categories: vec![DataCategory::Identity],
                about: None,
                shared_on: today,
            },
        };
        let share = services.share_with_party(ctx, share).await.expect("shared").record.id;
        let draft = RightsDraft {
            subject,
            right: Right::Access,
            received_on: today,
            about: None,
            identity_check: None,
        };
        let request = services.receive_rights_request(ctx, Add { trajectory_id, draft }).await;
        let draft = LimitDraft {
            subject,
            kind: LimitKind::Objection,
            purpose: Some(Purpose::Story),
            reason: None,
            until_on: None,
        };
        let limit = services.limit_processing(ctx, Add { trajectory_id, draft }).await;
        let words = RecordOwnWords {
            trajectory_id,
            record_kind: RecordKind::Person,
            record_id: person.uuid(),
            draft: OwnWordsDraft {
                subject,
                words: "Zo was het niet.".to_owned(),
                made_on: today,
            },
        };
        let words = services.record_own_words(ctx, words).await.expect("recorded").record.id;
        let retention = RetentionDraft {
            basis: RetentionBasis::Wmo,
            years: 20,
        };
        let policy = services.set_retention(ctx, retention).await.expect("set").id;
        // The hold comes after what it would keep from being proposed.
        let family_id = dossier.family.id;
        let erasure = ProposeErasure { family_id, subject };
        let destruction: DestructionId = services.propose_erasure(ctx, erasure).await.expect("proposed").id;
        let hold = PlaceHold {
            family_id,
            reason: "bezwaar loopt".to_owned(),
        };
        let hold = services.place_hold(ctx, hold).await.expect("held").record.id;
        Ids::from([
            ("ShareId", share.to_string()),
            ("RightsRequestId", request.expect("received").record.id.to_string()),
            ("ProcessingLimitId", limit.expect("limited").record.id.to_string()),
            ("OwnWordsId", words.to_string()),
            ("RetentionPolicyId", policy.to_string()),
            ("DestructionId", destruction.to_string()),
            ("LegalHoldId", hold.to_string()),
        ])
    }

    /// A glass that was broken and is closed again: else whoever broke it would be an outsider no more.
    async fn glass(&self, dossier: &Dossier) -> BreakGlassId {
        let cmd = BreakTheGlass {
            trajectory_id: dossier.trajectory.id,
            draft: GlassDraft {
                reason: "brand".to_owned(),
                minutes: 1,
            },
        };
        let outsider = self.acts("professional", Role::Professional);
        let glass = self.services.break_glass(&outsider, cmd).await.expect("broken").id;
        let closed = ReviewGlass {
            id: glass,
            version: Version::FIRST,
            draft: GlassReview {
                verdict: GlassVerdict::Unjustified,
                note: Some("oefening".to_owned()),
            },
        };
        let reviewed = self.services.review_break_glass(&self.coordinator(), closed).await;
        reviewed.expect("reviewed").id
    }
}

fn ask<F>(filter: F) -> Ask<F, RecordedSort> {
    Ask {
        first: 10,
        after: None,
        filter,
        sort: RecordedSort::Recorded,
        descending: true,
    }
}

/// The ids of the first of each kind in a dossier.
fn of_dossier(dossier: &Dossier) -> Ids {
    let mut ids = Ids::from([
        ("FamilyId", dossier.family.id.to_string()),
        ("TrajectoryId", dossier.trajectory.id.to_string()),
    ]);
    macro_rules! first {
        ($($name:literal: $list:ident),+) => {$(
            ids.extend(dossier.$list.first().map(|one| ($name, one.id.to_string())));
        )+};
    }
    first!(
        "PersonId": persons, "DetaineeId": detainees, "ConsentId": consents, "AssignmentId": assignments,
        "StepSkipId": skips, "DetaineeTalkId": talks, "RoleCheckId": role_checks, "IntroductionId": introductions,
        "MappingId": mappings, "GoalId": goals, "ActionId": actions, "TimeEntryId": time_entries,
        "ConnectionId": connections, "BudgetPlanId": plans, "BudgetRequestId": requests, "ReferralId": referrals,
        "ReferralLinkId": referral_links,
        "ProblemId": problems, "SiloObstacleId": obstacles, "SuggestionId": suggestions, "LearningEntryId": learning,
        "StoryVersionId": stories, "StoryApprovalId": approvals, "InstrumentId": instruments, "PartnerId": partners
    );
    ids
}

/// Ids that nobody has.
pub(super) fn absent() -> Ids {
    use krachtig_core::domain::id as kind;
    macro_rules! fresh {
        ($($name:ident),+) => {
            [$((stringify!($name), kind::$name::from_uuid(SystemClock.fresh()).to_string())),+]
        };
    }
    Ids::from(fresh!(
        NoticeId,
        PersonId,
        DetaineeId,
        ConsentId,
        AssignmentId,
        StepSkipId,
        DetaineeTalkId,
        RoleCheckId,
        IntroductionId,
        MappingId,
        GoalId,
        ActionId,
        TimeEntryId,
        ConnectionId,
        BudgetPlanId,
        BudgetRequestId,
        ReferralId,
        ReferralLinkId,
        ProblemId,
        SiloObstacleId,
        SuggestionId,
        LearningEntryId,
        StoryVersionId,
        StoryApprovalId,
        InstrumentId,
        PartnerId,
        FamilyId,
        TrajectoryId,
        MemberId,
        TokenId,
        BreakGlassId,
        TrustedKeyId,
        PluginId,
        RuleSetId,
        ReplayId,
        ShareId,
        RightsRequestId,
        ProcessingLimitId,
        LegalHoldId,
        RetentionPolicyId,
        DestructionId,
        SessionId,
        OwnWordsId,
        FamilyLoginId,
        PlanCommentId,
        AttachmentId
    ))
}

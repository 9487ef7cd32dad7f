//! What a login of a person of a family does not open: once it is over, for whom it is not, and in all of the office.

use krachtig_core::domain::consent::Purpose;
use krachtig_core::domain::dossier::Parts;
use krachtig_core::domain::family::{PersonDraft, Relation};
use krachtig_core::domain::family_login::FamilyLogin;
use krachtig_core::domain::identity::{IdentityProviderDraft, RoleOfGroup};
use krachtig_core::domain::member::MemberState;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::rights::DataSubject;
use krachtig_core::domain::trajectory::{ClosingDraft, ClosingReason, Side};
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{
    Add, AssignMember, CONSENT_NOTICE, Ctx, GiveOwnConsent, IssueToken, LimitMember, MemberFilter, NameSort, Outcome,
    RecordIdentityProvider, RecordedSort, Revise, SeenPlan, SessionFilter, TokenFilter,
};
use time::macros::date;

use crate::access_log::everything;
use crate::door::{code, knock, shown, sign_in, vouched};
use crate::family_login::{PASSWORD, comment, cosign, person, taken_up};
use crate::life::{act, revise};
use crate::office::{Office, draft_of};
use crate::retention::{erase, second};
use crate::rights;
use crate::support::on_both;

/// Everything that a person does by the own login, as somebody whose login opens nothing.
async fn closed(office: &Office, (ctx, login): (&Ctx, &FamilyLogin), like: &str) {
    let services = &office.services;
    let refused = |outcome: Outcome<SeenPlan>| match outcome {
        Err(failure) => failure.to_string(),
        Ok(_) => "open".to_owned(),
    };
    assert_eq!(refused(services.open_own_plan(ctx).await), like);
    assert_eq!(refused(services.comment_on_plan(ctx, comment(None)).await), like);
    assert_eq!(refused(services.cosign_plan(ctx, cosign("")).await), like);
    let give = GiveOwnConsent {
        purpose: Purpose::Story,
        recipient: None,
        valid_until: None,
        notice: CONSENT_NOTICE.to_owned(),
    };
    assert_eq!(refused(services.give_own_consent(ctx, give).await), like);
    assert_eq!(
        services.read_own_access(ctx, 1).await.expect_err("closed").to_string(),
        like
    );
    assert_eq!(
        services.export_own_data(ctx).await.expect_err("closed").to_string(),
        like
    );
    assert_eq!(
        services
            .end_own_login(ctx, act(login))
            .await
            .expect_err("closed")
            .to_string(),
        like
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_opens_nothing_looks_like_one_that_never_was() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, worker) = (&office.services, &office.professional);
        let nobody = services.open_own_plan(worker).await.expect_err("no login").to_string();
        let (id, adult) = office.willing_family("Gezin Dicht (fictief)", 0).await;
        let (me, invited, entered) = taken_up(&office, id, adult).await;
        closed(&office, (&office.coordinator, &invited.login), &nobody).await;
        let closing = ClosingDraft {
            closed_on: worker.stamp().today,
            reason: ClosingReason::Moved,
            note: None,
            outcomes: vec![],
        };
        let trajectory = office.dossier(id).await.trajectory;
        let shut = services
            .close_trajectory(worker, revise(&trajectory, closing))
            .await
            .expect("closed");
        closed(&office, (&me, &invited.login), &nobody).await;
        services
            .reopen_trajectory(&office.coordinator, act(&shut.record))
            .await
            .expect("reopened");
        services.open_own_plan(&me).await.expect("open again");

        let restriction = Add {
            trajectory_id: id,
            draft: rights::limit(DataSubject::Person(adult), None),
        };
        services
            .limit_processing(worker, restriction)
            .await
            .expect("restricted");
        services.open_own_plan(&me).await.expect("one may see one's own data");
        services.export_own_data(&me).await.expect("and take it along");
        assert_eq!(
            code(services.comment_on_plan(&me, comment(None)).await),
            RefusalCode::ProcessingRestricted
        );
        let story = GiveOwnConsent {
            purpose: Purpose::Story,
            recipient: Some("dji".to_owned()),
            valid_until: None,
            notice: CONSENT_NOTICE.to_owned(),
        };
        assert_eq!(
            code(services.give_own_consent(&me, story).await),
            RefusalCode::ProcessingRestricted
        );
        let consent = office.dossier(id).await.consents.remove(0);
        services
            .withdraw_own_consent(&me, act(&consent))
            .await
            .expect("a right goes on");

        services
            .end_family_login(worker, act(&invited.login))
            .await
            .expect("ended");
        closed(&office, (&me, &invited.login), &nobody).await;
        assert!(shown(&office, &entered).await.is_none(), "the session ended with it");
        let again = services
            .sign_in_by_password(&knock(worker), sign_in(&invited.sign_in_name, PASSWORD))
            .await;
        assert_eq!(code(again), RefusalCode::SignInRefused);

        let (id, adult) = office.willing_family("Gezin Zelf (fictief)", 0).await;
        let (me, invited, entered) = taken_up(&office, id, adult).await;
        services
            .end_own_login(&me, act(&invited.login))
            .await
            .expect("ended by the person");
        closed(&office, (&me, &invited.login), &nobody).await;
        assert!(shown(&office, &entered).await.is_none());
        let (again, ..) = taken_up(&office, id, adult).await;
        assert_ne!(again.actor, me.actor, "another login is another account");
        services.open_own_plan(&again).await.expect("opened");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_of_a_family_is_nobody_of_the_office() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, lead) = (&office.services, &office.coordinator);
        let (id, adult) = office.willing_family("Gezin Buiten (fictief)", 0).await;
        let (me, _, entered) = taken_up(&office, id, adult).await;
        let account = entered.member.clone();
        assert_eq!(
            services
                .dossier(&me, id, Parts::ALL)
                .await
                .expect_err("closed")
                .to_string(),
            "not_found at id"
        );

        let members = services
            .members(lead, &everything::<MemberFilter, _>(NameSort::Name))
            .await
            .expect("listed");
        assert!(members.rows.iter().all(|(_, one)| one.id != account.id));
        let sessions = services
            .sessions(lead, &everything::<SessionFilter, _>(RecordedSort::Recorded))
            .await;
        assert!(
            sessions
                .expect("listed")
                .rows
                .iter()
                .all(|(_, one)| one.member_id != account.id)
        );
        let tokens = services
            .tokens(lead, &everything::<TokenFilter, _>(RecordedSort::Recorded))
            .await;
        assert!(tokens.expect("listed").rows.is_empty());
        let token = IssueToken {
            member_id: account.id,
            label: "mijn".to_owned(),
            days: 1,
            scopes: vec![krachtig_core::domain::token::TokenScope::Read],
        };
        for asker in [&me, &office.operator] {
            assert_eq!(
                code(services.issue_token(asker, token.clone()).await),
                RefusalCode::NotFound
            );
        }

        let draft = draft_of("stiekem", &[Role::Coordinator]);
        let cmd = Revise {
            id: account.id,
            version: account.version,
            draft,
        };
        assert_eq!(code(services.revise_member(lead, cmd).await), RefusalCode::NotFound);
        let limit = LimitMember {
            id: account.id,
            version: account.version,
            from_on: None,
            until_on: None,
        };
        assert_eq!(code(services.limit_member(lead, limit).await), RefusalCode::NotFound);
        for asker in [lead, &office.operator] {
            assert!(
                services.invite_member(asker, account.id).await.is_err(),
                "no way in past the family"
            );
            assert!(services.end_sessions(asker, account.id).await.is_err());
        }
        let cmd = AssignMember {
            trajectory_id: id,
            member_id: account.id,
            role: Role::Volunteer,
            lead: false,
            side: Side::Both,
        };
        assert_eq!(code(services.assign_member(lead, cmd).await), RefusalCode::NotFound);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_is_given_by_whoever_works_with_the_family_and_the_role_by_nobody() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, worker, lead) = (&office.services, &office.professional, &office.coordinator);
        let (id, adult) = office.willing_family("Gezin Binnen (fictief)", 0).await;
        let (me, invited, _) = taken_up(&office, id, adult).await;
        for roles in [&[Role::FamilyMember][..], &[Role::FamilyMember, Role::Coordinator]] {
            let added = services.add_member(lead, draft_of("gezin", roles)).await;
            assert_eq!(
                code(added),
                RefusalCode::OutOfRange,
                "the role comes with a login alone"
            );
        }
        let colleague = services.me(worker).await.expect("a member");
        let cmd = Revise {
            id: colleague.id,
            version: colleague.version,
            draft: draft_of("professional", &[Role::Professional, Role::FamilyMember]),
        };
        assert_eq!(code(services.revise_member(lead, cmd).await), RefusalCode::OutOfRange);

        let adult = person(&office, (id, adult)).await;
        for asker in [&me, &office.volunteer, &office.approver, &office.reader] {
            assert_eq!(
                code(services.invite_family_member(asker, act(&adult)).await),
                RefusalCode::NotFound
            );
            let ended = services.end_family_login(asker, act(&invited.login)).await;
            assert_eq!(code(ended), RefusalCode::NotFound);
        }
        let again = services
            .invite_family_member(worker, act(&adult))
            .await
            .expect("invited again");
        assert_eq!(
            again.login, invited.login,
            "whoever lost every way in is invited to the same login"
        );
        let draft = PersonDraft {
            name: "Kind (fictief)".to_owned(),
            born_on: Some(date!(2012 - 01 - 01)),
            relation: Relation::Child,
            contact_person: false,
            phone: None,
            email: None,
            external_ref: None,
        };
        let cmd = Add {
            trajectory_id: id,
            draft,
        };
        let child = services.add_person(worker, cmd).await.expect("added").record;
        assert_eq!(
            code(services.invite_family_member(worker, act(&child)).await),
            RefusalCode::WrongState
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_erased_is_signed_out_for_good() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, lead) = (&office.services, &office.coordinator);
        let nobody = services.open_own_plan(lead).await.expect_err("no login").to_string();
        let second = second(&office).await;
        for whole in [false, true] {
            let (id, adult) = office.willing_family("Gezin Gewist (fictief)", 0).await;
            let (me, invited, entered) = taken_up(&office, id, adult).await;
            let said = services.comment_on_plan(&me, comment(None)).await.expect("said").plan;
            services
                .cosign_plan(&me, cosign(&said.plan))
                .await
                .expect_err("there is no goal to sign");
            let dossier = office.dossier(id).await;
            let mut subject = DataSubject::Person(adult);
            if whole {
                let closing = ClosingDraft {
                    closed_on: lead.stamp().today,
                    reason: ClosingReason::Completed,
                    note: None,
                    outcomes: vec![],
                };
                let closed = services
                    .close_trajectory(lead, revise(&dossier.trajectory, closing))
                    .await;
                closed.expect("closed");
                subject = DataSubject::Family;
            }
            let proposed = services.propose_erasure(lead, erase(dossier.family.id, subject)).await;
            let proposed = proposed.expect("proposed");
            let confirmed = services
                .confirm_destruction(&second, act(&proposed))
                .await
                .expect("confirmed");
            services.run_destruction(lead, confirmed.id).await.expect("done");
            closed(&office, (&me, &invited.login), &nobody).await;
            assert!(shown(&office, &entered).await.is_none(), "the session ended with it");
            let again = services
                .sign_in_by_password(&knock(lead), sign_in(&invited.sign_in_name, PASSWORD))
                .await;
            assert_eq!(code(again), RefusalCode::SignInRefused);
            let after = office.dossier(id).await;
            assert!(after.family_logins[0].ended_on.is_some());
            assert_ne!(
                after.plan_comments[0].text, said.comments[0].text,
                "no word of it is left"
            );
            let account = services
                .members_by_id(lead, &[invited.login.account()])
                .await
                .expect("read");
            assert_eq!(account[&invited.login.account()].state, MemberState::Suspended);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_provider_of_an_office_opens_a_familys_plan() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, operator) = (&office.services, &office.operator);
        let (id, adult) = office.willing_family("Gezin Woord (fictief)", 0).await;
        let (_, invited, _) = taken_up(&office, id, adult).await;
        let draft = |role| IdentityProviderDraft {
            name: "Aanbieder (fictief)".to_owned(),
            issuer: "https://login.voorbeeld.invalid".to_owned(),
            client_id: "krachtig".to_owned(),
            client_secret: "geheim".to_owned(),
            groups_claim: "groups".to_owned(),
            roles: vec![RoleOfGroup {
                group: "team".to_owned(),
                role,
            }],
            active: true,
        };
        let trust = async |role| {
            let cmd = RecordIdentityProvider {
                draft: draft(role),
                version: None,
            };
            services.record_identity_provider(operator, cmd).await
        };
        assert_eq!(code(trust(Role::FamilyMember).await), RefusalCode::OutOfRange);
        let provider = trust(Role::Coordinator).await.expect("trusted");
        // The account is linked on the side, or taken up by an invitation: neither makes it anything else.
        let mut who = vouched(&provider, "sub-1", "s1");
        who.link_to = Some(invited.login.account());
        let linked = services.sign_in_by_provider(&knock(operator), who).await;
        assert_eq!(code(linked), RefusalCode::SignInRefused);
        let cmd = act(&person(&office, (id, adult)).await);
        let again = services
            .invite_family_member(&office.professional, cmd)
            .await
            .expect("invited again");
        let mut who = vouched(&provider, "sub-2", "s2");
        who.invitation = Some(again.secret);
        let taken = services.sign_in_by_provider(&knock(operator), who).await;
        assert_eq!(code(taken), RefusalCode::SignInRefused);
        let account = services
            .members_by_id(operator, &[invited.login.account()])
            .await
            .expect("read");
        assert_eq!(account[&invited.login.account()].roles, [Role::FamilyMember]);
    })
    .await;
}

//! What time does at the door: sessions, invitations, ceremonies and waits come to their end.

use krachtig_core::domain::identity::{IdentityProvider, IdentityProviderDraft, KeptSecret, Session, SignInMethod};
use krachtig_core::domain::member::{MemberDraft, MemberState};
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{
    AcceptInvitation, ChangePassword, Ctx, Knock, Outcome, PasswordSignIn, ProviderSignOut, RecordIdentityProvider,
    SignedIn, VerifiedSubject, identify_session, watch_session,
};
use time::Duration;

use crate::office::{Office, draft_of};
use crate::support::on_both;

pub(crate) const PASSWORD: &str = "vier losse woorden samen";

/// The code of a refusal. What was let in is a secret, and shows itself to nobody.
pub(crate) fn code<T>(outcome: Outcome<T>) -> RefusalCode {
    crate::office::code(outcome.map(drop))
}

pub(crate) fn knock(ctx: &Ctx) -> Knock {
    Knock {
        store: ctx.store.clone(),
        clock: ctx.clock.clone(),
        request: "test".to_owned(),
        client: ctx.client.clone(),
        address: None,
        browser: None,
        session: None,
    }
}

pub(crate) fn sign_in(email: &str, password: &str) -> PasswordSignIn {
    PasswordSignIn {
        email: email.to_owned(),
        password: password.to_owned(),
        code: None,
        recovery_code: None,
    }
}

/// Somebody who was invited and came: the address, and the way in.
pub(crate) async fn somebody(office: &Office, name: &str) -> (String, SignedIn) {
    let draft = MemberDraft {
        state: MemberState::Invited,
        ..draft_of(name, &[Role::Volunteer])
    };
    let email = draft.email.clone();
    let (services, ctx) = (&office.services, &office.coordinator);
    let member = services.add_member(ctx, draft).await.expect("added");
    let invited = services.invite_member(ctx, member.id).await.expect("invited");
    let chosen = AcceptInvitation::Password(PASSWORD.to_owned());
    let entered = services.accept_invitation(&knock(ctx), &invited.secret, chosen).await;
    (email, entered.expect("accepted"))
}

pub(crate) async fn shown(office: &Office, signed_in: &SignedIn) -> Option<Session> {
    let rules = (office.coordinator.now(), office.services.session_limits());
    let found = identify_session(&office.store, &signed_in.secret, rules).await;
    found.expect("asked").map(|(session, _)| session)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_it_is_not_used_and_when_it_is_old() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (_, resting) = somebody(&office, "rust").await;
        let (_, busy) = somebody(&office, "werk").await;
        let (_, listening) = somebody(&office, "luister").await;
        for _ in 0..4 {
            office.clock.pass(Duration::minutes(10));
            assert!(shown(&office, &busy).await.is_some(), "whoever works stays");
            let rules = (office.coordinator.now(), office.services.session_limits());
            watch_session(&office.store, &listening.secret, rules)
                .await
                .expect("asked");
        }
        assert!(shown(&office, &resting).await.is_none(), "whoever rests goes");
        assert!(shown(&office, &listening).await.is_none(), "listening is no work");
        for _ in 0..35 {
            office.clock.pass(Duration::minutes(20));
            shown(&office, &busy).await;
        }
        assert!(shown(&office, &busy).await.is_none(), "twelve hours are enough");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_holds_a_week_and_a_ceremony_five_minutes() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, ctx) = (&office.services, &office.coordinator);
        let (email, entered) = somebody(&office, "nieuw").await;
        let member = entered.member.id;
        let late = services.invite_member(ctx, member).await.expect("invited");
        office.clock.pass(Duration::days(7));
        let chosen = || AcceptInvitation::Password("een heel ander wachtwoord".to_owned());
        let refused = services.accept_invitation(&knock(ctx), &late.secret, chosen()).await;
        assert_eq!(code(refused), RefusalCode::NotFound);

        let begun = services.begin_passkey_sign_in(&knock(ctx)).await.expect("begun");
        office.clock.pass(Duration::minutes(5));
        let shown = (begun.handle.as_str(), serde_json::Value::Null);
        let refused = services.sign_in_by_passkey(&knock(ctx), shown).await;
        assert_eq!(code(refused), RefusalCode::NotFound);

        let signed_in = services
            .sign_in_by_password(&knock(ctx), sign_in(&email, PASSWORD))
            .await;
        let signed_in = signed_in.expect("the password still holds");
        assert_eq!(signed_in.session.method, SignInMethod::Password);
        let own = Ctx {
            actor: krachtig_core::access::Actor::member(member, signed_in.member.roles.clone()),
            ..ctx.clone()
        };
        services
            .offer_totp(&own, &signed_in.session)
            .await
            .expect("a moment after");
        office.clock.pass(Duration::minutes(16));
        let refused = services.offer_totp(&own, &signed_in.session).await;
        assert_eq!(code(refused), RefusalCode::SignInAgain);
        let refused = services.begin_passkey(&own, &signed_in.session).await;
        assert_eq!(code(refused), RefusalCode::SignInAgain);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn waits_outlive_the_process_and_come_to_their_end() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let (email, _) = somebody(&office, "doel").await;
        let (services, ctx) = (&office.services, &office.coordinator);
        for _ in 0..4 {
            let refused = services
                .sign_in_by_password(&knock(ctx), sign_in(&email, "gokje met woorden"))
                .await;
            assert_eq!(code(refused), RefusalCode::SignInRefused);
        }
        // Another process has forgotten what is kept in memory, and not what is kept in the store.
        let other = krachtig_core::service::Services::new(tenants, std::sync::Arc::new(krachtig_core::rules::NoRules));
        let refused = other.sign_in_by_password(&knock(ctx), sign_in(&email, PASSWORD)).await;
        assert_eq!(code(refused), RefusalCode::SlowDown);
        office.clock.pass(Duration::seconds(1));
        let signed_in = other.sign_in_by_password(&knock(ctx), sign_in(&email, PASSWORD)).await;
        assert!(signed_in.is_ok(), "the wait is over");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_change_a_password_at_once_one_knows_an_old_one() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, ctx) = (&office.services, &office.coordinator);
        let (email, entered) = somebody(&office, "twee").await;
        let own = Ctx {
            actor: krachtig_core::access::Actor::member(entered.member.id, entered.member.roles.clone()),
            ..ctx.clone()
        };
        let change = |new: &str| ChangePassword {
            current: Some(PASSWORD.to_owned()),
            new: new.to_owned(),
        };
        let (here, there) = (knock(ctx), knock(ctx));
        let (first, second) = tokio::join!(
            services.change_password((&here, &own), &entered.session, change("het ene nieuwe wachtwoord")),
            services.change_password((&there, &own), &entered.session, change("het andere nieuwe wachtwoord")),
        );
        assert_eq!([&first, &second].iter().filter(|changed| changed.is_ok()).count(), 1);
        office.clock.pass(Duration::minutes(2));
        let refused = services
            .sign_in_by_password(&knock(ctx), sign_in(&email, PASSWORD))
            .await;
        assert_eq!(code(refused), RefusalCode::SignInRefused);
    })
    .await;
}

/// Somebody for whom a provider vouches.
pub(crate) fn vouched(provider: &IdentityProvider, subject: &str, session: &str) -> VerifiedSubject {
    VerifiedSubject {
        provider: provider.clone(),
        subject: subject.to_owned(),
        groups: vec!["team".to_owned()],
        session: Some(session.to_owned()),
        invitation: None,
        link_to: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_vouches_for_whom_was_linked_and_is_heard_once() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, ctx) = (&office.services, &office.coordinator);
        let draft = IdentityProviderDraft {
            name: "Aanbieder (fictief)".to_owned(),
            issuer: "https://login.voorbeeld.invalid".to_owned(),
            client_id: "krachtig".to_owned(),
            client_secret: "geheim".to_owned(),
            groups_claim: "groups".to_owned(),
            roles: Vec::new(),
            active: true,
        };
        let cmd = RecordIdentityProvider { draft, version: None };
        let refused = services.record_identity_provider(ctx, cmd.clone()).await;
        assert_eq!(
            code(refused),
            RefusalCode::NotFound,
            "the operator alone says who is trusted"
        );
        let provider = services
            .record_identity_provider(&office.operator, cmd)
            .await
            .expect("trusted");
        let trusted = services.identity_providers(&office.store).await.expect("listed");
        let secret = trusted[0].secret.as_ref().map(KeptSecret::reveal);
        assert_eq!(secret, Some("geheim"));

        let (_, entered) = somebody(&office, "bekend").await;
        let by = async |subject, session| {
            let who = vouched(&provider, subject, session);
            services.sign_in_by_provider(&knock(ctx), who).await
        };
        assert_eq!(
            code(by("sub-1", "s1").await),
            RefusalCode::SignInRefused,
            "nobody linked it"
        );
        let linking = VerifiedSubject {
            link_to: Some(entered.member.id),
            ..vouched(&provider, "sub-1", "s1")
        };
        let first = services
            .sign_in_by_provider(&knock(ctx), linking)
            .await
            .expect("linked");
        assert_eq!(first.member.roles, [Role::Volunteer], "roles are given here");
        let second = by("sub-1", "s2").await.expect("linked before");
        let other = VerifiedSubject {
            link_to: Some(office.reader.actor.as_member().expect("a member")),
            ..vouched(&provider, "sub-1", "s3")
        };
        let refused = services.sign_in_by_provider(&knock(ctx), other).await;
        assert_eq!(code(refused), RefusalCode::SignInRefused, "it is linked to another");

        let word = |id: &str, session: Option<&str>, subject: Option<&str>| ProviderSignOut {
            provider: provider.id,
            session: session.map(str::to_owned),
            subject: subject.map(str::to_owned),
            token_id: id.to_owned(),
        };
        let hear = async |word| services.sign_out_by_provider(&knock(ctx), word).await;
        hear(word("j1", Some("s1"), None)).await.expect("heard");
        assert!(shown(&office, &first).await.is_none());
        assert!(shown(&office, &second).await.is_some(), "the other session goes on");
        assert_eq!(
            code(hear(word("j1", Some("s2"), None)).await),
            RefusalCode::AlreadyExists,
            "heard once"
        );
        hear(word("j2", Some("nobody's"), None)).await.expect("heard");
        hear(word("j3", None, Some("sub-2"))).await.expect("heard");
        assert!(shown(&office, &second).await.is_some(), "it was about others");
        hear(word("j4", None, Some("sub-1"))).await.expect("heard");
        assert!(shown(&office, &second).await.is_none());
    })
    .await;
}

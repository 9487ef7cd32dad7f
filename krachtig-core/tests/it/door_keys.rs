//! What becomes of what people come in with: passwords that are hashed anew, accounts at providers that are taken away
//! again, and access tokens that tell when they were used.

use std::sync::Arc;

use krachtig_core::access::Actor;
use krachtig_core::domain::identity::{IdentityProvider, IdentityProviderDraft};
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::token::TokenScope;
use krachtig_core::rules::NoRules;
use krachtig_core::service::{
    Ask, Ctx, HashingOptions, IdentityOptions, IssueToken, RecordIdentityProvider, RecordedSort, Services, SignedIn,
    TokenFilter, VerifiedSubject, identify,
};
use time::Duration;

use crate::audit::log;
use crate::door::{PASSWORD, code, knock, shown, sign_in, somebody, vouched};
use crate::office::{Office, TODAY};
use crate::sealed::{kept, past, run};
use crate::support::on_both;

fn own(ctx: &Ctx, signed_in: &SignedIn) -> Ctx {
    Ctx {
        actor: Actor::member(signed_in.member.id, signed_in.member.roles.clone()),
        ..ctx.clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_hashed_anew_when_hashing_costs_more_by_now() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let (email, _) = somebody(&office, "oud").await;
        let db = past(&setting, "alfa").await;
        let costs = async || kept(&db, "password", "hash").await.remove(0);
        assert!(costs().await.starts_with("$argon2id$v=19$m=19456,t=2,"));
        let options = IdentityOptions {
            hashing: HashingOptions {
                memory_kib: 20_480,
                passes: 3,
                at_once: 2,
            },
            ..IdentityOptions::default()
        };
        let stricter = Services::new(tenants, Arc::new(NoRules))
            .with_identity(options)
            .expect("right");
        let ctx = &office.coordinator;
        let lines = log(&setting).await.len();
        let wrong = stricter
            .sign_in_by_password(&knock(ctx), sign_in(&email, "een ander wachtwoord"))
            .await;
        assert_eq!(code(wrong), RefusalCode::SignInRefused);
        assert!(
            costs().await.starts_with("$argon2id$v=19$m=19456,t=2,"),
            "a wrong one proves nothing"
        );
        office.clock.pass(Duration::days(1));
        // Two at once, of which one hashes it.
        let (one, other) = (knock(ctx), knock(ctx));
        let (first, second) = tokio::join!(
            stricter.sign_in_by_password(&one, sign_in(&email, PASSWORD)),
            stricter.sign_in_by_password(&other, sign_in(&email, PASSWORD)),
        );
        // Tries at one account are counted one at a time: one that comes with another may have to wait.
        assert!(first.is_ok() || second.is_ok());
        for came in [first, second] {
            assert!(came.is_ok() || code(came) == RefusalCode::SlowDown);
        }
        let hash = costs().await;
        assert!(hash.starts_with("$argon2id$v=19$m=20480,t=3,"), "{hash}");
        let again = stricter
            .sign_in_by_password(&knock(ctx), sign_in(&email, PASSWORD))
            .await;
        assert!(again.is_ok());
        assert_eq!(costs().await, hash, "once is enough");
        let weaker = office
            .services
            .sign_in_by_password(&knock(ctx), sign_in(&email, PASSWORD))
            .await;
        assert!(weaker.is_ok(), "whoever hashes at a lower cost still knows it");
        assert_eq!(costs().await, hash, "and leaves it as it is");
        let told = log(&setting).await;
        let anew = told[lines..].iter().filter(|line| line.kind == "password");
        assert_eq!(anew.count(), 1, "the log tells of it");
    })
    .await;
}

async fn trusted(office: &Office, issuer: &str) -> IdentityProvider {
    let draft = IdentityProviderDraft {
        name: "Aanbieder (fictief)".to_owned(),
        issuer: issuer.to_owned(),
        client_id: "krachtig".to_owned(),
        client_secret: String::new(),
        groups_claim: "groups".to_owned(),
        roles: Vec::new(),
        active: true,
    };
    let cmd = RecordIdentityProvider { draft, version: None };
    let trusted = office.services.record_identity_provider(&office.operator, cmd).await;
    trusted.expect("trusted")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_at_a_provider_is_taken_away_but_never_the_last_way_in() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, ctx) = (&office.services, &office.coordinator);
        let (here, there) = (
            trusted(&office, "https://login.voorbeeld.invalid").await,
            trusted(&office, "https://elders.voorbeeld.invalid").await,
        );
        let (_, entered) = somebody(&office, "bekend").await;
        let me = entered.member.id;
        let link = async |provider: &IdentityProvider, subject: &str, session: &str| {
            let who = VerifiedSubject {
                link_to: Some(me),
                ..vouched(provider, subject, session)
            };
            services.sign_in_by_provider(&knock(ctx), who).await
        };
        let other = link(&here, "sub-1", "s1").await.expect("linked");
        let own = own(ctx, &entered);
        let linked = services.own_provider_links(&own).await.expect("told");
        let [first] = linked.as_slice() else {
            panic!("{linked:?}")
        };
        assert_eq!(first.provider.id, here.id);
        let stranger = Ctx {
            actor: ctx.actor.clone(),
            ..own.clone()
        };
        assert!(services.own_provider_links(&stranger).await.expect("told").is_empty());
        let theirs = somebody(&office, "vreemd").await.1;
        let refused = services.unlink_provider(&own, &theirs.session, first.link.id).await;
        assert_eq!(code(refused), RefusalCode::NotFound, "another's link");

        services
            .unlink_provider(&own, &entered.session, first.link.id)
            .await
            .expect("taken away");
        assert!(shown(&office, &other).await.is_none(), "what it began has ended");
        assert!(shown(&office, &entered).await.is_some());
        let refused = services
            .sign_in_by_provider(&knock(ctx), vouched(&here, "sub-1", "s2"))
            .await;
        assert_eq!(code(refused), RefusalCode::SignInRefused);
        let again = services.unlink_provider(&own, &entered.session, first.link.id).await;
        assert_eq!(code(again), RefusalCode::NotFound, "once");
        assert!(services.own_provider_links(&own).await.expect("told").is_empty());

        // The same account can be linked again; and where it is all there is, it stays.
        link(&here, "sub-1", "s3").await.expect("linked again");
        let first = services.own_provider_links(&own).await.expect("told").remove(0);
        run(&past(&setting, "alfa").await, "DELETE FROM password").await;
        let refused = services.unlink_provider(&own, &entered.session, first.link.id).await;
        assert_eq!(code(refused), RefusalCode::LastWayIn);
        link(&there, "sub-9", "s4").await.expect("linked");
        office.clock.pass(Duration::minutes(16));
        let refused = services.unlink_provider(&own, &entered.session, first.link.id).await;
        assert_eq!(code(refused), RefusalCode::SignInAgain, "not in a session of long ago");
        let fresh = link(&there, "sub-9", "s5").await.expect("signed in");
        services
            .unlink_provider(&own, &fresh.session, first.link.id)
            .await
            .expect("there is another way in");
        let last = services.own_provider_links(&own).await.expect("told").remove(0);
        let refused = services.unlink_provider(&own, &fresh.session, last.link.id).await;
        assert_eq!(code(refused), RefusalCode::LastWayIn);
        run(
            &past(&setting, "alfa").await,
            "UPDATE identity_provider SET active = false",
        )
        .await;
        link(&here, "sub-1", "s6")
            .await
            .expect("linked by whoever still trusts it");
        let refused = services.unlink_provider(&own, &fresh.session, last.link.id).await;
        assert_eq!(
            code(refused),
            RefusalCode::LastWayIn,
            "a provider that is trusted no longer is no way in"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_tells_the_day_on_which_it_was_used_last() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, ctx) = (&office.services, &office.professional);
        let issue = IssueToken {
            member_id: ctx.actor.as_member().expect("a member"),
            label: "Koppeling".to_owned(),
            days: 30,
            scopes: vec![TokenScope::Read],
        };
        let issued = services.issue_token(ctx, issue).await.expect("issued");
        let all = Ask {
            first: 10,
            after: None,
            filter: TokenFilter::default(),
            sort: RecordedSort::Recorded,
            descending: false,
        };
        let used = async || {
            let page = services.tokens(&office.coordinator, &all).await.expect("listed");
            let (_, token) = page
                .rows
                .into_iter()
                .find(|(_, token)| token.id == issued.token.id)
                .expect("listed");
            (token.last_used_on, token.version.get())
        };
        assert_eq!(used().await, (None, 1));
        for _ in 0..3 {
            let known = identify(&office.store, &issued.secret, TODAY).await.expect("asked");
            assert!(known.is_some());
        }
        assert_eq!(used().await, (Some(TODAY), 2), "once a day");
        let later = TODAY + Duration::days(2);
        identify(&office.store, &issued.secret, later).await.expect("asked");
        assert_eq!(used().await, (Some(later), 3));
        services.revoke_token(ctx, issued.token.id).await.expect("revoked");
        assert!(
            identify(&office.store, &issued.secret, later)
                .await
                .expect("asked")
                .is_none()
        );
        for who in [&office.professional, &office.volunteer, &office.operator] {
            assert_eq!(code(services.tokens(who, &all).await), RefusalCode::NotFound);
        }
    })
    .await;
}

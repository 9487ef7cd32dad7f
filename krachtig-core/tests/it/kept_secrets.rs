//! The secrets of the door that are needed again, and what corrections replaced: sealed as what tells of people is.

use krachtig_core::access::Actor;
use krachtig_core::domain::identity::{IdentityProviderDraft, KeptSecret, SignInMethod};
use krachtig_core::domain::member::{MemberDraft, MemberState};
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::error::Fault;
use krachtig_core::service::{
    AcceptInvitation, Ctx, Failure, Outcome, PasswordSignIn, RecordIdentityProvider, SignedIn,
};
use time::Duration;
use totp_rs::{Builder, Secret};

use crate::door::{PASSWORD, code, knock};
use crate::office::{Office, draft_of};
use crate::rights::rectify;
use crate::sealed::{family, kept, past, run};
use crate::support::{on_both, slug};

/// A member with an app, and what the app makes its codes from.
struct Enrolled {
    email: String,
    own: Ctx,
    secret: String,
    recovery: Vec<String>,
}

/// The code that an app shows now.
fn code_of(secret: &str, ctx: &Ctx) -> String {
    let secret = Secret::try_from_base32(secret).expect("Base32");
    let totp = Builder::new().with_secret(secret).build().expect("a right secret");
    totp.generate(u64::try_from(ctx.now().unix_timestamp()).expect("after 1970"))
        .to_string()
}

async fn enrolled(office: &Office, name: &str) -> Enrolled {
    let draft = MemberDraft {
        state: MemberState::Invited,
        ..draft_of(name, &[Role::Professional])
    };
    let (services, ctx) = (&office.services, &office.coordinator);
    let email = draft.email.clone();
    let member = services.add_member(ctx, draft).await.expect("added");
    let invited = services.invite_member(ctx, member.id).await.expect("invited");
    let chosen = AcceptInvitation::Password(PASSWORD.to_owned());
    let entered = services.accept_invitation(&knock(ctx), &invited.secret, chosen).await;
    let entered = entered.expect("accepted");
    let own = Ctx {
        actor: Actor::member(entered.member.id, entered.member.roles.clone()),
        ..ctx.clone()
    };
    let (secret, recovery) = enrol(office, &own, &entered).await;
    Enrolled {
        email,
        own,
        secret,
        recovery,
    }
}

async fn enrol(office: &Office, own: &Ctx, entered: &SignedIn) -> (String, Vec<String>) {
    let services = &office.services;
    let offered = services.offer_totp(own, &entered.session).await.expect("offered");
    let first = code_of(&offered.secret, own);
    let codes = services.confirm_totp(own, &entered.session, &first).await;
    (offered.secret, codes.expect("confirmed"))
}

/// Signs in a step later with the app's code, or with a recovery code.
async fn sign_in(office: &Office, whose: &Enrolled, recovery: Option<&str>) -> Outcome<SignedIn> {
    office.clock.pass(Duration::minutes(2));
    let shown = PasswordSignIn {
        email: whose.email.clone(),
        password: PASSWORD.to_owned(),
        code: recovery.is_none().then(|| code_of(&whose.secret, &whose.own)),
        recovery_code: recovery.map(str::to_owned),
    };
    let services = &office.services;
    services.sign_in_by_password(&knock(&office.coordinator), shown).await
}

/// Demands that nobody came in, for the secret in a table is not the one that was put there.
fn is_corrupt<T>(outcome: Outcome<T>, expected: &str) {
    match outcome.map(drop) {
        Err(Failure::Fault(Fault::Corrupt { table, column, .. })) => assert_eq!((table, column), (expected, "secret")),
        other => panic!("{other:?}"),
    }
}

async fn trust(office: &Office) {
    let draft = IdentityProviderDraft {
        name: "Aanbieder (fictief)".to_owned(),
        issuer: "https://login.voorbeeld.invalid".to_owned(),
        client_id: "krachtig".to_owned(),
        client_secret: "een-geheim-voor-tests".to_owned(),
        groups_claim: "groups".to_owned(),
        roles: Vec::new(),
        active: true,
    };
    let cmd = RecordIdentityProvider { draft, version: None };
    let trusted = office.services.record_identity_provider(&office.operator, cmd).await;
    trusted.expect("trusted");
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_of_the_door_lie_sealed_and_live_through_a_change_of_keys() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let somebody = enrolled(&office, "app").await;
        trust(&office).await;
        let db = past(&setting, "alfa").await;
        let lie = async |beginning: &str| {
            for table in ["totp", "identity_provider"] {
                let found = kept(&db, table, "secret").await;
                assert!(
                    found.len() == 1 && found[0].starts_with(beginning),
                    "{table}: {found:?}"
                );
            }
        };
        lie("k1.1.").await;
        let alfa = slug("alfa");
        let now = office.coordinator.now();
        tenants.new_key(&alfa, now).await.expect("made");
        let done = tenants.reseal(&alfa).await.expect("sealed anew");
        assert_eq!((done.left, done.unreadable), (0, 0));
        lie("k1.2.").await;
        let destroyed = tenants.destroy_old_keys(&alfa, (now, Duration::ZERO)).await;
        assert_eq!(destroyed.expect("destroyed"), [1]);
        let entered = sign_in(&office, &somebody, None).await.expect("the code still counts");
        assert_eq!(entered.session.method, SignInMethod::PasswordAndCode);
        let trusted = office.services.identity_providers(&office.store).await.expect("listed");
        let secret = trusted[0].secret.as_ref().map(KeptSecret::reveal);
        assert_eq!(secret, Some("een-geheim-voor-tests"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_was_swapped_or_made_up_lets_nobody_in() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let (alfa, bravo) = (
            Office::open(&tenants, "alfa").await,
            Office::open(&tenants, "bravo").await,
        );
        let (victim, attacker) = (enrolled(&alfa, "doel").await, enrolled(&alfa, "dader").await);
        enrolled(&bravo, "ander").await;
        trust(&alfa).await;
        trust(&bravo).await;
        let (db, elsewhere) = (past(&setting, "alfa").await, past(&setting, "bravo").await);
        sign_in(&alfa, &victim, None).await.expect("as it should be");
        // Whoever writes to the database puts a secret that he knows into another's row.
        let secrets = kept(&db, "totp", "secret").await;
        let [first, second] = secrets.as_slice() else {
            panic!("{secrets:?}")
        };
        let swap = format!("UPDATE totp SET secret = CASE secret WHEN '{first}' THEN '{second}' ELSE '{first}' END");
        run(&db, &swap).await;
        let as_victim = Enrolled {
            email: victim.email.clone(),
            own: victim.own.clone(),
            secret: attacker.secret.clone(),
            recovery: Vec::new(),
        };
        is_corrupt(sign_in(&alfa, &as_victim, None).await, "totp");
        is_corrupt(sign_in(&alfa, &victim, None).await, "totp");
        run(&db, &swap).await;
        sign_in(&alfa, &victim, None).await.expect("put back");
        // From another tenant, from another table, and in plain.
        let stolen = kept(&elsewhere, "totp", "secret").await.remove(0);
        let other_table = kept(&db, "identity_provider", "secret").await.remove(0);
        for wrong in [stolen, other_table, attacker.secret.clone()] {
            run(&db, &format!("UPDATE totp SET secret = '{wrong}'")).await;
            is_corrupt(sign_in(&alfa, &victim, None).await, "totp");
        }
        let stolen = kept(&elsewhere, "identity_provider", "secret").await.remove(0);
        run(&db, &format!("UPDATE identity_provider SET secret = '{stolen}'")).await;
        is_corrupt(alfa.services.identity_providers(&alfa.store).await, "identity_provider");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_secret_is_lost_comes_in_with_a_recovery_code_and_enrols_again() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let somebody = enrolled(&office, "kwijt").await;
        run(&past(&setting, "alfa").await, "UPDATE totp SET secret = NULL").await;
        assert_eq!(
            code(sign_in(&office, &somebody, None).await),
            RefusalCode::SignInRefused,
            "no code counts"
        );
        let without = PasswordSignIn {
            email: somebody.email.clone(),
            password: PASSWORD.to_owned(),
            code: None,
            recovery_code: None,
        };
        let services = &office.services;
        let refused = services.sign_in_by_password(&knock(&office.coordinator), without).await;
        assert_eq!(
            code(refused),
            RefusalCode::CodeNeeded,
            "the password alone is too little"
        );
        let entered = sign_in(&office, &somebody, Some(&somebody.recovery[0])).await;
        let entered = entered.expect("a recovery code counts");
        services
            .remove_totp(&somebody.own, &entered.session)
            .await
            .expect("taken out of use");
        let (secret, _) = enrol(&office, &somebody.own, &entered).await;
        let again = Enrolled { secret, ..somebody };
        sign_in(&office, &again, None).await.expect("the new app counts");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_correction_replaced_is_sealed_as_it_was_before() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let id = family(&office, "oud").await;
        let dossier = office.dossier(id).await;
        let reached = dossier.persons.iter().find(|person| person.phone.is_some());
        let rectified = office
            .services
            .rectify_person(&office.coordinator, rectify(reached.expect("there")))
            .await;
        rectified.expect("corrected");
        let found = kept(&past(&setting, "alfa").await, "own_words", "before").await;
        assert!(found.len() == 1 && found[0].starts_with("k1.1."), "{found:?}");
        let words = office.dossier(id).await.own_words.remove(0);
        assert_eq!(words.before["phone"], "phone-oud", "{:?}", words.before);
    })
    .await;
}

//! Mail about notices, all the way from what was written to a mail server, by a clock that the test sets.

mod server;

use std::sync::{Arc, Mutex, PoisonError};

use krachtig_core::domain::clock::Clock;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::store::Slug;
use krachtig_server::app::clock::SystemClock;
use krachtig_server::app::notices::NoticeKeeper;
use krachtig_server::settings::Settings;
use krachtig_tests::client::Client;
use krachtig_tests::office::{Office, databases};
use serde_json::json;
use time::{Duration, OffsetDateTime, Time};
use uuid::Uuid;

use self::server::{Fate, MailServer};

const NAME: &str = "Gezin Postduif (fictief)";

/// A clock that stands where it was put.
struct Put(Mutex<OffsetDateTime>);

impl Put {
    fn lock(&self) -> std::sync::MutexGuard<'_, OffsetDateTime> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for Put {
    fn now(&self) -> OffsetDateTime {
        *self.lock()
    }

    /// An id of the machine's, made at the moment of this clock.
    fn fresh(&self) -> Uuid {
        let millis = self.now().unix_timestamp_nanos() / 1_000_000;
        let millis = u64::try_from(millis).expect("after 1970");
        let mut bytes = SystemClock.fresh().into_bytes();
        bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
        Uuid::from_bytes(bytes)
    }
}

/// An office with mail.
struct Mailing {
    office: Office,
    tenant: Slug,
    settings: Settings,
    clock: Arc<Put>,
    coordinator: Client,
    trajectory: String,
}

impl Mailing {
    async fn open(database: Option<&str>, server: &MailServer) -> Self {
        let office = Office::open(database).await;
        let tenant = office.tenant("exodus-post").await;
        let (_, coordinator) = office.member(&tenant, Role::Coordinator).await;
        let register = "mutation($name: String!) { registerFamily(input: { family: { name: $name }, \
             openedOn: \"2026-01-12\" }) { refusals { code } dossier { trajectory { id } } } }";
        let registered = coordinator.done(register, json!({ "name": NAME })).await;
        let trajectory = registered["dossier"]["trajectory"]["id"]
            .as_str()
            .expect("an id")
            .to_owned();
        let mut settings = Settings::default();
        settings.mail.url = server.url();
        settings.mail.from = "Krachtig <krachtig@example.org>".to_owned();
        settings.server.public_origin = "https://krachtig.example".to_owned();
        let noon = Clock::now(&SystemClock).replace_time(Time::from_hms(12, 0, 0).expect("noon"));
        Self {
            office,
            tenant,
            settings,
            clock: Arc::new(Put(Mutex::new(noon))),
            coordinator,
            trajectory,
        }
    }

    /// What a program does that starts at this moment.
    async fn look(&self) {
        let services = self.office.installation.services.clone();
        NoticeKeeper::new(services, &self.settings, self.clock.clone())
            .look()
            .await;
    }

    fn pass(&self, time: Duration) {
        *self.clock.lock() += time;
    }

    /// Somebody breaks a glass.
    async fn break_glass(&self) {
        let (_, outsider) = self.office.member(&self.tenant, Role::Professional).await;
        let input = json!({ "trajectoryId": self.trajectory, "reason": "brand", "minutes": 60 });
        let broken = "mutation($input: BreakGlassInput!) { breakGlass(input: $input) { refusals { code } } }";
        outsider.done(broken, json!({ "input": input })).await;
    }

    /// Somebody is assigned to the family.
    async fn assign(&self) -> String {
        let (member, client) = self.office.member(&self.tenant, Role::Professional).await;
        let input = json!({ "trajectoryId": self.trajectory, "memberId": member.to_string(), "role": "PROFESSIONAL" });
        let assign = "mutation($input: AssignMemberInput!) { assignMember(input: $input) { refusals { code } } }";
        self.coordinator.done(assign, json!({ "input": input })).await;
        let me = client.ask("{ me { email } }", json!({})).await;
        me["me"]["email"].as_str().expect("an address").to_owned()
    }
}

fn id_of(mail: &str) -> &str {
    let line = mail.lines().find(|line| line.starts_with("Message-ID: "));
    line.expect("each mail has one")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_glass_is_told_at_once_and_the_rest_after_seven_in_the_morning() {
    for database in databases() {
        let server = MailServer::begin(&[]).await;
        let mailing = Mailing::open(database.as_deref(), &server).await;
        let assigned = mailing.assign().await;
        mailing.break_glass().await;
        mailing.look().await;
        let mails = server.mails();
        assert_eq!(
            mails.len(),
            1,
            "of the glass at once, of the assignment not yet: {mails:?}"
        );
        let mail = &mails[0];
        for line in [
            "From: Krachtig <krachtig@example.org>",
            "Auto-Submitted: auto-generated",
            "List-Unsubscribe: <https://krachtig.example/t/exodus-post/notices/ways>",
        ] {
            assert!(mail.contains(line), "{line}: {mail}");
        }
        assert!(id_of(mail).starts_with("Message-ID: <nma_"), "{mail}");
        assert!(id_of(mail).ends_with("@example.org>"), "{mail}");
        let said = server.said();
        let recipient = said.iter().find(|line| line.starts_with("RCPT TO:<coordinator"));
        assert!(recipient.is_some(), "{said:?}");
        for secret in [NAME, "Postduif", "brand", &mailing.trajectory, "professional"] {
            assert!(!mail.contains(secret), "{secret}: {mail}");
        }
        mailing.look().await;
        mailing.pass(Duration::hours(16));
        mailing.look().await;
        assert_eq!(server.mails().len(), 1, "once, and before seven nothing more");
        mailing.pass(Duration::hours(3));
        mailing.look().await;
        let mails = server.mails();
        assert_eq!(mails.len(), 2, "in the morning of what nobody saw: {mails:?}");
        assert!(mails[1].contains(&format!("To: {assigned}")), "{}", mails[1]);
        mailing.look().await;
        assert_eq!(server.mails().len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_taken_is_sent_again_as_the_same_mail() {
    for (fate, copies) in [(Fate::Later, 1), (Fate::Lost, 1), (Fate::Unsaid, 2)] {
        let server = MailServer::begin(&[fate]).await;
        let mailing = Mailing::open(None, &server).await;
        mailing.break_glass().await;
        mailing.look().await;
        let first = server.mails();
        assert_eq!(first.len(), copies - 1, "{fate:?}");
        mailing.look().await;
        assert_eq!(
            server.mails().len(),
            copies - 1,
            "{fate:?}: it is waited before it is tried again"
        );
        mailing.pass(Duration::minutes(3));
        mailing.look().await;
        let mails = server.mails();
        assert_eq!(mails.len(), copies, "{fate:?}");
        // Whoever gets it twice can know it for the same.
        assert!(
            mails.iter().all(|mail| id_of(mail) == id_of(&mails[0])),
            "{fate:?}: {mails:?}"
        );
        mailing.pass(Duration::hours(9));
        mailing.look().await;
        assert_eq!(server.mails().len(), copies, "{fate:?}: what was taken is sent no more");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_for_good_is_given_up() {
    let server = MailServer::begin(&[Fate::Never]).await;
    let mailing = Mailing::open(None, &server).await;
    mailing.break_glass().await;
    mailing.look().await;
    let tried = |server: &MailServer| server.said().iter().filter(|line| line.starts_with("RCPT")).count();
    assert_eq!(tried(&server), 1);
    for _ in 0..3 {
        mailing.pass(Duration::hours(9));
        mailing.look().await;
    }
    assert_eq!(
        (tried(&server), server.mails().len()),
        (1, 0),
        "nobody there, nobody asked again"
    );
    let notices = mailing.coordinator.ask("{ notices { kind } }", json!({})).await;
    assert_eq!(notices["notices"][0]["kind"], "BROKEN_GLASS", "the notice itself stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_keeper_looks_soon_after_something_was_written() {
    let server = MailServer::begin(&[]).await;
    let mailing = Mailing::open(None, &server).await;
    let services = mailing.office.installation.services.clone();
    let mut keeper = NoticeKeeper::new(services, &mailing.settings, mailing.clock.clone());
    keeper.look().await;
    mailing.break_glass().await;
    let begun = std::time::Instant::now();
    while server.mails().is_empty() {
        assert!(begun.elapsed().as_secs() < 15, "well before it would look anyway");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        keeper.look().await;
    }
}

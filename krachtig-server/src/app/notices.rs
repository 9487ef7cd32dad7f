//! Sees to it that everybody is told of what waits: looks in every tenant that is open soon after something was written
//! there, again and again where only time passes, and once a morning in those at rest; and sends the mails that speak of
//! it.
//!
//! Who is told of what does not belong here, nor what was told before: see `krachtig_core::service`.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use krachtig_core::domain::clock::{Clock, dutch_date};
use krachtig_core::domain::id::TenantId;
use krachtig_core::service::{Announcement, Ctx, DueMail, Failure, Outcome, Services};
use krachtig_core::store::Store;
use time::Date;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::TryRecvError;
use tokio::time::{MissedTickBehavior, interval};

use super::clock::SystemClock;
use super::open::operator_in;
use super::resting::Resting;
use crate::mail::{Letter, Mailer};
use crate::settings::Settings;
use crate::web::NoticeText;

/// How often it is looked where something was written: whoever is told is told within about this time.
const TICK: Duration = Duration::from_secs(1);
/// How often it is looked where nothing was.
const EVERY: Duration = Duration::from_secs(20);
/// How often one of those at rest is woken, while any has to be.
const WAKES: Duration = Duration::from_secs(5);
/// How much longer than a look took it is waited until the next in the same tenant.
const REST: u32 = 20;
/// At which hour of the day those at rest are woken for the mail of the morning.
const MORNING: time::Duration = time::Duration::hours(7);

/// What sends mail, and where it leads.
struct Post {
    mailer: Mailer,
    origin: String,
}

/// Looks again and again, until the task is ended.
pub(super) async fn keep_up(services: Services, settings: &Settings) {
    let mut keeper = NoticeKeeper::new(services, settings, Arc::new(SystemClock));
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        keeper.look().await;
    }
}

/// Whoever sees to it, from one look to the next.
pub struct NoticeKeeper {
    services: Services,
    post: Option<Post>,
    clock: Arc<dyn Clock>,
    /// Where it stands in each open tenant.
    turns: HashMap<TenantId, Turn>,
    /// On which day, which begins at seven, a tenant had its turn last.
    woken: HashMap<TenantId, Date>,
    /// Those that nobody opened, and when the next of them is woken.
    resting: (Resting, Instant),
}

/// Where it stands in a tenant.
struct Turn {
    heard: Receiver<Announcement>,
    /// Whether something was written since the last look.
    changed: bool,
    /// When it may be looked next, and when it is, whether something was written or not.
    next: (Instant, Instant),
}

impl Turn {
    /// Whether it is looked now. Notices themselves are no reason to look for more.
    fn is_due(&mut self, now: Instant) -> bool {
        loop {
            match self.heard.try_recv() {
                Ok(change) => self.changed |= !change.is_of_notices(),
                Err(TryRecvError::Lagged(_)) => self.changed = true,
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        let (soonest, latest) = self.next;
        now >= latest || (self.changed && now >= soonest)
    }
}

impl NoticeKeeper {
    /// It, with mail as the settings say, and told by this clock what day and hour it is.
    #[must_use]
    pub fn new(services: Services, settings: &Settings, clock: Arc<dyn Clock>) -> Self {
        // The settings were looked at before anything was begun.
        let mailer = Mailer::of(&settings.mail.url, &settings.mail.from).ok().flatten();
        Self {
            services,
            post: mailer.map(|mailer| Post {
                mailer,
                origin: settings.server.public_origin.clone(),
            }),
            clock,
            turns: HashMap::new(),
            woken: HashMap::new(),
            resting: (Resting::default(), Instant::now()),
        }
    }

    /// Gives each open tenant its turn when it is time for it, and one that rests.
    pub async fn look(&mut self) {
        let day = dutch_date(self.clock.now() - MORNING);
        if self.post.is_some() && Instant::now() >= self.resting.1 {
            self.wake_one(day).await;
        }
        let open = self.services.tenants().open_now();
        let is_open = |tenant: &TenantId| open.iter().any(|store| store.tenant().id == *tenant);
        self.turns.retain(|tenant, _| is_open(tenant));
        for store in &open {
            let tenant = store.tenant().id;
            let began = Instant::now();
            let turn = self.turns.entry(tenant).or_insert_with(|| Turn {
                heard: store.subscribe(),
                changed: true,
                next: (began, began),
            });
            if !turn.is_due(began) {
                continue;
            }
            turn.changed = false;
            self.turn(store).await;
            self.woken.insert(tenant, day);
            let (ended, rest) = (Instant::now(), began.elapsed() * REST);
            if let Some(turn) = self.turns.get_mut(&tenant) {
                turn.next = (ended + rest, ended + EVERY.max(rest));
            }
        }
    }

    async fn wake_one(&mut self, day: Date) {
        let (resting, next) = &mut self.resting;
        *next = Instant::now() + WAKES;
        let woken = &self.woken;
        let had_its_turn = |tenant| woken.get(&tenant) == Some(&day);
        if let Err(fault) = resting.wake_one(self.services.tenants(), (day, had_its_turn)).await {
            let code = fault.code();
            tracing::error!(code, %fault, "a tenant at rest was not looked at");
        }
    }

    async fn turn(&self, store: &Arc<Store>) {
        let ctx = Ctx {
            clock: Arc::clone(&self.clock),
            ..operator_in(Arc::clone(store))
        };
        if let Err(failure) = self.once(&ctx).await {
            let slug = &store.tenant().slug;
            let code = match &failure {
                Failure::Fault(fault) => fault.code(),
                Failure::Refused(_) => "refused",
            };
            tracing::error!(%slug, code, %failure, "people wait to be told of what waits for them");
        }
    }

    async fn once(&self, ctx: &Ctx) -> Outcome<()> {
        self.services.keep_notices(ctx, self.post.is_some()).await?;
        let Some(post) = &self.post else { return Ok(()) };
        for due in self.services.take_notice_mails(ctx).await? {
            let (slug, mail) = (&ctx.store.tenant().slug, due.mail.id);
            let Some(letter) = letter(post, ctx, &due) else {
                tracing::error!(%slug, %mail, "a mail could not be written");
                continue;
            };
            match post.mailer.send(&letter).await {
                Ok(()) => self.services.sent_notice_mail(ctx, &due.mail).await?,
                Err(error) if error.is_final() => {
                    tracing::error!(%slug, %mail, %error, "a mail about notices was refused for good, and given up");
                    self.services.give_up_notice_mail(ctx, &due.mail).await?;
                }
                Err(error) => tracing::warn!(%slug, %mail, tries = due.mail.tries, %error, "a mail was not sent"),
            }
        }
        Ok(())
    }
}

fn letter(post: &Post, ctx: &Ctx, due: &DueMail) -> Option<Letter> {
    let tenant = ctx.store.tenant();
    let home = format!("{}/t/{}", post.origin, tenant.slug);
    let said = NoticeText::of(due.language, &due.mail.counts, (&tenant.name, &home)).ok()?;
    Some(Letter {
        id: due.mail.id.to_string(),
        to: due.address.clone(),
        subject: said.subject,
        text: said.text,
        html: said.html,
        unsubscribe: said.unsubscribe,
    })
}

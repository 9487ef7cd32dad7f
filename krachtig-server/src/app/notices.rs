//! Sees to it that everybody is told of what waits: looks again and again in every tenant that is open, and once a morning in
//! those at rest; and sends the mails that speak of it.
//!
//! Who is told of what does not belong here, nor what was told before: see `krachtig_core::service`.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use krachtig_core::domain::clock::{Clock, dutch_date};
use krachtig_core::domain::id::TenantId;
use krachtig_core::service::{Ctx, DueMail, Failure, Outcome, Services};
use krachtig_core::store::Store;
use time::Date;
use tokio::time::{MissedTickBehavior, interval};

use super::clock::SystemClock;
use super::open::operator_in;
use super::resting::Resting;
use crate::mail::{Letter, Mailer};
use crate::settings::Settings;
use crate::web::NoticeText;

/// How often it is looked.
const EVERY: Duration = Duration::from_secs(20);
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
    let mail = &settings.mail;
    // The settings were looked at before anything was begun.
    let mailer = Mailer::of(&mail.url, &mail.from).ok().flatten();
    let mut keeper = Keeper {
        services,
        post: mailer.map(|mailer| Post {
            mailer,
            origin: settings.server.public_origin.clone(),
        }),
        next: HashMap::new(),
        woken: HashMap::new(),
        resting: Resting::default(),
    };
    let mut ticks = interval(EVERY / 4);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        keeper.look().await;
    }
}

struct Keeper {
    services: Services,
    post: Option<Post>,
    /// When it is looked next in a tenant.
    next: HashMap<TenantId, Instant>,
    /// On which day, which begins at seven, a tenant had its turn last.
    woken: HashMap<TenantId, Date>,
    /// Those that nobody opened.
    resting: Resting,
}

impl Keeper {
    /// Gives each open tenant its turn when it is time for it, and one that rests.
    async fn look(&mut self) {
        let day = dutch_date(SystemClock.now() - MORNING);
        if self.post.is_some() {
            let woken = &self.woken;
            let had_its_turn = |tenant| woken.get(&tenant) == Some(&day);
            if let Err(fault) = self
                .resting
                .wake_one(self.services.tenants(), (day, had_its_turn))
                .await
            {
                let code = fault.code();
                tracing::error!(code, %fault, "a tenant at rest was not looked at");
            }
        }
        for store in self.services.tenants().open_now() {
            let tenant = store.tenant().id;
            let began = Instant::now();
            if self.next.get(&tenant).is_some_and(|next| began < *next) {
                continue;
            }
            self.turn(&store).await;
            self.woken.insert(tenant, day);
            self.next
                .insert(tenant, Instant::now() + EVERY.max(began.elapsed() * REST));
        }
    }

    async fn turn(&self, store: &Arc<Store>) {
        let ctx = operator_in(Arc::clone(store));
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

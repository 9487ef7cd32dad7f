//! The data that is measured on: tenants full of generated, fictional families, written through the services.
//!
//! How a request on it is answered does not belong here.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use krachtig_core::access::Actor;
use krachtig_core::domain::access_log::Client;
use krachtig_core::domain::budget::{BudgetRequest, RequestDraft};
use krachtig_core::domain::clock::{Clock, Stamp, dutch_date};
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::id::{MemberId, OperatorId, TenantId, TrajectoryId};
use krachtig_core::domain::member::{MemberDraft, MemberState};
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::partner::Partner;
use krachtig_core::domain::vocabulary::{FundingSilo, LifeDomain, PayeeKind, Role};
use krachtig_core::rules::NoRules;
use krachtig_core::service::{Ask, Ctx, Failure, Import, ImportedDossier, NameSort, NoFilter, Services, set_up};
use krachtig_core::store::{CreateTenant, MasterKey, MasterSource, Options, Place, Slug, TenantKind, Tenants};
use krachtig_server::demo::tenants::TENANTS;
use krachtig_server::demo::{GeneratorPlan, StageMix, dossiers, partners};
use time::Duration as Days;

use crate::clock::MachineClock;

/// How many dossiers are written in one transaction.
const BATCH: usize = 250;

/// The most tenants that the measured servers keep open.
pub(crate) const MOST_OPEN: usize = 1_200;

/// Connections per open tenant, as the server's settings have it by default.
const READERS: u32 = 2;
const POOL: u32 = 4;

/// The master key of everything that is measured: several processes open the same places.
const MASTER_KEY: &str = "6b72616368746967206265636368206d6173746572206b657920302020202020";

/// Opens an installation as the measured servers do.
///
/// # Errors
/// The place cannot be used.
pub(crate) async fn open(place: Place) -> Result<Services> {
    let postgres = matches!(place, Place::Postgres { .. });
    let mut options = Options::default();
    options.master = MasterSource::Key(MasterKey::from_text(MASTER_KEY)?);
    options.most_open = MOST_OPEN;
    // A throw-away server has 600; the hand-written one and the data's own need some too. A hundred tenants may be open.
    options.most_postgres_connections = 400;
    options.connections = if postgres { POOL } else { READERS };
    options.idle = Duration::from_secs(3_600);
    let tenants = Tenants::open(place, options)
        .await
        .context("the installation does not open")?;
    Ok(Services::new(tenants, Arc::new(NoRules)))
}

/// Writes a place as a command line carries it.
pub(crate) fn place_text(place: &Place) -> String {
    match place {
        Place::Sqlite { dir } => format!("sqlite:{}", dir.display()),
        Place::Postgres { admin_url } => admin_url.clone(),
    }
}

/// Reads a place off a command line.
pub(crate) fn place_of(text: &str) -> Place {
    match text.strip_prefix("sqlite:") {
        Some(dir) => Place::Sqlite {
            dir: Path::new(dir).to_owned(),
        },
        None => Place::Postgres {
            admin_url: text.to_owned(),
        },
    }
}

/// A tenant with the people who work in it, ready to be filled.
pub(crate) struct Office {
    /// Its name in addresses.
    pub(crate) slug: Slug,
    /// Who asks in every request: a coordinator, who may see the whole tenant.
    pub(crate) coordinator: MemberId,
    /// Trajectories with much in them.
    pub(crate) full: Vec<TrajectoryId>,
    /// Trajectories whose families may ask for money.
    pub(crate) asking: Vec<TrajectoryId>,
    operator: OperatorId,
    plan: GeneratorPlan,
    unwritten: Vec<Partner>,
    consents_end: bool,
}

/// What of a tenant a measurement needs to be told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    /// How many families.
    pub(crate) families: usize,
    /// What the generator's chance begins from.
    pub(crate) seed: u64,
}

impl Office {
    /// Makes a tenant with this many families.
    ///
    /// # Errors
    /// Whatever the services refuse: a mistake here, or a full disk.
    pub(crate) async fn make(services: &Services, slug: &str, size: Size) -> Result<Self> {
        let mut office = Self::found(services, slug, size).await?;
        office.fill(services).await?;
        Ok(office)
    }

    /// Makes a tenant without families.
    ///
    /// # Errors
    /// As [`Office::make`].
    pub(crate) async fn found(services: &Services, slug: &str, size: Size) -> Result<Self> {
        let clock = MachineClock;
        let slug: Slug = slug.parse().context("the tenant's name is none")?;
        let order = CreateTenant {
            id: TenantId::from_uuid(clock.fresh()),
            slug: slug.clone(),
            name: format!("Measured office {slug} (fictional)"),
            kind: TenantKind::Region,
            controller: "Stichting Voorbeeld".to_owned(),
            fictional: true,
        };
        services.tenants().create(order).await?;
        let operator_id = OperatorId::from_uuid(clock.fresh());
        let operator = context(services, &slug, Actor::Operator { id: operator_id }).await?;
        set_up(services, &operator).await?;
        let mut members = Vec::new();
        for member in TENANTS[1].members() {
            let draft = MemberDraft {
                name: member.name,
                email: member.email,
                roles: vec![member.role],
                state: MemberState::Active,
            };
            members.push((services.add_member(&operator, draft).await?.id, member.role));
        }
        let coordinator = members
            .iter()
            .find(|(_, role)| *role == Role::Coordinator)
            .map(|(id, _)| *id)
            .context("the demo has no coordinator")?;
        let reader = Ctx {
            actor: Actor::member(coordinator, vec![Role::Coordinator]),
            ..operator.clone()
        };
        let first = Ask {
            first: 1,
            after: None,
            filter: NoFilter,
            sort: NameSort::Name,
            descending: false,
        };
        let instruments = services.instruments(&reader, &first).await?;
        let (_, instrument) = instruments
            .rows
            .into_iter()
            .next()
            .context("no instrument was set up")?;
        let unwritten = TENANTS[1]
            .places()
            .and_then(|places| partners::directory(&places, Stamp::new(coordinator, &clock)))
            .map_err(Failure::from)?;
        let today = dutch_date(clock.now());
        let plan = TENANTS[1]
            .generator(today, members, unwritten.clone(), instrument)
            .map_err(Failure::from)?;
        let Size { families, seed } = size;
        Ok(Self {
            slug,
            coordinator,
            full: Vec::new(),
            asking: Vec::new(),
            operator: operator_id,
            plan: GeneratorPlan { seed, families, ..plan },
            unwritten,
            consents_end: false,
        })
    }

    /// Has its families be this far.
    pub(crate) fn with_mix(mut self, mix: StageMix) -> Self {
        self.plan.mix = mix;
        self
    }

    /// Has each of its consents end on a day of the coming year, as where each is good for a year.
    pub(crate) fn with_consents_that_end(mut self) -> Self {
        self.consents_end = true;
        self
    }

    /// Writes the families.
    ///
    /// # Errors
    /// As [`Office::make`].
    pub(crate) async fn fill(&mut self, services: &Services) -> Result<()> {
        // Held while it is filled and no longer: who holds a store keeps it open.
        let operator = self.operator(services).await?;
        let mut parties = std::mem::take(&mut self.unwritten);
        let today = dutch_date(MachineClock.now());
        let plan = self.plan.clone();
        let mut rest = dossiers(&plan);
        loop {
            let mut batch: Vec<Dossier> = rest
                .by_ref()
                .take(BATCH)
                .collect::<Result<_, _>>()
                .map_err(Failure::from)?;
            if batch.is_empty() {
                return Ok(());
            }
            if self.consents_end {
                let consents = batch.iter_mut().flat_map(|dossier| &mut dossier.consents);
                for (days, consent) in (0..365).cycle().zip(consents) {
                    consent.valid_until = Some(today + Days::days(days));
                }
            }
            for dossier in &batch {
                self.note(dossier);
            }
            let import = Import {
                partners: std::mem::take(&mut parties),
                dossiers: batch
                    .into_iter()
                    .map(|after| ImportedDossier { before: None, after })
                    .collect(),
                keys: Vec::new(),
            };
            services.import(&operator, import).await?;
        }
    }

    /// What a service gets to know of the platform's own work in it.
    ///
    /// # Errors
    /// The tenant cannot be opened.
    pub(crate) async fn operator(&self, services: &Services) -> Result<Ctx> {
        context(services, &self.slug, Actor::Operator { id: self.operator }).await
    }

    /// Remembers a dossier that a measurement can ask for.
    fn note(&mut self, dossier: &Dossier) {
        let rich = !(dossier.mappings.is_empty()
            || dossier.goals.is_empty()
            || dossier.ledger.is_empty()
            || dossier.referrals.is_empty()
            || dossier.learning.is_empty());
        if rich {
            self.full.push(dossier.trajectory.id);
        }
        let stamp = Stamp::new(self.coordinator, &MachineClock);
        if !dossier.ledger.is_empty() && BudgetRequest::check(dossier, &asks(), stamp).is_ok() {
            self.asking.push(dossier.trajectory.id);
        }
    }
}

/// What a service gets to know of somebody who asks in this tenant.
///
/// # Errors
/// The tenant cannot be opened.
pub(crate) async fn context(services: &Services, slug: &Slug, actor: Actor) -> Result<Ctx> {
    Ok(Ctx {
        store: services.tenants().store(slug).await?,
        actor,
        clock: Arc::new(MachineClock),
        request: "bench".to_owned(),
        purpose: None,
        client: Client::named("bench"),
    })
}

/// What a family asks for.
pub(crate) fn asks() -> RequestDraft {
    RequestDraft {
        amount: Cents::new(AMOUNT).unwrap_or(Cents::MAX),
        purpose: PURPOSE.to_owned(),
        life_domain: LifeDomain::SocialNetwork,
        payee: PayeeKind::RefundToWorker,
        silo: FundingSilo::None,
    }
}

/// What every measured request asks for, in cents.
pub(crate) const AMOUNT: i64 = 1_250;

/// What it is for.
pub(crate) const PURPOSE: &str = "Train tickets for a visit (fictional)";

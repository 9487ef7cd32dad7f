//! What the programme's statistician does: accepts what regions handed in, defines a release, sees how exact it would be,
//! has it computed, and publishes what a colleague had computed.
//!
//! Whatever is asked again is answered as it stands: an answer that got lost on its way can be asked for once more, and
//! nothing is done or paid for twice. How an answer travels does not belong here.

use std::sync::Arc;

use crate::budget::Limits;
use crate::catalogue::catalogue;
use crate::compute::{Preview, preview};
use crate::definition::Definition;
use crate::error::{Failure, Outcome};
use crate::id::{DefinitionId, ReadId, ReleaseId};
use crate::noise::Randomness;
use crate::period::Period;
use crate::reading::Machine;
use crate::refusal::{Refusal, RefusalCode};
use crate::signing::ReleaseKey;
use crate::store::{By, Computing, HandedIn, KnownReader, NationalStore, Plan, Published, Read};

/// There are no random bits to be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gives no random numbers")]
pub struct NoRandomness;

/// What releases are made with.
#[derive(Clone)]
pub struct Workshop {
    /// Where they are kept.
    pub store: NationalStore,
    /// The log of what was looked at.
    pub published: Published,
    /// The clock and the maker of ids.
    pub machine: Arc<dyn Machine>,
    /// Signs releases.
    pub key: Arc<ReleaseKey>,
    /// How much may be told of any one family.
    pub limits: Limits,
    /// The version of this program.
    pub software: &'static str,
    /// Fills a buffer with bits that nobody can foresee.
    pub randomness: fn(&mut [u8]) -> Result<(), NoRandomness>,
}

/// One request of a statistician.
pub struct Making {
    /// What releases are made with.
    pub workshop: Workshop,
    /// Who asks. Whether the token opens this was looked at before.
    pub maker: KnownReader,
    /// The request's id.
    pub request: String,
}

struct Drawn(fn(&mut [u8]) -> Result<(), NoRandomness>);

impl Randomness for Drawn {
    type Error = NoRandomness;

    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), NoRandomness> {
        (self.0)(buffer)
    }
}

impl Making {
    /// What regions handed in of a period, by region and revision.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn hand_ins(&self, period: Period) -> Outcome<Vec<HandedIn>> {
        self.note("hand_ins").await?;
        self.workshop.store.handed_in(period).await
    }

    /// Every definition with what became of it, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn plans(&self) -> Outcome<Vec<Plan>> {
        self.note("plans").await?;
        self.workshop.store.plans().await
    }

    /// Accepts what a region handed in.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn accept(&self, region: &str, period: Period, revision: u16) -> Outcome<HandedIn> {
        let store = &self.workshop.store;
        once(store.accept(region, period, revision, self.by(&self.who())).await)?;
        let all = store.handed_in(period).await?;
        let found = all
            .into_iter()
            .find(|one| one.state.region == region && one.state.revision == revision);
        found.ok_or_else(|| Refusal::new(RefusalCode::NotFound, "revision").into())
    }

    /// How exact the release of a definition would be, and what it would take. Nothing is spent, and no figure told.
    ///
    /// # Errors
    /// What is wrong with the definition.
    pub async fn preview(&self, definition: &Definition) -> Outcome<Preview> {
        let store = &self.workshop.store;
        let (ledger, indicators) = (
            store.ledger().await?,
            store.indicators(definition.period, &catalogue()).await?,
        );
        Ok(preview(definition, &indicators, (&ledger, &self.workshop.limits))?)
    }

    /// Keeps a definition.
    ///
    /// # Errors
    /// What is wrong with it; `done_before` where another definition has its name.
    pub async fn define(&self, definition: &Definition) -> Outcome<Plan> {
        let store = &self.workshop.store;
        let id = DefinitionId::from_uuid(self.workshop.machine.fresh());
        let kept = store.define(id, definition, &catalogue(), self.by(&self.who())).await;
        once(kept)?;
        let plan = store.plan(&definition.name).await?;
        if plan.definition == *definition {
            Ok(plan)
        } else {
            Err(Refusal::new(RefusalCode::DoneBefore, "name").into())
        }
    }

    /// Computes the release of a definition, once: what was computed before is what is answered again.
    ///
    /// # Errors
    /// As [`NationalStore::compute`].
    pub async fn compute(&self, name: &str) -> Outcome<Plan> {
        let Workshop {
            store,
            machine,
            key,
            limits,
            software,
            randomness,
            ..
        } = &self.workshop;
        let plan = store.plan(name).await?;
        if plan.release.is_some() {
            return Ok(plan);
        }
        let who = self.who();
        let order = Computing {
            definition: plan.id,
            id: ReleaseId::from_uuid(machine.fresh()),
            catalogue: &catalogue(),
            limits: *limits,
            software,
            key,
            by: self.by(&who),
        };
        let computed = store.compute(order, &mut Drawn(*randomness)).await;
        once(computed.map(drop))?;
        store.plan(name).await
    }

    /// Publishes a release that somebody else had computed.
    ///
    /// # Errors
    /// `not_found` where it was not computed; `same_person` for who had it computed.
    pub async fn publish(&self, name: &str) -> Outcome<Plan> {
        let store = &self.workshop.store;
        let plan = store.plan(name).await?;
        let not_computed = || Refusal::new(RefusalCode::NotFound, "release");
        let release = plan.release.as_ref().ok_or_else(not_computed)?;
        // Who had a release computed stays who it was, so this can be asked before.
        let who = self.who();
        if plan.computed_by.as_deref() == Some(who.as_str()) && plan.published_by.is_none() {
            return Err(Refusal::new(RefusalCode::SamePerson, "release").into());
        }
        once(store.publish(release.release.id, self.by(&who)).await)?;
        store.plan(name).await
    }

    /// Whoever asks, as the store names them: by the account, whichever of its tokens was shown.
    fn who(&self) -> String {
        self.maker.id.to_string()
    }

    fn by<'a>(&self, who: &'a str) -> By<'a> {
        let at = self.workshop.machine.now();
        By { who, at }
    }

    /// Notes what is looked at. What is done keeps in its own rows who did it.
    async fn note(&self, asked: &str) -> Outcome<()> {
        let read = Read {
            id: ReadId::from_uuid(self.workshop.machine.fresh()),
            at: self.workshop.machine.now(),
            reader: &self.maker,
            request: &self.request,
            asked,
            releases: "",
        };
        Ok(self.workshop.published.log(&read).await?)
    }
}

/// What was done before stands as it was done.
fn once(done: Outcome<()>) -> Outcome<()> {
    match done {
        Err(Failure::Refused(refusals)) if refusals.all().iter().all(|one| one.code == RefusalCode::DoneBefore) => {
            Ok(())
        }
        other => other,
    }
}

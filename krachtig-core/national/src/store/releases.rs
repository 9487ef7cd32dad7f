//! Releases: computed once and paid for in the same transaction, frozen, and published by another step.

use std::collections::BTreeMap;

use sea_orm::{QueryResult, Value};

use super::{
    By, NationalStore, accepted, commit, definition_where, execute, get, ledger, not_found, query, require_over,
};
use crate::budget::Limits;
use crate::compute::compute;
use crate::epsilon::Epsilon;
use crate::error::{Fault, Outcome};
use crate::id::{DefinitionId, ReleaseId};
use crate::indicator::Indicator;
use crate::noise::Randomness;
use crate::place::{Place, places};
use crate::refusal::{Refusal, RefusalCode};
use crate::release::{FORMAT, Release, hash};
use crate::signing::{PublicKey, ReleaseKey};

/// The order to compute a release.
#[derive(Clone, Copy, Debug)]
pub struct Computing<'a> {
    /// Of which definition.
    pub definition: DefinitionId,
    /// The release's id.
    pub id: ReleaseId,
    /// The national indicators.
    pub catalogue: &'a [Indicator],
    /// How much may be told of any one family.
    pub limits: Limits,
    /// The version of this program.
    pub software: &'a str,
    /// Signs it.
    pub key: &'a ReleaseKey,
    /// Who computes it, and when.
    pub by: By<'a>,
}

/// A release as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrozenRelease {
    /// What it says.
    pub release: Release,
    /// Its bytes, which are what is hashed and signed.
    pub bytes: Vec<u8>,
    /// The SHA-256 of its bytes, as 64 hexadecimal digits.
    pub hash: String,
    /// The Ed25519 signature of its bytes, in Base64.
    pub signature: String,
    /// The public key of who signed it, in Base64.
    pub signed_by: String,
    /// When it was published, in seconds since 1970; none before.
    pub published_at: Option<i64>,
    /// The places that its figures are about, by their codes.
    places: BTreeMap<String, Place>,
}

impl FrozenRelease {
    /// A release, signed and not yet published.
    #[must_use]
    pub fn signed(release: Release, key: &ReleaseKey) -> Self {
        let bytes = release.to_bytes();
        Self {
            hash: hash(&bytes),
            signature: key.sign(&bytes),
            signed_by: key.public().to_string(),
            published_at: None,
            places: places(&release),
            bytes,
            release,
        }
    }

    /// The place that has this code.
    #[must_use]
    pub fn place(&self, code: &str) -> Option<&Place> {
        self.places.get(code)
    }

    /// Whether its bytes are those that were hashed, and signed by the holder of this key.
    #[must_use]
    pub fn is_signed_by(&self, key: &PublicKey) -> bool {
        hash(&self.bytes) == self.hash && key.signed(&self.bytes, &self.signature)
    }

    /// From columns `content`, `hash`, `signature`, `signed_by` and `published_at`, from this one on.
    pub(super) fn read(row: &QueryResult, from: usize) -> Result<Self, Fault> {
        let corrupt = Fault::Corrupt {
            table: "frozen_release",
            column: "content",
        };
        let bytes = get::<String>(row, from)?.into_bytes();
        let kept: String = get(row, from + 1)?;
        let Ok(release) = Release::from_bytes(&bytes) else {
            return Err(corrupt);
        };
        let places = places(&release);
        if hash(&bytes) != kept || !release.is_about(|place| places.contains_key(place)) {
            return Err(corrupt);
        }
        Ok(Self {
            places,
            release,
            bytes,
            hash: kept,
            signature: get(row, from + 2)?,
            signed_by: get(row, from + 3)?,
            published_at: get(row, from + 4)?,
        })
    }
}

impl NationalStore {
    /// Computes the release of a definition, once: what it takes of the privacy budget and what it says are kept together
    /// or not at all, and nobody sees anything of it before.
    ///
    /// # Errors
    /// `not_found` for the definition; `done_before` where it has its release; `not_over`; `not_handed_in` with the regions
    /// whose figures are missing; `budget_exceeded` with the regions of whose families too much was told before.
    pub async fn compute<R: Randomness + Send>(
        &self,
        order: Computing<'_>,
        randomness: &mut R,
    ) -> Outcome<FrozenRelease> {
        let Computing {
            limits, catalogue, by, ..
        } = order;
        let doing = "freezing a release";
        let tx = self.begin().await?;
        let (definition_id, definition) = definition_where(&tx, "id = $1", order.definition.uuid().into()).await?;
        let key: Value = definition_id.uuid().into();
        let computed = query(
            &tx,
            "SELECT 1 FROM frozen_release WHERE definition_id = $1",
            [key],
            doing,
        )
        .await?;
        if !computed.is_empty() {
            return Err(Refusal::new(RefusalCode::DoneBefore, "definition").into());
        }
        require_over(definition.period, by.at)?;
        let (year, epsilon) = (definition.period.year(), definition.epsilon());
        ledger(&tx).await?.take(&definition.regions, (year, epsilon), &limits)?;
        let accepted = accepted(&tx, definition.period).await?;
        let computed = compute(&definition, &accepted, (catalogue, &limits), randomness);
        let (inputs, tables) = computed.map_err(|_| Fault::NoRandomness)??;
        let release = Release {
            format: FORMAT.to_owned(),
            id: order.id,
            computed_on: by.at.date(),
            software: order.software.to_owned(),
            definition,
            limits,
            inputs,
            tables,
        };
        let frozen = FrozenRelease::signed(release, order.key);
        self.keep(&tx, &frozen, (definition_id, by)).await?;
        if epsilon > Epsilon::ZERO {
            for region in &frozen.release.definition.regions {
                let epsilon = i64::from(epsilon.thousandths());
                let values = [
                    order.id.uuid().into(),
                    region.as_str().into(),
                    i32::from(year).into(),
                    epsilon.into(),
                ];
                let sql = "INSERT INTO budget_line (release_id, region, year, epsilon) VALUES ($1, $2, $3, $4)";
                execute(&tx, sql, values, doing).await?;
            }
        }
        commit(tx, doing).await?;
        Ok(frozen)
    }

    async fn keep(
        &self,
        tx: &sea_orm::DatabaseTransaction,
        frozen: &FrozenRelease,
        (definition_id, by): (DefinitionId, By<'_>),
    ) -> Result<(), Fault> {
        let content = String::from_utf8_lossy(&frozen.bytes).into_owned();
        let values = [
            frozen.release.id.uuid().into(),
            definition_id.uuid().into(),
            frozen.release.definition.name.as_str().into(),
            content.into(),
            frozen.hash.as_str().into(),
            frozen.signature.as_str().into(),
            frozen.signed_by.as_str().into(),
            by.who.into(),
            by.at.unix_timestamp().into(),
        ];
        let sql = "INSERT INTO frozen_release (id, definition_id, name, content, hash, signature, signed_by, computed_by, \
                   computed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        execute(tx, sql, values, "freezing a release").await.map(|_| ())
    }

    /// Publishes a release: readers see it from then on, for good.
    ///
    /// # Errors
    /// `not_found`; `done_before` where it was published.
    pub async fn publish(&self, id: ReleaseId, by: By<'_>) -> Outcome<()> {
        let doing = "publishing a release";
        let tx = self.begin().await?;
        let key: Value = id.uuid().into();
        if query(&tx, "SELECT 1 FROM frozen_release WHERE id = $1", [key.clone()], doing)
            .await?
            .is_empty()
        {
            return Err(not_found("release"));
        }
        if !query(
            &tx,
            "SELECT 1 FROM publication WHERE release_id = $1",
            [key.clone()],
            doing,
        )
        .await?
        .is_empty()
        {
            return Err(Refusal::new(RefusalCode::DoneBefore, "release").into());
        }
        let values = [key, by.who.into(), by.at.unix_timestamp().into()];
        let sql = "INSERT INTO publication (release_id, published_by, published_at) VALUES ($1, $2, $3)";
        execute(&tx, sql, values, doing).await?;
        Ok(commit(tx, doing).await?)
    }

    /// Every release, also those that are not published, oldest first.
    ///
    /// # Errors
    /// A fault of the store; [`Fault::Corrupt`] where one is not what was frozen.
    pub async fn releases(&self) -> Outcome<Vec<FrozenRelease>> {
        let sql = "SELECT r.content, r.hash, r.signature, r.signed_by, p.published_at FROM frozen_release r \
                   LEFT JOIN publication p ON p.release_id = r.id ORDER BY r.id";
        let rows = query(&self.db, sql, [], "reading releases").await?;
        let all: Result<Vec<_>, _> = rows.iter().map(|row| FrozenRelease::read(row, 0)).collect();
        Ok(all?)
    }
}

//! What a tenant needs before its people can work: instruments. Its rules have a life of their own: see
//! [`super::rules`].

use super::work::{expect_version, finish, not_found, tenant_permit};
use super::{Ctx, Outcome, Revise, Services};
use crate::access::Action;
use crate::domain::instrument::{Instrument, InstrumentDraft};
use crate::domain::record::Change;
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::store::{Condition, Window, Writing};

impl Services {
    /// Adds an instrument.
    ///
    /// # Errors
    /// As [`Instrument::record`]; `already_exists` for the same code and edition.
    pub async fn record_instrument(&self, ctx: &Ctx, draft: InstrumentDraft) -> Outcome<Instrument> {
        let permit = tenant_permit(ctx, Action::RecordInstrument)?;
        let instrument = Instrument::record(&draft, ctx.stamp())?;
        let tx = ctx.store.begin().await?;
        demand_unique(&tx, &instrument).await?;
        finish(ctx, tx, &permit, Change::recorded(instrument)).await
    }

    /// Edits an instrument.
    ///
    /// # Errors
    /// As [`Instrument::revise`]; `not_found`, `stale`, `already_exists`.
    pub async fn revise_instrument(&self, ctx: &Ctx, cmd: Revise<Instrument, InstrumentDraft>) -> Outcome<Instrument> {
        let permit = tenant_permit(ctx, Action::ReviseInstrument)?;
        let tx = ctx.store.begin().await?;
        let before = tx.get::<Instrument>(cmd.id).await?.ok_or_else(|| not_found("id"))?;
        expect_version(&tx, &before, cmd.version).await?;
        let after = before.revise(&cmd.draft)?;
        demand_unique(&tx, &after).await?;
        finish(ctx, tx, &permit, Change::revised(&before, after)).await
    }
}

/// Puts into a new tenant what everybody begins with: our own instrument.
///
/// # Errors
/// A fault of the store.
pub async fn set_up(services: &Services, ctx: &Ctx) -> Outcome<()> {
    match services
        .record_instrument(ctx, InstrumentDraft::default_instrument())
        .await
    {
        Err(super::Failure::Refused(refusals)) if refusals.first().code == RefusalCode::AlreadyExists => Ok(()),
        other => other.map(|_| ()),
    }
}

async fn demand_unique(tx: &Writing, instrument: &Instrument) -> Outcome<()> {
    let same = vec![
        Condition::Is("code", instrument.code.as_str().into()),
        Condition::Is("edition", instrument.edition.as_str().into()),
    ];
    let window = Window {
        first: 2,
        after: None,
        sort: "code",
        descending: false,
    };
    let found = tx.page::<Instrument>(same, &window).await?;
    if found.rows.iter().any(|(_, other)| other.id != instrument.id) {
        return Err(Refusal::new(RefusalCode::AlreadyExists, "edition").into());
    }
    Ok(())
}

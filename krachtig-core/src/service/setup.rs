//! What a tenant needs before its people can work: instruments, and the region's rules.

use super::work::{expect_version, finish, not_found, tenant_permit};
use super::{Ctx, Outcome, Revise, Services};
use crate::access::Action;
use crate::domain::instrument::{Instrument, InstrumentDraft};
use crate::domain::record::{Change, Version};
use crate::domain::refusal::{Check, Refusal, RefusalCode};
use crate::domain::rule_set::RuleSet;
use crate::store::{Condition, Window, Writing};

/// Installs region rules whose component was checked and compiled before.
#[derive(Clone, Debug)]
pub struct InstallRules {
    /// The rules' name, as they say it themselves.
    pub name: String,
    /// Their version, likewise.
    pub edition: String,
    /// The SHA-256 of the component, in lower-case hexadecimal.
    pub hash: String,
    /// The region's settings for them: a JSON object.
    pub settings: serde_json::Value,
}

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

    /// Installs the region's rules: from now on they decide on budget requests.
    ///
    /// # Errors
    /// `not_found` for whoever may not; `invalid_format` for settings that are no object.
    pub async fn install_rules(&self, ctx: &Ctx, cmd: InstallRules) -> Outcome<RuleSet> {
        let permit = tenant_permit(ctx, Action::InstallRules)?;
        let tx = ctx.store.begin().await?;
        let count = newest_rules(&tx)
            .await?
            .map_or(Version::FIRST, |rules| rules.version.next());
        let mut check = Check::new();
        check.ensure(cmd.settings.is_object(), RefusalCode::InvalidFormat, "settings");
        let stamp = ctx.stamp();
        let rules = RuleSet {
            id: stamp.id(),
            name: check.line("name", &cmd.name),
            edition: check.line("edition", &cmd.edition),
            hash: check.line("hash", &cmd.hash),
            settings: cmd.settings,
            installed_on: stamp.today,
            installed_by: check.line("installed_by", permit.actor()),
            version: count,
        };
        let rules = check.pass(rules)?;
        finish(ctx, tx, &permit, Change::recorded(rules)).await
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

/// The rules in force: the newest, by the number of the installation.
async fn newest_rules(tx: &Writing) -> Outcome<Option<RuleSet>> {
    let window = Window {
        first: 1,
        after: None,
        sort: "version",
        descending: true,
    };
    let page = tx.page::<RuleSet>(Vec::new(), &window).await?;
    Ok(page.rows.into_iter().next().map(|(_, rules)| rules))
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

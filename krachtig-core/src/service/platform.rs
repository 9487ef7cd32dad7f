//! An installation as whoever runs it sees it: its tenants, and how the machines of each do. Nothing of any casework.

use time::OffsetDateTime;

use super::rules::all_where;
use super::work::tenant_permit;
use super::{Ctx, Outcome, Services};
use crate::access::Action;
use crate::domain::notice::NoticeMail;
use crate::domain::rule_set::{RuleSet, RuleSetState};
use crate::store::{Condition, EVERYTHING, KeyStatus, Mark, Tenant};

/// A tenant, and whether its store is open in this process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantStanding {
    /// As the directory knows it.
    pub tenant: Tenant,
    /// Whether its store is open in this process.
    pub open: bool,
    /// Whether it has keys that are to be destroyed once nothing needs them, or files to be swept.
    pub old_keys: bool,
}

/// How the machines of a tenant do.
#[derive(Clone, Debug, PartialEq)]
pub struct TenantHealth {
    /// As the directory knows it.
    pub tenant: Tenant,
    /// Its keys, with how many values each sealed.
    pub keys: Vec<KeyStatus>,
    /// The rules that are in use or about to be.
    pub rules: Vec<RuleSet>,
    /// When a checkpoint of its access log was signed last.
    pub checkpoint_at: Option<OffsetDateTime>,
    /// How many families wait for their facts to be computed, as far as they are counted.
    pub waiting: usize,
    /// How many families' words wait to be indexed.
    pub unindexed: u64,
    /// How many mails wait to be sent, those that failed included.
    pub mails: u64,
    /// How many of them were tried more than once.
    pub failing_mails: u64,
}

/// As far as waiting families are counted.
const MOST_WAITING: usize = 1_000;

impl Services {
    /// Every tenant, by its short name. Whoever asks was known as an operator before: the directory is in no tenant.
    ///
    /// # Errors
    /// A fault of the directory.
    pub async fn tenant_standings(&self) -> Outcome<Vec<TenantStanding>> {
        let open: Vec<_> = self.tenants.open_now().iter().map(|store| store.tenant().id).collect();
        let old = self.tenants.with_old_keys().await?;
        let standing = |tenant: Tenant| TenantStanding {
            open: open.contains(&tenant.id),
            old_keys: old.contains(&tenant.slug),
            tenant,
        };
        Ok(self.tenants.list().await?.into_iter().map(standing).collect())
    }

    /// How the machines of a tenant do.
    ///
    /// # Errors
    /// `not_found` for whoever runs nothing; a fault of the store.
    pub async fn tenant_health(&self, ctx: &Ctx) -> Outcome<TenantHealth> {
        tenant_permit(ctx, Action::KeepAccessLog)?;
        tenant_permit(ctx, Action::KeepFacts)?;
        tenant_permit(ctx, Action::ListRules)?;
        let tenant = ctx.store.tenant().clone();
        tenant_permit(ctx, Action::KeepNotices)?;
        let today = ctx.stamp().today;
        let count = async |tried_once: bool| {
            let tried = Condition::AtMost("tries", 1.into());
            let conditions = if tried_once { vec![tried] } else { Vec::new() };
            ctx.store.count::<NoticeMail>(EVERYTHING, conditions).await
        };
        let (mails, at_first) = (count(false).await?.unseen(), count(true).await?.unseen());
        let mut rules = all_where::<RuleSet>(ctx, None, Vec::new()).await?;
        rules.retain(|set| set.state(today) != RuleSetState::RolledBack);
        Ok(TenantHealth {
            keys: self.tenants.key_status(&tenant.slug).await?,
            rules,
            checkpoint_at: ctx.store.last_checkpoint().await?.map(|last| last.at),
            waiting: ctx.store.waiting_families(Mark::GREATEST, MOST_WAITING).await?.len(),
            unindexed: ctx.store.unindexed_families().await?,
            mails,
            failing_mails: mails.saturating_sub(at_first),
            tenant,
        })
    }
}

//! Fills a tenant with fictional casework, through the same use case as any import.

use std::collections::HashSet;

use krachtig_core::domain::id::MemberId;
use krachtig_core::domain::instrument::InstrumentDraft;
use krachtig_core::domain::member::{Member, MemberDraft, MemberState};
use krachtig_core::domain::partner::Partner;
use krachtig_core::domain::refusal::{Refusal, RefusalCode};
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{Ctx, Import, ImportGround, ImportedDossier, Outcome, Services, set_up};

use super::tenants::{TENANTS, TenantPlan};
use super::{GeneratorPlan, dossiers, partners};

/// How many families are written at once.
const BATCH: usize = 500;

/// How to fill a tenant.
#[derive(Clone, Copy, Debug)]
pub struct FillOrder {
    /// How many families; as many as the tenant's plan has when absent.
    pub families: Option<usize>,
    /// What chance begins from; that of the tenant's plan when absent.
    pub seed: Option<u64>,
}

/// What a tenant was filled with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// New members.
    pub members: usize,
    /// New parties.
    pub partners: usize,
    /// New families.
    pub families: usize,
    /// New records of all kinds, the members left out.
    pub records: usize,
}

/// Fills a tenant; `step` hears of each batch how many families it has. A tenant without members gets those of its plan.
///
/// # Errors
/// `already_exists` for a tenant that holds demo families already; `not_found` where its members lack a coordinator
/// or a professional; and as [`Services::import`].
pub async fn fill(
    services: &Services,
    ctx: &Ctx,
    order: FillOrder,
    step: &mut (dyn FnMut(usize) + Send),
) -> Outcome<Filled> {
    let index = services.import_index(ctx).await?;
    let demo = |key: &Option<String>| key.as_ref().is_some_and(|key| key.starts_with("DEMO-"));
    if index.families.iter().any(|family| demo(&family.external_ref)) {
        return Err(Refusal::new(RefusalCode::AlreadyExists, "tenant").into());
    }
    set_up(services, ctx).await?;
    let slug = ctx.store.tenant().slug.to_string();
    let tenant = TENANTS.iter().find(|plan| plan.slug == slug).unwrap_or(&TENANTS[1]);
    let mut filled = Filled::default();
    let mut ground = services.import_ground(ctx, &HashSet::new()).await?;
    if ground.members.is_empty() {
        filled.members = hire(services, ctx, (tenant, &slug)).await?;
        ground = services.import_ground(ctx, &HashSet::new()).await?;
    }
    let (plan, fresh) = plan(ctx, tenant, &ground)?;
    let plan = GeneratorPlan {
        families: order.families.unwrap_or(plan.families),
        seed: order.seed.unwrap_or(plan.seed),
        ..plan
    };
    filled.partners = fresh.len();
    let mut import = Import {
        partners: fresh,
        ..Import::default()
    };
    for dossier in dossiers(&plan) {
        let after = dossier?;
        import.dossiers.push(ImportedDossier { before: None, after });
        if import.dossiers.len() == BATCH {
            write(services, ctx, (std::mem::take(&mut import), &mut filled), step).await?;
        }
    }
    if !import.dossiers.is_empty() {
        write(services, ctx, (import, &mut filled), step).await?;
    }
    Ok(filled)
}

async fn write(
    services: &Services,
    ctx: &Ctx,
    (import, filled): (Import, &mut Filled),
    step: &mut (dyn FnMut(usize) + Send),
) -> Outcome<()> {
    let families = import.dossiers.len();
    filled.records += services.import(ctx, import).await?.recorded;
    filled.families += families;
    step(families);
    Ok(())
}

/// Gives the plan's members an account; how many they are.
async fn hire(services: &Services, ctx: &Ctx, (plan, slug): (&TenantPlan, &str)) -> Outcome<usize> {
    let members = plan.members();
    for member in &members {
        let draft = MemberDraft {
            name: member.name.clone(),
            email: member.email.replace(plan.slug, slug),
            roles: vec![member.role],
            state: MemberState::Active,
        };
        services.add_member(ctx, draft).await?;
    }
    Ok(members.len())
}

/// What the generator makes of the tenant, and the parties that are not in its directory yet.
fn plan(ctx: &Ctx, tenant: &TenantPlan, ground: &ImportGround) -> Outcome<(GeneratorPlan, Vec<Partner>)> {
    let ours = InstrumentDraft::default_instrument();
    let instrument = ground
        .instruments
        .iter()
        .find(|instrument| instrument.code.as_str() == ours.code);
    let instrument = instrument.ok_or_else(|| Refusal::new(RefusalCode::NotFound, "instrument"))?;
    let mut directory = partners::directory(&tenant.places()?, ctx.stamp())?;
    let mut fresh = Vec::new();
    for party in &mut directory {
        match ground.partners.iter().find(|known| known.name == party.name) {
            Some(known) => *party = known.clone(),
            None => fresh.push(party.clone()),
        }
    }
    let plan = tenant.generator(ctx.stamp().today, posts(&ground.members), directory, instrument.clone())?;
    Ok((plan, fresh))
}

/// Who works there, once per role.
fn posts(members: &[Member]) -> Vec<(MemberId, Role)> {
    let active = members.iter().filter(|member| member.state == MemberState::Active);
    active
        .flat_map(|member| member.roles.iter().map(|role| (member.id, *role)))
        .collect()
}

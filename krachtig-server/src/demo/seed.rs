//! Fills an empty installation with the demo's tenants: their people, families, rules and a closed period.
//!
//! Everything goes in by the services that everybody else uses. Serving it does not belong here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use krachtig_core::access::Actor;
use krachtig_core::domain::clock::Clock;
use krachtig_core::domain::id::{MemberId, TenantId, TokenId};
use krachtig_core::domain::member::{MemberDraft, MemberState};
use krachtig_core::domain::period::Period;
use krachtig_core::domain::token::TokenScope;
use krachtig_core::domain::vocabulary::{Role, Vocabulary};
use krachtig_core::error::{Cause, Fault};
use krachtig_core::service::{
    AcceptInvitation, ApprovePeriod, Ctx, Failure, Import, ImportedDossier, IssueToken, Knock, Outcome, Services,
    fresh_secret, set_up,
};
use krachtig_core::store::CreateTenant;
use krachtig_national::store::ReaderScope;
use serde::{Deserialize, Serialize};

use super::tenants::{Source, TENANTS, TenantPlan};
use super::{development, family, partners, pictures, release};
use crate::app::clock::SystemClock;
use crate::app::open::{Installation, operator_ctx};
use crate::app::operators;
use crate::app::readers::let_in;
use crate::app::switch_on::switch_on;
use crate::import::intake::{ImportOrder, import_files};

/// For how long the demo's reader may read.
const DEMO_DAYS: u16 = 365;

/// The pilot's spreadsheets, as they are shipped.
const PILOT: [(&str, &[u8]); 5] = [
    (
        "gezinnen-en-personen.xlsx",
        include_bytes!("../../../deploy/pilot/gezinnen-en-personen.xlsx"),
    ),
    ("metingen.csv", include_bytes!("../../../deploy/pilot/metingen.csv")),
    (
        "budgetregels.csv",
        include_bytes!("../../../deploy/pilot/budgetregels.csv"),
    ),
    (
        "doorverwijzingen.csv",
        include_bytes!("../../../deploy/pilot/doorverwijzingen.csv"),
    ),
    ("problemen.csv", include_bytes!("../../../deploy/pilot/problemen.csv")),
];

/// Who can log in to the demo, with what. Kept beside the demo's data, for everything in it is made up.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Logins {
    /// Tokens by e-mail address, by the tenant's short name.
    pub members: BTreeMap<String, BTreeMap<String, String>>,
    /// The token of the releases' reader.
    pub national: String,
    /// The period that every tenant closed.
    pub period: String,
    /// The name by which somebody of a family signs in, by the tenant's short name.
    #[serde(default)]
    pub family: BTreeMap<String, String>,
    /// The tokens of two who make releases: one computes, the other publishes.
    #[serde(default)]
    pub statisticians: Vec<String>,
    /// The token of whoever runs the demo.
    #[serde(default)]
    pub operator: String,
    /// The password of everybody, for the pages.
    #[serde(default)]
    pub password: String,
}

/// Fills the installation. `say` hears what is being done.
///
/// # Errors
/// Whatever a service refuses, or a file that cannot be written.
pub async fn seed(installation: &Installation, data: &Path, say: &dyn Fn(&str)) -> Outcome<Logins> {
    let services = &installation.services;
    let mut logins = Logins {
        password: password()?,
        ..Logins::default()
    };
    let period = last_period();
    for plan in &TENANTS {
        say(&format!("{}: {} families", plan.slug, plan.families));
        let members = make(services, plan, &mut logins).await?;
        let slug = plan
            .slug
            .parse()
            .map_err(|_| unsuitable("a demo tenant has no valid slug"))?;
        let ctx = operator_ctx(services, &slug).await?;
        match plan.source {
            Source::PilotSpreadsheets => pilot(services, &ctx, data).await?,
            Source::Generator => generate(services, &ctx, (plan, members.clone())).await?,
        }
        let acting = |role: Role| {
            let member = members.iter().find(|(_, theirs)| *theirs == role);
            member.map(|(id, role)| Ctx {
                actor: Actor::member(*id, vec![*role]),
                ..ctx.clone()
            })
        };
        let Some(coordinator) = acting(Role::Coordinator) else {
            continue;
        };
        if let Some(approver) = acting(Role::BudgetApprover) {
            rules(installation, (&coordinator, &approver), plan.slug, say).await?;
        }
        if let Some(developer) = acting(Role::PluginDeveloper).filter(|_| plan.slug == development::WHERE) {
            development::try_out(installation, (&coordinator, &developer), say).await?;
        }
        if plan.source == Source::PilotSpreadsheets {
            let password = logins.password.clone();
            let name = family::invite(services, &coordinator, &password).await?;
            logins.family.extend(name.map(|name| (plan.slug.to_owned(), name)));
        }
        pictures::add(services, &coordinator).await?;
        services.close_period(&coordinator, period).await?;
        let count = ApprovePeriod { period, number: 1 };
        services.approve_period(&coordinator, count).await?;
    }
    logins.period = period.to_string();
    let store = &services.tenants().national_stores().await?.maker;
    let period = logins
        .period
        .parse()
        .map_err(|_| unsuitable("the demo's period is no period"))?;
    let published = release::publish(store, period, &installation.release_key).await;
    published.map_err(|why| unsuitable(&format!("the demo has no release: {why}")))?;
    let reading = [ReaderScope::Catalogue, ReaderScope::Figures, ReaderScope::Stories];
    logins.national = reader(services, "DJI (demo)", reading.into()).await?;
    let making = [ReaderScope::Catalogue, ReaderScope::Figures, ReaderScope::Releases];
    for name in ["Statistiek 1 (demo)", "Statistiek 2 (demo)"] {
        let token = reader(services, name, making.into()).await?;
        logins.statisticians.push(token);
    }
    let token = TokenId::from_uuid(SystemClock.fresh());
    logins.operator = operators::let_in(services.tenants(), (token, "Beheer (demo)")).await?;
    Ok(logins)
}

/// Lets a reader of releases in, and gives the token.
async fn reader(services: &Services, name: &str, scopes: BTreeSet<ReaderScope>) -> Outcome<String> {
    let reader = let_in((services, &SystemClock), name, scopes, DEMO_DAYS).await;
    let reader = reader.map_err(|why| unsuitable(&format!("the demo has no reader: {why}")))?;
    Ok(reader.secret)
}

/// Makes a tenant and its members; each gets a token.
async fn make(services: &Services, plan: &TenantPlan, logins: &mut Logins) -> Outcome<Vec<(MemberId, Role)>> {
    let order = CreateTenant {
        id: TenantId::from_uuid(SystemClock.fresh()),
        slug: plan
            .slug
            .parse()
            .map_err(|_| unsuitable("a demo tenant has no valid slug"))?,
        name: plan.name.to_owned(),
        kind: plan.kind,
        controller: plan.controller.to_owned(),
        fictional: true,
    };
    let tenant = services.tenants().create(order).await?;
    let ctx = operator_ctx(services, &tenant.slug).await?;
    set_up(services, &ctx).await?;
    let mut members = Vec::new();
    for person in plan.members().into_iter().chain([plan.developer()]) {
        let draft = MemberDraft {
            name: person.name,
            email: person.email.clone(),
            roles: vec![person.role],
            state: MemberState::Active,
        };
        let member = services.add_member(&ctx, draft).await?;
        let order = IssueToken {
            member_id: member.id,
            label: "demo".to_owned(),
            days: 366,
            scopes: TokenScope::ALL.to_vec(),
        };
        let issued = services.issue_token(&ctx, order).await?;
        take_up(services, (&ctx, member.id), &logins.password).await?;
        logins
            .members
            .entry(plan.slug.to_owned())
            .or_default()
            .insert(person.email, issued.secret);
        members.push((member.id, person.role));
    }
    Ok(members)
}

/// A password that is made up for each demo, of which the parts can be read out.
fn password() -> Outcome<String> {
    let secret = fresh_secret()?.to_lowercase();
    let letters: Vec<char> = secret
        .chars()
        .skip(4)
        .filter(char::is_ascii_alphanumeric)
        .take(12)
        .collect();
    let parts: Vec<String> = letters.chunks(4).map(|part| part.iter().collect()).collect();
    Ok(format!("demo-{}", parts.join("-")))
}

/// Takes up a member's account with a password, as the member would.
async fn take_up(services: &Services, (ctx, member): (&Ctx, MemberId), password: &str) -> Outcome<()> {
    let invited = services.invite_member(ctx, member).await?;
    accept(services, ctx, (&invited.secret, password)).await
}

/// Accepts an invitation with a password, as whoever was invited would.
pub(super) async fn accept(services: &Services, ctx: &Ctx, (secret, password): (&str, &str)) -> Outcome<()> {
    let knock = Knock {
        store: ctx.store.clone(),
        clock: ctx.clock.clone(),
        request: ctx.request.clone(),
        client: ctx.client.clone(),
        address: None,
        browser: None,
        session: None,
    };
    let chosen = AcceptInvitation::Password(password.to_owned());
    services.accept_invitation(&knock, secret, chosen).await.map(|_| ())
}

/// Imports the pilot's spreadsheets, as an office would.
async fn pilot(services: &Services, ctx: &Ctx, data: &Path) -> Outcome<()> {
    let folder = data.join("pilot");
    let io = |error: std::io::Error| Fault::Io {
        doing: "writing the pilot's spreadsheets",
        source: Cause::new(error),
    };
    std::fs::create_dir_all(&folder).map_err(io)?;
    let mut files: Vec<PathBuf> = Vec::new();
    for (name, bytes) in PILOT {
        let file = folder.join(name);
        std::fs::write(&file, bytes).map_err(io)?;
        files.push(file);
    }
    let order = ImportOrder {
        files,
        ..ImportOrder::default()
    };
    let report = import_files(services, ctx, &order, &mut |_| {}).await?;
    match report.problems.first() {
        None => Ok(()),
        Some(problem) => Err(unsuitable(&format!(
            "the pilot's spreadsheets do not import: {problem}"
        ))),
    }
}

/// Draws fictional families and imports them.
async fn generate(
    services: &Services,
    ctx: &Ctx,
    (plan, members): (&TenantPlan, Vec<(MemberId, Role)>),
) -> Outcome<()> {
    let stamp = ctx.stamp();
    let ground = services.import_ground(ctx, &std::collections::HashSet::new()).await?;
    let Some(instrument) = ground.instruments.into_iter().next() else {
        return Err(unsuitable("a new tenant has no instrument"));
    };
    let partners = partners::directory(&plan.places()?, stamp)?;
    let plan = plan.generator(stamp.today, members, partners.clone(), instrument)?;
    let dossiers = super::dossiers(&plan).map(|dossier| {
        Ok(ImportedDossier {
            before: None,
            after: dossier?,
        })
    });
    let dossiers = dossiers.collect::<Outcome<Vec<_>>>()?;
    services
        .import(
            ctx,
            Import {
                partners,
                dossiers,
                keys: Vec::new(),
            },
        )
        .await
        .map(|_| ())
}

/// Switches the tenant's rules on where a component of its name was built; elsewhere a person decides.
async fn rules(installation: &Installation, people: (&Ctx, &Ctx), slug: &str, say: &dyn Fn(&str)) -> Outcome<()> {
    let Some(folder) = std::env::var_os("KRACHTIG_PLUGINS_DIR") else {
        return Ok(());
    };
    let Ok(component) = std::fs::read(Path::new(&folder).join(format!("{slug}.wasm"))) else {
        return Ok(());
    };
    let set = switch_on(installation, people, component).await?;
    say(&format!("{slug}: rules {} {}", set.name, set.edition));
    Ok(())
}

/// The last period that is over.
fn last_period() -> Period {
    let today = krachtig_core::domain::clock::dutch_date(SystemClock.now());
    Period::quarter_of(today).previous()
}

fn unsuitable(what: &str) -> Failure {
    Fault::Unsuitable { what: what.to_owned() }.into()
}

/// The name of the role in an e-mail address's account, for printing.
#[must_use]
pub fn role_of(plan: &TenantPlan, email: &str) -> &'static str {
    plan.members()
        .iter()
        .chain([&plan.developer()])
        .find(|member| member.email == email)
        .map_or("", |member| member.role.code())
}

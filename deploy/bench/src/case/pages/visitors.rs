//! Who visits the pages: somebody of each kind of work, signed in as people are.

use anyhow::{Context as _, Result, ensure};
use krachtig_core::access::Actor;
use krachtig_core::domain::clock::Clock as _;
use krachtig_core::domain::consent::Purpose;
use krachtig_core::domain::dossier::{Dossier, Parts};
use krachtig_core::domain::family::Person;
use krachtig_core::domain::id::{TokenId, TrajectoryId};
use krachtig_core::domain::trajectory::Side;
use krachtig_core::domain::vocabulary::{Role, Vocabulary as _};
use krachtig_core::service::{AssignMember, CommentOnPlan, Ctx};
use krachtig_national::store::ReaderScope;
use krachtig_server::app::clock::SystemClock;
use krachtig_server::app::operators::let_in;
use krachtig_tests::browser::Browser;
use krachtig_tests::office::Office as Served;
use serde_json::json;
use time::Date;

use super::states::act;
use crate::ground::{self, Office};

/// By which all of them sign in.
pub(super) const PASSWORD: &str = "een lange zin voor metingen";

/// Who does what in an office. Whoever comes first has a page measured that several see.
const POSTS: [Role; 5] = [
    Role::Coordinator,
    Role::Professional,
    Role::Volunteer,
    Role::BudgetApprover,
    Role::PluginDeveloper,
];

/// Somebody at the pages.
pub(super) struct Visitor {
    /// As what.
    pub(super) who: &'static str,
    /// What a browser of somebody who signed in sends along.
    pub(super) cookies: String,
    /// Where the pages begin.
    pub(super) home: String,
}

/// Everybody who has pages, each signed in. Who works with families works with this one, and who is of a family is of this one.
pub(super) async fn visitors(
    served: &Served,
    (office, trajectory_id): (&Office, TrajectoryId),
) -> Result<Vec<Visitor>> {
    let slug = &office.slug;
    let lead = Actor::member(office.coordinator, vec![Role::Coordinator]);
    let lead = ground::context(&served.installation.services, slug, lead).await?;
    let mut all = Vec::new();
    for role in POSTS {
        let email = format!("{role}@voorbeeld.invalid");
        let member_id = served.with_password(slug, (&email, role), PASSWORD).await;
        if matches!(role, Role::Professional | Role::Volunteer) {
            let cmd = AssignMember {
                trajectory_id,
                member_id,
                role,
                lead: false,
                side: Side::Both,
            };
            served.installation.services.assign_member(&lead, cmd).await?;
        }
        let browser = served.browser(slug);
        let entered = browser
            .post("sign-in", json!({"email": email, "password": PASSWORD}))
            .await;
        ensure!(entered.status == 200, "nobody gets in: {}", entered.text);
        all.push(Visitor {
            who: role.code(),
            cookies: cookies_of(&browser),
            home: format!("/t/{slug}"),
        });
    }
    all.push(Visitor {
        who: Role::FamilyMember.code(),
        cookies: cookies_of(&family_member(served, (office, trajectory_id), &lead).await?),
        home: format!("/t/{slug}"),
    });
    all.extend(apart(served).await?);
    Ok(all)
}

/// An adult of a family who takes a login up, and says something about the plan.
async fn family_member(
    served: &Served,
    (office, trajectory_id): (&Office, TrajectoryId),
    lead: &Ctx,
) -> Result<Browser> {
    let services = &served.installation.services;
    let dossier = services.dossier(lead, trajectory_id, Parts::ALL).await?;
    let adult = willing(&dossier, lead.stamp().today).context("nobody of a family can be invited")?;
    let invited = services.invite_family_member(lead, act(adult)).await?;
    let browser = served.browser(&office.slug);
    let accept = json!({"invitation": invited.secret, "password": PASSWORD});
    let entered = browser.post("invitation", accept).await;
    ensure!(entered.status == 200, "nobody of a family gets in: {}", entered.text);
    let own = Ctx {
        actor: Actor::member(invited.login.account(), vec![Role::FamilyMember]),
        ..lead.clone()
    };
    let said = CommentOnPlan {
        goal_id: None,
        text: "Who comes along? (fictional)".to_owned(),
    };
    services.comment_on_plan(&own, said).await?;
    Ok(browser)
}

/// An adult who consents to be worked with.
pub(super) fn willing(dossier: &Dossier, today: Date) -> Option<&Person> {
    let willing = |adult: &&Person| dossier.person_consents(adult.id, Purpose::Support, today);
    dossier.adults(today).find(willing)
}

/// Those whose pages belong to no office: a reader of releases, who makes them, and who runs the platform.
async fn apart(served: &Served) -> Result<Vec<Visitor>> {
    let token = TokenId::from_uuid(SystemClock.fresh());
    let operator = let_in(served.installation.services.tenants(), (token, "meting")).await?;
    let scopes = [ReaderScope::Catalogue, ReaderScope::Figures, ReaderScope::Stories];
    let reader = served.outsider("meting", scopes.into(), "/national/graphql").await;
    let doors = [
        ("a reader", "/national", reader.token().to_owned()),
        (
            "a statistician",
            "/national",
            served.maker("statisticus").await.token().to_owned(),
        ),
        ("an operator", "/platform", operator),
    ];
    let mut all = Vec::new();
    for (who, home, secret) in doors {
        let browser = Browser::new(served.address(), "");
        browser.enter(home, &secret).await;
        all.push(Visitor {
            who,
            cookies: cookies_of(&browser),
            home: home.to_owned(),
        });
    }
    Ok(all)
}

/// A browser's cookies as it sends them.
fn cookies_of(browser: &Browser) -> String {
    let jar = browser.jar();
    let pairs: Vec<String> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("; ")
}

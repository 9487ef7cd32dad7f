//! The pages of whoever runs the platform: its tenants, and how the machines of each do. No dossier is reached from here.
//!
//! What an operator does to tenants and keys does not belong here: that is done on the machine itself, see `crate::cli`.

use std::sync::Arc;

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::rule_set::RuleSetState;
use krachtig_core::domain::vocabulary::Vocabulary as _;
use krachtig_core::service::{Services, Tenant, TenantHealth, TenantStanding};
use poem::http::{Method, StatusCode};
use poem::{Endpoint, Request, Response};

use super::apart::{Apart, DoorPage, DoorTexts, done};
use super::form::{Form, Problems};
use super::frame::Way;
use super::part::{Badge, Row, Tone};
use super::reply::{Answered, Reply, Trouble};
use super::words::{Language, Words};
use crate::auth::{AtPlatform, OperatorAuth};
use crate::http::disks::Disks;
use crate::http::{HttpRefusal, Routes};

const HOME: &str = "/platform";

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    SignIn,
    Enter,
    SignOut,
    /// The tenants.
    Tenants,
    /// How one of them does.
    Tenant,
}

const ROUTES: &[(&str, &str, Asked)] = &[
    ("GET", "/platform", Asked::Tenants),
    ("GET", "/platform/sign-in", Asked::SignIn),
    ("POST", "/platform/sign-in/enter", Asked::Enter),
    ("POST", "/platform/sign-out", Asked::SignOut),
    ("GET", "/platform/tenant", Asked::Tenant),
];

/// Adds the pages of operators to the routes.
#[must_use]
pub fn routes(services: &Services, (auth, disks): (&Arc<OperatorAuth>, Disks), routes: Routes) -> Routes {
    ROUTES.iter().fold(routes, |routes, (method, path, asked)| {
        let door = Door {
            services: services.clone(),
            auth: Arc::clone(auth),
            disks: disks.clone(),
            method,
            asked: *asked,
        };
        routes.at((method, path), door)
    })
}

struct Door {
    services: Services,
    auth: Arc<OperatorAuth>,
    disks: Disks,
    method: &'static str,
    asked: Asked,
}

#[derive(Template)]
#[template(path = "platform/tenants.html")]
struct TenantsPage {
    p: Apart,
    /// Numbers with what they are numbers of.
    stats: Vec<(usize, String)>,
    /// What the installation depends on, with whether it answers and has room.
    machine: Vec<Row>,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "platform/tenant.html")]
struct TenantPage {
    p: Apart,
    about: String,
    facts: Vec<(String, String)>,
    /// Whether nobody can work there at present.
    closed: bool,
    keys: Vec<Row>,
    rules: Vec<Row>,
}

/// The frame of a page; nobody is signed in where there is none.
fn frame(t: &'static Words, title: String, (at, query): (Option<&AtPlatform>, &Form)) -> Apart {
    let way = Way {
        href: HOME.to_owned(),
        label: fl!(t, "plat-tenants"),
        current: true,
        key: "",
    };
    let here = match query.filled("of") {
        Some(of) => format!("{HOME}/tenant?of={of}"),
        None => HOME.to_owned(),
    };
    Apart {
        t,
        title,
        about: fl!(t, "plat-about"),
        home: HOME,
        who: at.map(|at| at.operator.name.clone()).unwrap_or_default(),
        token: at.map(|at| at.form_token.clone()).unwrap_or_default(),
        bar: at.map(|_| way).into_iter().collect(),
        here,
        done: done(t, query.filled("done")),
    }
}

/// How the machines of a tenant do, in figures.
fn facts(t: &'static Words, health: &TenantHealth) -> Vec<(String, String)> {
    let checkpoint = health.checkpoint_at.map(|at| t.format.moment(at));
    vec![
        (fl!(t, "plat-controller"), health.tenant.controller.clone()),
        (
            fl!(t, "plat-checkpoint"),
            checkpoint.unwrap_or_else(|| fl!(t, "plat-checkpoint-none")),
        ),
        (fl!(t, "plat-waiting"), health.waiting.to_string()),
        (fl!(t, "plat-unindexed"), health.unindexed.to_string()),
        (fl!(t, "plat-mails"), health.mails.to_string()),
        (fl!(t, "plat-mails-failing"), health.failing_mails.to_string()),
    ]
}

fn about(t: &'static Words, tenant: &Tenant) -> String {
    let version = fl!(t, "plat-version", version = tenant.version);
    let place = fl!(t, "plat-place", place = tenant.place.clone());
    format!("{} · {} · {version} · {place}", tenant.slug, t.word(tenant.kind))
}

fn door_page(t: &'static Words, problems: Problems) -> DoorPage {
    let texts = DoorTexts {
        lead: fl!(t, "plat-door-lead"),
        secret: fl!(t, "plat-door-secret"),
        help: fl!(t, "plat-door-help"),
    };
    let frame = frame(t, fl!(t, "sign-in-title"), (None, &Form::default()));
    DoorPage::of(frame, texts, ("", problems))
}

impl Door {
    async fn answer(&self, request: &mut Request, t: &'static Words) -> Answered {
        if request.method().as_str() != self.method {
            return Err(HttpRefusal::of_status(StatusCode::METHOD_NOT_ALLOWED).into());
        }
        match self.asked {
            Asked::SignIn => return Reply::page(&door_page(t, Problems::default())),
            Asked::Enter => return self.enter(request, t).await,
            Asked::SignOut => {
                self.auth.require_own_page(request)?;
                let cookie = self.auth.leave(request);
                return Ok(Reply::go_to(format!("{HOME}/sign-in")).with_cookies(cookie.into_iter().collect()));
            }
            Asked::Tenants | Asked::Tenant => {}
        }
        let at = match self.auth.at_page(request).await {
            Ok(at) => at,
            Err(refusal) if refusal.status == StatusCode::UNAUTHORIZED => {
                return Ok(Reply::go_to(format!("{HOME}/sign-in")));
            }
            Err(refusal) => return Err(refusal.into()),
        };
        match self.asked {
            Asked::Tenant => self.tenant((request, t), &at).await,
            _ => self.tenants((request, t), &at).await,
        }
    }

    async fn enter(&self, request: &mut Request, t: &'static Words) -> Answered {
        self.auth.require_own_page(request)?;
        let form = Form::of(request).await?;
        match self.auth.enter(form.text("secret")).await? {
            Some(cookie) => Ok(Reply::go_to(HOME).with_cookies(vec![cookie])),
            None => {
                let problems = Problems::one("secret", fl!(t, "plat-door-refused"));
                Reply::with_status(StatusCode::UNAUTHORIZED, &door_page(t, problems))
            }
        }
    }

    /// Every tenant, with where it stands.
    async fn tenants(&self, (request, t): (&Request, &'static Words), at: &AtPlatform) -> Answered {
        let all = self.services.tenant_standings().await?;
        let count = |of: &dyn Fn(&TenantStanding) -> bool| all.iter().filter(|one| of(one)).count();
        let active = |one: &TenantStanding| one.tenant.state.code() == "active";
        let stats = vec![
            (all.len(), fl!(t, "plat-total", count = all.len())),
            (count(&|one| one.open), fl!(t, "plat-open")),
            (count(&|one| one.old_keys), fl!(t, "plat-old-keys")),
            (count(&|one| !active(one)), fl!(t, "plat-inactive")),
        ];
        let row = |one: &TenantStanding| {
            let tenant = &one.tenant;
            let (tone, open) = match one.open {
                true => (Tone::Good, fl!(t, "plat-is-open")),
                false => (Tone::Plain, fl!(t, "plat-rests")),
            };
            let state = (!active(one)).then(|| Badge::new(Tone::Bad, t.word(tenant.state)));
            let keys = one
                .old_keys
                .then(|| Badge::new(Tone::Wait, fl!(t, "plat-has-old-keys")));
            let made_up = if tenant.fictional {
                fl!(t, "plat-fictional")
            } else {
                String::new()
            };
            Row::new(tenant.name.clone())
                .to(format!("{HOME}/tenant?of={}", tenant.slug))
                .about([tenant.slug.to_string(), t.word(tenant.kind), made_up])
                .badge(state)
                .badge(keys)
                .badge(Some(Badge::new(tone, open)))
        };
        Reply::page(&TenantsPage {
            p: frame(t, fl!(t, "plat-tenants"), (Some(at), &Form::of_query(request))),
            stats,
            machine: super::machine::rows(t, (&self.services, &self.disks)).await,
            rows: all.iter().map(row).collect(),
        })
    }

    /// A tenant in which nobody can work at present: its store stays shut, and what the directory knows is told.
    async fn closed(
        &self,
        t: &'static Words,
        (at, query): (&AtPlatform, &Form),
    ) -> Result<Option<TenantPage>, Trouble> {
        let all = self.services.tenant_standings().await?;
        let named = all.into_iter().map(|one| one.tenant);
        let mut named = named.filter(|tenant| tenant.slug.as_str() == query.text("of"));
        let Some(tenant) = named.find(|tenant| tenant.state.code() != "active") else {
            return Ok(None);
        };
        Ok(Some(TenantPage {
            about: about(t, &tenant),
            facts: vec![
                (fl!(t, "plat-state"), t.word(tenant.state)),
                (fl!(t, "plat-controller"), tenant.controller.clone()),
            ],
            closed: true,
            keys: Vec::new(),
            rules: Vec::new(),
            p: frame(t, tenant.name, (Some(at), query)),
        }))
    }

    /// How the machines of a tenant do.
    async fn tenant(&self, (request, t): (&Request, &'static Words), at: &AtPlatform) -> Answered {
        let query = Form::of_query(request);
        if let Some(page) = self.closed(t, (at, &query)).await? {
            return Reply::page(&page);
        }
        let ctx = match self.auth.within(request, (at, query.text("of"))).await {
            Ok(ctx) => ctx,
            Err(refusal) if refusal.status == StatusCode::UNAUTHORIZED => return Err(Trouble::not_found()),
            Err(refusal) => return Err(refusal.into()),
        };
        let health = self.services.tenant_health(&ctx).await?;
        let tenant = &health.tenant;
        let keys = health.keys.iter().map(|key| {
            let tone = if key.state.code() == "current" {
                Tone::Good
            } else {
                Tone::Wait
            };
            let values = fl!(t, "plat-values", count = key.values);
            let since = key.retired_at.map(|at| t.format.moment(at));
            let since = since.map(|at| fl!(t, "plat-key-retired", at = at)).unwrap_or_default();
            Row::new(fl!(t, "plat-key", number = key.number))
                .about([values, fl!(t, "plat-master", master = key.master.clone()), since])
                .badge(Some(Badge::new(tone, t.word(key.state))))
        });
        let today = ctx.stamp().today;
        let rules = health.rules.iter().map(|set| {
            let state = set.state(today);
            let tone = if state == RuleSetState::InUse {
                Tone::Good
            } else {
                Tone::Wait
            };
            Row::new(format!("{} {}", set.name, set.edition))
                .about([fl!(t, "plat-rule-from", day = t.format.day(set.valid_from))])
                .badge(Some(Badge::new(tone, t.word(state))))
        });
        Reply::page(&TenantPage {
            about: about(t, tenant),
            closed: false,
            facts: facts(t, &health),
            keys: keys.collect(),
            rules: rules.collect(),
            p: frame(t, tenant.name.clone(), (Some(at), &query)),
        })
    }
}

impl Endpoint for Door {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let t = Words::of(Language::of(&request));
        let reply = match self.answer(&mut request, t).await {
            Ok(reply) => reply,
            Err(trouble) => trouble.reply(t, &request),
        };
        let is_form = request.method() == Method::POST;
        Ok(reply.into_response((request.headers(), is_form)))
    }
}

//! What every page and every form here passes: the method, who asks, the form's token, and how trouble is told.

use std::sync::Arc;

use i18n_embed_fl::fl;
use poem::http::{Method, StatusCode};
use poem::{Endpoint, Request, Response};

use super::super::apart::{Apart, DoorPage, DoorTexts};
use super::super::form::{Form, Problems};
use super::super::outside::own_path;
use super::super::reply::{Answered, Reply, Trouble};
use super::super::words::{Language, Words};
use super::caller::{Caller, HOME, address, which};
use super::{Asked, ROUTES, catalogue, compare, defining, making, releases};
use crate::auth::{MakerAuth, NationalAuth};
use crate::http::{HttpRefusal, Routes};

/// Adds the pages of readers to the routes.
#[must_use]
pub fn routes((readers, makers): (&Arc<NationalAuth>, &Arc<MakerAuth>), routes: Routes) -> Routes {
    ROUTES.iter().fold(routes, |routes, (method, path, asked)| {
        let door = Door {
            readers: Arc::clone(readers),
            makers: Arc::clone(makers),
            method,
            asked: *asked,
        };
        routes.at((method, path), door)
    })
}

struct Door {
    readers: Arc<NationalAuth>,
    makers: Arc<MakerAuth>,
    method: &'static str,
    asked: Asked,
}

/// The page at which one signs in.
fn door_page(t: &'static Words, (form, problems): (&Form, Problems)) -> DoorPage {
    let frame = Apart {
        t,
        title: fl!(t, "sign-in-title"),
        about: fl!(t, "nat-about"),
        home: HOME,
        who: String::new(),
        token: String::new(),
        bar: Vec::new(),
        here: format!("{HOME}/sign-in"),
        done: String::new(),
    };
    let texts = DoorTexts {
        lead: fl!(t, "nat-door-lead"),
        secret: fl!(t, "nat-door-secret"),
        help: fl!(t, "nat-door-help"),
    };
    DoorPage::of(frame, texts, (own(form.text("next")), problems))
}

/// A page of these; the first of them where it is another.
fn own(path: &str) -> &str {
    let within = |path: &&str| {
        path.strip_prefix(HOME)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    own_path(path).filter(within).unwrap_or(HOME)
}

impl Door {
    async fn answer(&self, request: &mut Request, t: &'static Words) -> Answered {
        if request.method().as_str() != self.method {
            return Err(HttpRefusal::of_status(StatusCode::METHOD_NOT_ALLOWED).into());
        }
        match self.asked {
            Asked::SignIn => {
                return Reply::page(&door_page(t, (&Form::of_query(request), Problems::default())));
            }
            Asked::Enter => return self.enter(request, t).await,
            Asked::SignOut => {
                self.readers.require_own_page(request)?;
                let cookie = self.readers.leave(request);
                return Ok(Reply::go_to(format!("{HOME}/sign-in")).with_cookies(cookie.into_iter().collect()));
            }
            _ => {}
        }
        let (caller, form) = match self.caller(request, t).await {
            Ok(known) => known,
            Err(refusal) if refusal.status == StatusCode::UNAUTHORIZED => return Ok(Reply::go_to(sign_in(request))),
            Err(refusal) => return Err(refusal.into()),
        };
        match self.asked {
            Asked::SignIn | Asked::Enter | Asked::SignOut => Err(Trouble::not_found()),
            Asked::Releases => releases::list(&caller).await,
            Asked::Release => releases::show(&caller).await,
            Asked::Compare => compare::regions(&caller).await,
            Asked::Trends => compare::trends(&caller).await,
            Asked::Obstacles => compare::obstacles(&caller).await,
            Asked::Indicators => catalogue::indicators(&caller).await,
            Asked::Stories => catalogue::stories(&caller).await,
            Asked::Explorer => catalogue::explorer(&caller),
            Asked::HandIns => making::hand_ins(&caller).await,
            Asked::Accept => making::accept(&caller, &form).await,
            Asked::Plans => making::plans(&caller).await,
            Asked::Compute => making::compute(&caller, &form).await,
            Asked::Publish => making::publish(&caller, &form).await,
            Asked::NewPlan => defining::show(&caller).await,
            Asked::Preview => defining::preview(&caller, &form).await,
            Asked::Define => defining::define(&caller, &form).await,
        }
    }

    async fn enter(&self, request: &mut Request, t: &'static Words) -> Answered {
        self.readers.require_own_page(request)?;
        let form = Form::of(request).await?;
        match self.readers.enter(request, form.text("secret")).await? {
            Some(cookie) => Ok(Reply::go_to(own(form.text("next"))).with_cookies(vec![cookie])),
            None => {
                let problems = Problems::one("secret", fl!(t, "nat-door-refused"));
                Reply::with_status(StatusCode::UNAUTHORIZED, &door_page(t, (&form, problems)))
            }
        }
    }

    async fn caller(&self, request: &mut Request, t: &'static Words) -> Result<(Caller, Form), HttpRefusal> {
        let at = self.readers.at_page(request).await?;
        let form = match request.method() {
            &Method::POST => Form::of(request).await?,
            _ => Form::default(),
        };
        if request.method() == Method::POST && !at.is_form_token(form.text("token")) {
            return Err(super::super::door::FORGED);
        }
        let making = match self.makers.at_page(request, &at).await {
            Ok(making) => Some(making),
            Err(refusal) if refusal.status == StatusCode::UNAUTHORIZED => None,
            Err(refusal) => return Err(refusal),
        };
        let caller = Caller {
            at,
            making,
            t,
            query: Form::of_query(request),
            path: request.uri().path().to_owned(),
        };
        Ok((caller, form))
    }
}

/// The page for signing in, from which one comes back to where one was going.
fn sign_in(request: &Request) -> String {
    if request.method() != Method::GET || request.uri().path() == HOME {
        return format!("{HOME}/sign-in");
    }
    let next = address(request.uri().path(), which(&Form::of_query(request)));
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("{HOME}/sign-in?next={next}")
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

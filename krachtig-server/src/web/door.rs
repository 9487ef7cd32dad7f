//! What every page and every form passes: the method, who asks, the form's token, and how trouble is told.

use krachtig_core::service::{Action, Ctx, Services};
use poem::http::{Method, StatusCode};
use poem::{Endpoint, Request, Response};

use super::form::{Form, Problems};
use super::parcel::{self, Parcel, Wanted};
use super::reply::{Answered, Reply, Trouble};
use super::routes::{Asked, all};
use super::rules::{self, Rules};
use super::visit::Visit;
use super::words::{Language, Words};
use super::write::boxed;
use super::{
    account, attach, dossier, families, first_steps, office, outside, own, queue, search, taking, undo, work, write,
};
use crate::auth::TenantAuth;
use crate::http::{HttpRefusal, Routes};

/// Adds the pages to the routes.
#[must_use]
pub fn routes(services: &Services, auth: &TenantAuth, routes: Routes) -> Routes {
    all().fold(routes, |routes, (method, path, asked)| {
        let door = Door {
            services: services.clone(),
            auth: auth.clone(),
            method,
            asked,
        };
        routes.at((method, path), door)
    })
}

struct Door {
    services: Services,
    auth: TenantAuth,
    method: &'static str,
    asked: Asked,
}

pub(super) const FORGED: HttpRefusal = HttpRefusal::new(
    StatusCode::FORBIDDEN,
    "form_token",
    "The form does not belong to this session.",
);

impl Door {
    async fn answer(&self, request: &mut Request, t: &'static Words) -> Answered {
        if request.method().as_str() != self.method {
            return Err(HttpRefusal::of_status(StatusCode::METHOD_NOT_ALLOWED).into());
        }
        if let Asked::Outside(asked) = self.asked {
            let form = self.form(request).await?;
            return outside::answer((&self.auth, t), asked, (request, &form)).await;
        }
        let (visit, form, mut parcel) = match self.visit(request, t).await {
            Ok(visit) => visit,
            Err(reply) => return Ok(reply),
        };
        if visit.me.is_of_family() {
            match self.asked {
                Asked::Work => return Ok(own::home(&visit)),
                Asked::Account(_) | Asked::Own(_) => {}
                // The office's pages are not there for who is nobody of the office, whatever they would show.
                _ => return Err(Trouble::not_found()),
            }
        }
        let answered = match self.asked {
            Asked::Outside(_) => Err(Trouble::not_found()),
            Asked::Work if visit.develops() => Ok(Reply::go_to(format!("{}/rules", visit.home()))),
            Asked::Work => work::answer(&visit).await,
            Asked::Families => families::answer(&visit, &form).await,
            Asked::Dossier(tab) => dossier::answer(&visit, tab).await,
            Asked::Show(form) => boxed(|| write::show(&visit, form)).await,
            Asked::Send(asked) => boxed(|| write::send(&visit, asked, &form)).await,
            Asked::ShowRegister => {
                write::family::show_registering(&visit, &Form::default(), &Problems::default(), StatusCode::OK)
            }
            Asked::Register => write::family::register(&visit, &form).await,
            Asked::ShowMapping => write::mapping::show(&visit).await,
            Asked::Mapping => write::mapping::record(&visit, &form).await,
            Asked::Tick => write::goal::tick(&visit, &form).await,
            Asked::Queue => queue::show(&visit).await,
            Asked::Decide(verdict) => queue::decide(&visit, verdict, &form).await,
            Asked::Office => office::overview::show(&visit).await,
            Asked::ReviewGlass => office::overview::review(&visit, &form).await,
            Asked::ShowDuty(duty) => office::show(&visit, duty).await,
            Asked::SendDuty(duty) => office::send(&visit, duty, &form).await,
            Asked::Directory => office::directory::list(&visit).await,
            Asked::Desk => office::desk::show(&visit).await,
            Asked::Assigning => office::assigning::show(&visit).await,
            Asked::AssignMany => boxed(|| office::bulk::ask(&visit, &form)).await,
            Asked::Members => office::members::list(&visit).await,
            Asked::Figures => office::periods::show(&visit).await,
            Asked::Retention => office::retention::show(&visit).await,
            Asked::Family => families::go_to(&visit).await,
            Asked::Report => dossier::report::answer(&visit).await,
            #[cfg(feature = "pdf")]
            Asked::ReportFile => dossier::report::file(&visit).await,
            Asked::Taken(taken) => taking::answer(&visit, taken, &form).await,
            Asked::Account(asked) => account::answer((&self.auth, &visit, request), asked, &form).await,
            Asked::Own(asked) => own::answer(&visit, asked, &form).await,
            Asked::Quarter => office::quarter::show(&visit).await,
            Asked::LiveFigures => office::live::show(&visit).await,
            Asked::ShowAttach => boxed(|| attach::show(&visit)).await,
            Asked::Attach => boxed(|| attach::add(&visit, &form, parcel.take("file"))).await,
            Asked::Attached(rendition) => boxed(|| attach::content(&visit, rendition)).await,
            Asked::Rules(asked) => boxed(|| rules::answer(&visit, asked, (&form, parcel))).await,
            Asked::Destruction => boxed(|| office::destroying::show(&visit)).await,
            Asked::Certificate => boxed(|| office::destroying::file(&visit)).await,
            Asked::Trajectories => boxed(|| dossier::trajectories::answer(&visit)).await,
            Asked::Looked => boxed(|| dossier::looked::answer(&visit)).await,
            Asked::Instruments => boxed(|| office::instruments::list(&visit)).await,
            Asked::ShowSearch => search::show(&visit),
            Asked::Search => boxed(|| search::answer(&visit, &form)).await,
            Asked::Notices => boxed(|| office::notices::show(&visit)).await,
            Asked::SeeNotices => boxed(|| office::notices::see(&visit, &form)).await,
            Asked::Bulk => boxed(|| office::bulk::carry_out(&visit, &form)).await,
            Asked::Undo => boxed(|| undo::take_back(&visit, &form)).await,
            Asked::FirstSteps => boxed(|| first_steps::answer((&self.auth, &visit, request))).await,
        };
        answered.map(|reply| if visit.guided() { reply.guided() } else { reply })
    }

    /// The form, which has to come from one of our own pages.
    async fn form(&self, request: &mut Request) -> Result<Form, HttpRefusal> {
        if request.method() != Method::POST {
            return Ok(Form::default());
        }
        self.auth.require_own_page(request)?;
        Form::of(request).await
    }

    /// What the form that is asked for may have in it, where it brings files, and what whoever sends it has to be permitted.
    fn wanted(&self) -> Option<(Action, Wanted)> {
        match self.asked {
            Asked::Attach => {
                let wanted = attach::wanted(self.services.most_attachment_bytes());
                Some((Action::AddAttachment, wanted))
            }
            Asked::Rules(Rules::Send) => {
                let files = rules::FILES.to_vec();
                Some((Action::UploadPlugin, Wanted { texts: &[], files }))
            }
            _ => None,
        }
    }

    /// A form with files: of whoever may not send any, nothing is read; and what shows that the form is one of our own comes
    /// first, without which no file is taken.
    async fn parcel(
        &self,
        request: &mut Request,
        ctx: &Ctx,
        (action, wanted): (Action, Wanted),
    ) -> Result<(Form, Parcel), HttpRefusal> {
        self.auth.require_own_page(request)?;
        if !self.services.may(ctx, action) {
            return Err(HttpRefusal::of_status(StatusCode::NOT_FOUND));
        }
        parcel::read(request, &wanted, |request, token| {
            self.auth.is_form_token(request, token)
        })
        .await
    }

    /// Who asks; whoever is not signed in is sent to do so, and comes back to where he or she was going.
    async fn visit(&self, request: &mut Request, t: &'static Words) -> Result<(Visit, Form, Parcel), Reply> {
        let trouble = |refusal: HttpRefusal, request: &Request| match refusal.status {
            StatusCode::UNAUTHORIZED => Reply::go_to(sign_in(request)),
            _ => Trouble::from(refusal).reply(t, request),
        };
        let ctx = match self.auth.visitor(request).await {
            Ok(ctx) => ctx,
            Err(refusal) => return Err(trouble(refusal, request)),
        };
        let read = match self.wanted() {
            Some(wanted) => Box::pin(self.parcel(request, &ctx, wanted)).await,
            None => self.form(request).await.map(|form| (form, Parcel::default())),
        };
        let (form, parcel) = match read {
            Ok(read) => read,
            Err(refusal) => return Err(trouble(refusal, request)),
        };
        if request.method() == Method::POST && !self.auth.is_form_token(request, form.text("token")) {
            return Err(trouble(FORGED, request));
        }
        let token = self.auth.form_token(request).unwrap_or_default();
        match Visit::of(self.services.clone(), ctx, (request, t, token)).await {
            Ok(visit) => Ok((visit, form, parcel)),
            Err(failure) => Err(Trouble::from(failure).reply(t, request)),
        }
    }
}

/// The page for signing in, from which one comes back to where one was going.
fn sign_in(request: &Request) -> String {
    let slug = request.raw_path_param("tenant").unwrap_or_default();
    let home = format!("/t/{slug}");
    if request.method() == Method::GET && request.uri().path() != home {
        // A form's address names the record that it is about; whatever else is asked for is asked for again.
        let query = request.uri().query().filter(|query| query.starts_with("of="));
        let next = match query {
            Some(query) => format!("{}?{query}", request.uri().path()),
            None => request.uri().path().to_owned(),
        };
        let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
        format!("{home}/sign-in?next={next}")
    } else {
        format!("{home}/sign-in")
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

//! Pages for those who are not signed in: which office, signing in, taking up an invitation, the language.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::service::PasswordSignIn;
use poem::Request;
use poem::http::StatusCode;

use super::assets;
use super::field::{Field, Fields};
use super::form::{Form, Problems};
use super::frame::Frame;
use super::party::{self, Party};
use super::reply::{Answered, Reply, Trouble};
use super::words::{Language, Words};
use crate::auth::{Entered, Entry, OfferedProvider, TenantAuth};

/// What anybody may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outside {
    Start,
    ChooseOffice,
    File,
    ChooseLanguage,
    SignIn,
    Enter,
    Invitation,
    Accept,
    SignOut,
    /// Signing in at an identity provider.
    Provider,
    /// What a party asks for that holds the link of a referral.
    Party(Party),
    /// A page that is not there.
    Nothing,
}

#[derive(Template)]
#[template(path = "start.html")]
pub(super) struct StartPage {
    pub(super) p: Frame,
    pub(super) office: Field,
}

#[derive(Template)]
#[template(path = "sign-in.html")]
pub(super) struct SignInPage {
    pub(super) p: Frame,
    pub(super) next: String,
    pub(super) fields: Vec<Field>,
    pub(super) codes: Vec<Field>,
    pub(super) codes_open: bool,
    pub(super) problems: Problems,
    pub(super) signed_out: bool,
    /// Where else one can sign in.
    pub(super) providers: Vec<OfferedProvider>,
}

/// Where signing in goes on.
#[derive(Template)]
#[template(path = "provider.html")]
pub(super) struct ProviderPage {
    pub(super) p: Frame,
    pub(super) location: String,
}

#[derive(Template)]
#[template(path = "invitation.html")]
pub(super) struct InvitationPage {
    pub(super) p: Frame,
    pub(super) code: String,
    pub(super) password: Field,
    pub(super) problems: Problems,
}

pub(super) async fn answer(
    (auth, t): (&TenantAuth, &'static Words),
    asked: Outside,
    (request, form): (&Request, &Form),
) -> Answered {
    match asked {
        Outside::Start => Reply::page(&StartPage::of(t, (form, &Problems::default()))),
        Outside::ChooseOffice => choose_office(t, form),
        Outside::File => assets::answer(request).map(Reply::file).ok_or_else(Trouble::not_found),
        Outside::ChooseLanguage => Ok(choose_language(form)),
        Outside::SignIn => {
            let asked = Form::of_query(request);
            let page = SignInPage::of(t, slug(request), (&asked, Problems::default()));
            Reply::page(&page.offering(auth.offered_providers(request).await))
        }
        Outside::Provider => {
            let (location, cookies) = auth.begin_at_provider(request, form.text("provider")).await?;
            let p = Frame::outside(t, fl!(t, "provider-title"), Some(slug(request)));
            Ok(Reply::page(&ProviderPage { p, location })?.with_cookies(cookies))
        }
        Outside::Enter => enter((auth, t), (request, form)).await,
        Outside::Invitation => Reply::page(&InvitationPage::of(t, slug(request), (form, Problems::default()))),
        Outside::Accept => accept((auth, t), (request, form)).await,
        Outside::Party(asked) => party::answer((auth, t), asked, (request, form)).await,
        Outside::Nothing => Err(Trouble::not_found()),
        Outside::SignOut => {
            let home = format!("/t/{}/sign-in?left=yes", slug(request));
            match auth.leave(request).await {
                Ok(cookies) => Ok(Reply::go_to(home).with_cookies(cookies)),
                Err(refusal) if refusal.status == StatusCode::UNAUTHORIZED => Ok(Reply::go_to(home)),
                Err(refusal) => Err(refusal.into()),
            }
        }
    }
}

fn slug(request: &Request) -> &str {
    request.raw_path_param("tenant").unwrap_or_default()
}

/// Whether this is the short name of an office, whether there is one or not.
fn is_slug(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn choose_office(t: &'static Words, form: &Form) -> Answered {
    let office = form.text("office").trim().to_lowercase();
    if is_slug(&office) {
        return Ok(Reply::go_to(format!("/t/{office}")));
    }
    let problems = Problems::one("office", fl!(t, "wrong-office"));
    Reply::with_status(StatusCode::UNPROCESSABLE_ENTITY, &StartPage::of(t, (form, &problems)))
}

fn choose_language(form: &Form) -> Reply {
    let language = Language::from_code(form.text("language")).unwrap_or(Language::Dutch);
    let next = own_path(form.text("next")).unwrap_or("/");
    Reply::go_to(next).with_cookies(vec![language.cookie()])
}

/// A path of ours: from the root, and to no other host; with what says which page it is, where there are several.
pub(super) fn own_path(path: &str) -> Option<&str> {
    let rest = path.strip_prefix('/')?;
    let (place, asked) = rest.split_once('?').unwrap_or((rest, ""));
    let word = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let says_which = |pair: &str| match pair.split_once('=') {
        Some(("of" | "after", value)) => value.chars().all(|c| c == '.' || word(c)),
        _ => false,
    };
    let plain = place.chars().all(|c| c == '/' || word(c)) && (asked.is_empty() || asked.split('&').all(says_which));
    (!rest.starts_with('/') && plain).then_some(path)
}

async fn enter((auth, t): (&TenantAuth, &'static Words), (request, form): (&Request, &Form)) -> Answered {
    let shown = PasswordSignIn {
        email: form.text("email").to_owned(),
        password: form.text("password").to_owned(),
        code: form.filled("code"),
        recovery_code: form.filled("recovery_code"),
    };
    let entered = match auth.enter(request, Entry::Password(shown)).await {
        // An office that is not there answers as one that is.
        Err(refusal) if refusal.status == StatusCode::UNAUTHORIZED => {
            let problems = Problems::one("email", fl!(t, "refusal-sign_in_refused"));
            let page = SignInPage::of(t, slug(request), (form, problems));
            return Reply::with_status(StatusCode::UNAUTHORIZED, &page);
        }
        entered => entered?,
    };
    match entered {
        Entered::In(cookies) => {
            let home = format!("/t/{}", slug(request));
            // An office of which the name begins with this one's is another office.
            let within = |next: &&str| {
                next.strip_prefix(&home)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            let next = own_path(form.text("next")).filter(within);
            Ok(Reply::go_to(next.unwrap_or(&home)).with_cookies(cookies))
        }
        Entered::Refused(refusals) => {
            let mut problems = Problems::of(t, &refusals);
            if refusals.first().code == RefusalCode::SignInRefused {
                problems = Problems::one("email", fl!(t, "refusal-sign_in_refused"));
            }
            let status = match refusals.first().code {
                RefusalCode::SlowDown => StatusCode::TOO_MANY_REQUESTS,
                _ => StatusCode::UNAUTHORIZED,
            };
            let page = SignInPage::of(t, slug(request), (form, problems));
            Reply::with_status(status, &page.offering(auth.offered_providers(request).await))
        }
    }
}

async fn accept((auth, t): (&TenantAuth, &'static Words), (request, form): (&Request, &Form)) -> Answered {
    let entry = Entry::Invitation(
        form.text("invitation").trim().to_owned(),
        form.text("password").to_owned(),
    );
    let again = |problems| {
        let page = InvitationPage::of(t, slug(request), (form, problems));
        Reply::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page)
    };
    let entered = match auth.enter(request, entry).await {
        Err(refusal) if refusal.status == StatusCode::UNAUTHORIZED => {
            return again(Problems::one("invitation", fl!(t, "wrong-invitation")));
        }
        entered => entered?,
    };
    match entered {
        Entered::In(cookies) => Ok(Reply::go_to(format!("/t/{}", slug(request))).with_cookies(cookies)),
        Entered::Refused(refusals) if refusals.first().code == RefusalCode::NotFound => {
            again(Problems::one("invitation", fl!(t, "wrong-invitation")))
        }
        Entered::Refused(refusals) => again(Problems::of(t, &refusals)),
    }
}

impl StartPage {
    pub(super) fn of(t: &'static Words, (form, problems): (&Form, &Problems)) -> Self {
        let fields = Fields { t, form, problems };
        Self {
            p: Frame::outside(t, fl!(t, "start-title"), None),
            office: fields
                .line("office", fl!(t, "start-office"))
                .hint(fl!(t, "start-office-hint")),
        }
    }
}

impl SignInPage {
    pub(super) fn of(t: &'static Words, slug: &str, (form, problems): (&Form, Problems)) -> Self {
        let fields = Fields {
            t,
            form,
            problems: &problems,
        };
        let email = fields.email("email", fl!(t, "sign-in-name")).autocomplete("username");
        let password = fields.password("password", fl!(t, "sign-in-password"));
        let code = fields
            .optional(fields.code("code", fl!(t, "sign-in-code")))
            .autocomplete("one-time-code");
        let recovery = fields.optional(fields.code("recovery_code", fl!(t, "sign-in-recovery")));
        Self {
            p: Frame::outside(t, fl!(t, "sign-in-title"), Some(slug)),
            next: own_path(form.text("next")).unwrap_or_default().to_owned(),
            fields: vec![email, password.autocomplete("current-password")],
            codes: vec![code, recovery.hint(fl!(t, "sign-in-recovery-hint"))],
            codes_open: problems.with("code").is_some() || form.filled("code").is_some(),
            signed_out: form.ticked("left"),
            problems,
            providers: Vec::new(),
        }
    }

    /// With where else one can sign in.
    fn offering(self, providers: Vec<OfferedProvider>) -> Self {
        Self { providers, ..self }
    }

    /// Where the door is, for passkeys.
    fn door(&self) -> String {
        format!("{}/auth", self.p.home())
    }
}

impl InvitationPage {
    pub(super) fn of(t: &'static Words, slug: &str, (form, problems): (&Form, Problems)) -> Self {
        let fields = Fields {
            t,
            form,
            problems: &problems,
        };
        let password = fields.password("password", fl!(t, "invitation-password"));
        Self {
            p: Frame::outside(t, fl!(t, "invitation-title"), Some(slug)),
            code: form.text("invitation").to_owned(),
            password: password
                .hint(fl!(t, "invitation-password-hint"))
                .autocomplete("new-password"),
            problems,
        }
    }

    fn wrong_code(&self) -> &str {
        self.problems.with("invitation").unwrap_or_default()
    }
}

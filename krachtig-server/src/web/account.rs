//! One's own account: password, an app for codes, passkeys, sessions and access tokens.
//!
//! Who has an account does not belong here: see [`super::office`].

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::id::{PasskeyId, ProviderLinkId, SessionId, TokenId};
use krachtig_core::domain::identity::{Passkey, Session};
use krachtig_core::domain::refusal::{RefusalCode, Refusals};
use krachtig_core::domain::token::{Token, TokenScope};
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::{Action, ChangePassword, Ctx, Failure, IssueToken, LinkedProvider, Outcome};
use poem::Request;
use poem::http::StatusCode;

use super::draw::{Svg, code};
use super::field::{Field, Fields};
use super::form::{Form, Problems, Reading};
use super::frame::Frame;
use super::outside::ProviderPage;
use super::reply::{Answered, Reply, Trouble};
use super::visit::Visit;
use crate::auth::{Entered, Linking, OfferedProvider, TenantAuth};

/// What is asked for at the account's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Account {
    Show,
    Password,
    OfferApp,
    ConfirmApp,
    RemoveApp,
    RenewCodes,
    RemovePasskey,
    EndSession,
    EndOthers,
    IssueToken,
    RevokeToken,
    LinkProvider,
    UnlinkProvider,
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    p: Frame,
    /// What was refused, and whether signing in again helps.
    problems: Problems,
    again: bool,
    email: String,
    password: Vec<Field>,
    app: bool,
    passkeys: Vec<Kept>,
    sessions: Vec<Kept>,
    tokens: Vec<Kept>,
    token: Vec<Field>,
    /// Whether programs can be let in with tokens.
    has_tokens: bool,
    /// Accounts at identity providers that are linked, and providers of which one can be.
    linked: Vec<Kept>,
    providers: Vec<OfferedProvider>,
}

/// Something of the account that can be taken away.
struct Kept {
    id: String,
    title: String,
    about: String,
    /// It is what one is using now.
    current: bool,
}

#[derive(Template)]
#[template(path = "account-app.html")]
struct AppPage {
    p: Frame,
    /// The key in groups that are easy to type over, as it is, and as the picture has it.
    secret: String,
    raw: String,
    uri: String,
    picture: Svg,
    code: Field,
    problems: Problems,
}

/// What is told once and kept nowhere: recovery codes, or a token's secret.
#[derive(Template)]
#[template(path = "account-told.html")]
struct ToldPage {
    p: Frame,
    about: String,
    lines: Vec<String>,
}

/// Who asks, by which door, with which request.
type Here<'a> = (&'a TenantAuth, &'a Visit, &'a Request);

/// Answers what is asked for at the account's page.
pub(super) async fn answer(here: Here<'_>, asked: Account, form: &Form) -> Answered {
    let (auth, visit, request) = here;
    let (ctx, session) = auth.own_session(request).await?;
    let services = &visit.services;
    let did = |what: &str| Ok(Reply::go_to(format!("{}/account?done={what}", visit.home())));
    let outcome: Outcome<&str> = match asked {
        Account::Show => return show((visit, &ctx, &session), (form, Problems::default()), StatusCode::OK).await,
        Account::Password => return password(here, (&ctx, &session), form).await,
        Account::IssueToken => return issue((visit, &ctx, &session), form).await,
        Account::OfferApp => match services.offer_totp(&ctx, &session).await {
            Ok(offered) => {
                let app = (offered.secret.as_str(), offered.uri.as_str());
                return app_page(visit, app, (form, Problems::default()));
            }
            Err(failure) => Err(failure),
        },
        Account::ConfirmApp => match services.confirm_totp(&ctx, &session, form.text("code").trim()).await {
            Ok(codes) => return told(visit, fl!(visit.t, "codes-about"), codes),
            Err(Failure::Refused(refusals)) if refusals.first().code == RefusalCode::WrongCode => {
                // The secret that was offered is offered again, for it is kept nowhere but in the app and in the form.
                let problems = Problems::one("code", fl!(visit.t, "refusal-wrong_code"));
                let app = (form.text("secret"), form.text("uri"));
                return app_page(visit, app, (form, problems));
            }
            Err(failure) => Err(failure),
        },
        Account::RemoveApp => services.remove_totp(&ctx, &session).await.map(|()| "app-removed"),
        Account::RenewCodes => match services.renew_recovery_codes(&ctx, &session).await {
            Ok(codes) => return told(visit, fl!(visit.t, "codes-about"), codes),
            Err(failure) => Err(failure),
        },
        Account::RemovePasskey => {
            let id = named::<PasskeyId>(form)?;
            let removed = services.remove_passkey(&ctx, &session, id).await;
            removed.map(|()| "passkey-removed")
        }
        Account::EndSession => {
            let id = named::<SessionId>(form)?;
            services.end_own_session(&ctx, id).await.map(|()| "session-ended")
        }
        Account::EndOthers => {
            let ended = services.end_own_sessions(&ctx, Some(session.id)).await;
            ended.map(|()| "sessions-ended")
        }
        Account::LinkProvider => return link(here, (&ctx, &session), form).await,
        Account::UnlinkProvider => {
            let id = named::<ProviderLinkId>(form)?;
            let removed = services.unlink_provider(&ctx, &session, id).await;
            removed.map(|()| "provider-unlinked")
        }
        Account::RevokeToken => {
            let id = named::<TokenId>(form)?;
            services.revoke_token(&ctx, id).await.map(|_| "token-revoked")
        }
    };
    auth.forget_session(request, &ctx);
    match outcome {
        Ok(what) => did(what),
        Err(failure) => refused((visit, &ctx, &session), form, failure).await,
    }
}

/// What a form of the account names.
fn named<I: std::str::FromStr>(form: &Form) -> Result<I, Trouble> {
    form.text("of").parse().map_err(|_| Trouble::not_found())
}

type Own<'a> = (&'a Visit, &'a Ctx, &'a Session);

async fn refused(own: Own<'_>, form: &Form, failure: Failure) -> Answered {
    let refusals: Refusals = super::write::refused(failure)?;
    let problems = Problems::of(own.0.t, &refusals);
    show(own, (form, problems), StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn password((auth, visit, request): Here<'_>, own: (&Ctx, &Session), form: &Form) -> Answered {
    let order = ChangePassword {
        current: form.filled("current"),
        new: form.text("new").to_owned(),
    };
    match auth.change_password(request, order).await? {
        Entered::In(cookies) => {
            let done = format!("{}/account?done=password", visit.home());
            Ok(Reply::go_to(done).with_cookies(cookies))
        }
        Entered::Refused(refusals) => {
            let mut problems = Problems::of(visit.t, &refusals);
            if refusals.first().code == RefusalCode::SignInRefused {
                problems = Problems::one("current", fl!(visit.t, "wrong-password"));
            }
            let problems = problems.moved(|field| (field == "password").then(|| "new".to_owned()));
            show(
                (visit, own.0, own.1),
                (form, problems),
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await
        }
    }
}

/// Begins to link an account at an identity provider: the browser goes there, and comes back signed in with it.
async fn link((auth, visit, request): Here<'_>, own: (&Ctx, &Session), form: &Form) -> Answered {
    let t = visit.t;
    match auth.begin_to_link(request, form.text("provider")).await? {
        Linking::At(location, cookies) => {
            let p = visit.frame(fl!(t, "provider-title"), None);
            Ok(Reply::page(&ProviderPage { p, location })?.with_cookies(cookies))
        }
        Linking::SignInAgain => {
            let problems = Problems::one("", fl!(t, "refusal-sign_in_again"));
            let own = (visit, own.0, own.1);
            show(own, (form, problems), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn issue(own: Own<'_>, form: &Form) -> Answered {
    let (visit, ctx, session) = own;
    let mut reading = Reading::new(form, visit.t);
    let days = i64::from(reading.number("days"));
    let scopes: Vec<TokenScope> = form.all("scopes").filter_map(TokenScope::from_code).collect();
    let cmd = reading.done(Some(IssueToken {
        member_id: session.member_id,
        label: form.text("label").to_owned(),
        days,
        scopes,
    }));
    let cmd = match cmd {
        Ok(cmd) => cmd,
        Err(problems) => return show(own, (form, problems), StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    match visit.services.issue_token(ctx, cmd).await {
        Ok(issued) => told(visit, fl!(visit.t, "token-about"), vec![issued.secret]),
        Err(failure) => refused(own, form, failure).await,
    }
}

fn told(visit: &Visit, about: String, lines: Vec<String>) -> Answered {
    Reply::page(&ToldPage {
        p: visit.frame(fl!(visit.t, "account"), None),
        about,
        lines,
    })
}

fn app_page(visit: &Visit, (secret, uri): (&str, &str), (form, problems): (&Form, Problems)) -> Answered {
    let t = visit.t;
    let fields = Fields {
        t,
        form,
        problems: &problems,
    };
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let page = AppPage {
        p: visit.frame(fl!(t, "app-title"), None),
        secret: secret
            .as_bytes()
            .chunks(4)
            .map(|four| String::from_utf8_lossy(four).into_owned())
            .collect::<Vec<_>>()
            .join(" "),
        raw: secret.to_owned(),
        uri: uri.to_owned(),
        picture: code(uri),
        code: fields
            .code("code", fl!(t, "sign-in-code"))
            .autocomplete("one-time-code"),
        problems: problems.clone(),
    };
    Reply::with_status(status, &page)
}

async fn show((visit, ctx, session): Own<'_>, (form, problems): (&Form, Problems), status: StatusCode) -> Answered {
    let (t, services) = (visit.t, &visit.services);
    let again = problems.iter().any(|(_, text)| text == fl!(t, "refusal-sign_in_again"));
    let fields = Fields {
        t,
        form,
        problems: &problems,
    };
    let scopes = TokenScope::ALL
        .iter()
        .map(|scope| (scope.code().to_owned(), t.word(*scope)));
    let days = [30, 90, 365].map(|days: i32| (days.to_string(), fl!(t, "days", count = days)));
    let has_tokens = visit.may(Action::IssueToken);
    let tokens = if has_tokens {
        services.own_tokens(ctx).await?
    } else {
        Vec::new()
    };
    let linked = services.own_provider_links(ctx).await?;
    let current = fields.password("current", fl!(t, "password-current"));
    let new = fields.password("new", fl!(t, "invitation-password"));
    let page = AccountPage {
        p: visit.frame(fl!(t, "account"), None),
        again,
        email: visit.me.email.to_string(),
        password: vec![
            current.autocomplete("current-password"),
            new.hint(fl!(t, "invitation-password-hint"))
                .autocomplete("new-password"),
        ],
        app: services.has_totp(ctx, session).await?,
        passkeys: services
            .own_passkeys(ctx)
            .await?
            .iter()
            .map(|one| passkey(visit, one))
            .collect(),
        sessions: services
            .own_sessions(ctx)
            .await?
            .iter()
            .map(|one| session_row(visit, (one, session)))
            .collect(),
        has_tokens,
        linked: linked.iter().map(|one| provider_link(visit, one)).collect(),
        providers: offered((visit, ctx), &linked).await?,
        tokens: tokens.iter().map(|one| token(visit, one)).collect(),
        token: vec![
            fields.line("label", fl!(t, "token-label")),
            fields.boxes(("scopes", fl!(t, "token-scopes")), scopes),
            fields.select_of(("days", fl!(t, "token-days")), days),
        ],
        problems: problems.clone(),
    };
    Reply::with_status(status, &page)
}

fn passkey(visit: &Visit, one: &Passkey) -> Kept {
    Kept {
        id: one.id.to_string(),
        title: one.label.to_string(),
        about: fl!(visit.t, "added-on", day = visit.t.format.day(one.added_on)),
        current: false,
    }
}

fn provider_link(visit: &Visit, one: &LinkedProvider) -> Kept {
    let on = visit.t.format.day(one.link.id.made_at().date());
    Kept {
        id: one.link.id.to_string(),
        title: one.provider.name.to_string(),
        about: fl!(visit.t, "provider-linked-on", day = on),
        current: false,
    }
}

/// The providers at which one has no account linked yet. Nobody of a family signs in at one.
async fn offered((visit, ctx): (&Visit, &Ctx), linked: &[LinkedProvider]) -> Result<Vec<OfferedProvider>, Trouble> {
    if visit.me.is_of_family() {
        return Ok(Vec::new());
    }
    let all = visit.services.identity_providers(&ctx.store).await?;
    let free = all
        .into_iter()
        .filter(|one| linked.iter().all(|link| link.provider.id != one.id));
    Ok(free.map(|one| (one.id.to_string(), one.name.to_string())).collect())
}

fn session_row(visit: &Visit, (one, current): (&Session, &Session)) -> Kept {
    let t = visit.t;
    Kept {
        id: one.id.to_string(),
        title: t.word(one.method),
        about: fl!(
            t,
            "session-about",
            began = t.format.moment(one.began_at),
            seen = t.format.moment(one.seen_at)
        ),
        current: one.id == current.id,
    }
}

fn token(visit: &Visit, one: &Token) -> Kept {
    let t = visit.t;
    let scopes: Vec<String> = one.scopes.iter().map(|scope| t.word(*scope)).collect();
    let until = fl!(t, "until", day = t.format.day(one.expires_on));
    Kept {
        id: one.id.to_string(),
        title: one.label.to_string(),
        about: format!("{} · {until}", scopes.join(", ")),
        current: false,
    }
}

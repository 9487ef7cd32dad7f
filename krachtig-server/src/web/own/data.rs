//! Who looked at the own data, what one can take along, and ending the login.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::family_login::FamilyLogin;
use krachtig_core::domain::vocabulary::{Role, Vocabulary};
use krachtig_core::service::OwnAccess;

use super::super::form::Form;
use super::super::frame::Frame;
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::{Place, Visit};
use super::super::write::act;

/// How many lines of who looked are shown. All of them are in what one takes along.
const SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "own/data.html")]
struct DataPage {
    p: Frame,
    looked: Vec<LookShown>,
    more: bool,
    /// What the person did.
    mine: Vec<LookShown>,
    login: (String, String),
}

struct LookShown {
    when: String,
    who: String,
    what: String,
    why: String,
}

pub(super) async fn show(visit: &Visit) -> Answered {
    let t = visit.t;
    let login = visit.services.open_own_plan(&visit.ctx).await?.login;
    let lines = visit.services.read_own_access(&visit.ctx, SHOWN + 1).await?;
    let (mine, looked): (Vec<OwnAccess>, Vec<OwnAccess>) = lines.into_iter().partition(|line| line.by_me);
    Reply::page(&DataPage {
        p: visit.frame(fl!(t, "own-data"), Some(Place::OwnData)),
        more: looked.len() > SHOWN,
        looked: looked.iter().take(SHOWN).map(|line| look(visit, line)).collect(),
        mine: mine.iter().take(SHOWN).map(|line| look(visit, line)).collect(),
        login: (login.id.to_string(), login.version.get().to_string()),
    })
}

fn look(visit: &Visit, line: &OwnAccess) -> LookShown {
    let t = visit.t;
    let who = match (line.by_me, Role::from_code(&line.role)) {
        (true, _) => fl!(t, "party-you"),
        (false, Some(role)) => t.word(role),
        (false, None) if line.role == "party" => fl!(t, "own-by-party"),
        (false, None) => fl!(t, "own-by-operator"),
    };
    LookShown {
        when: t.format.moment(line.at),
        who,
        what: t.word(line.event),
        why: line.purpose.map(|purpose| t.word(purpose)).unwrap_or_default(),
    }
}

pub(super) async fn read(visit: &Visit) -> Answered {
    let taken = visit.services.export_own_data(&visit.ctx).await?;
    Ok(Reply::kept(
        (taken.page, "text/html; charset=utf-8"),
        "mijn-gegevens.html",
    ))
}

pub(super) async fn take(visit: &Visit) -> Answered {
    let taken = visit.services.export_own_data(&visit.ctx).await?;
    Ok(Reply::kept(
        (taken.document.to_string(), "application/json"),
        "mijn-gegevens.json",
    ))
}

pub(super) async fn end(visit: &Visit, form: &Form) -> Answered {
    let cmd = act::<FamilyLogin>(form).map_err(|_| Trouble::not_found())?;
    visit.services.end_own_login(&visit.ctx, cmd).await?;
    Ok(Reply::go_to(format!("{}/sign-in", visit.home())))
}

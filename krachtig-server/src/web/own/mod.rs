//! The pages of a person of a family who signed in: the own plan, consents, story and data.
//!
//! Each form makes one call to a service, which knows whose plan it is by the login alone: no address and no form says it.

mod consents;
mod data;
mod plan;
mod story;

use krachtig_core::service::{Failure, Outcome, SeenPlan};
use poem::http::StatusCode;

use super::form::{Form, Problems};
use super::reply::{Answered, Reply};
use super::visit::Visit;
use super::write::Wrong;

/// What such a person asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Own {
    /// The plan.
    Plan,
    /// Saying something about it.
    Comment,
    /// Signing it.
    Sign,
    /// Adding an action.
    Add,
    /// Saying that an action is done.
    Finish,
    /// The consents.
    Consents,
    /// Giving one.
    Give,
    /// Withdrawing one.
    Withdraw,
    /// The story.
    Story,
    /// Approving a version.
    Approve,
    /// Taking an approval back.
    Disapprove,
    /// Who looked, and what one can take along.
    Data,
    /// The data as a page to read and to print.
    Read,
    /// The data as a file for programs.
    Take,
    /// Ending the login.
    End,
}

impl Own {
    /// Where each is asked for.
    pub(super) const ROUTES: &[(&'static str, &'static str, Self)] = &[
        ("GET", "/t/:tenant/my", Self::Plan),
        ("POST", "/t/:tenant/my/comment", Self::Comment),
        ("POST", "/t/:tenant/my/sign", Self::Sign),
        ("POST", "/t/:tenant/my/actions/add", Self::Add),
        ("POST", "/t/:tenant/my/actions/finish", Self::Finish),
        ("GET", "/t/:tenant/my/consents", Self::Consents),
        ("POST", "/t/:tenant/my/consents/give", Self::Give),
        ("POST", "/t/:tenant/my/consents/withdraw", Self::Withdraw),
        ("GET", "/t/:tenant/my/story", Self::Story),
        ("POST", "/t/:tenant/my/story/approve", Self::Approve),
        ("POST", "/t/:tenant/my/story/withdraw", Self::Disapprove),
        ("GET", "/t/:tenant/my/data", Self::Data),
        ("POST", "/t/:tenant/my/data/read", Self::Read),
        ("POST", "/t/:tenant/my/data/take", Self::Take),
        ("POST", "/t/:tenant/my/data/end", Self::End),
    ];

    /// What is said once it is done: `done-` before it is the key of the text.
    fn done(self) -> &'static str {
        match self {
            Self::Comment => "own-comment",
            Self::Sign => "own-sign",
            Self::Add => "own-add",
            Self::Finish => "own-finish",
            Self::Give => "own-give",
            Self::Withdraw => "own-withdraw",
            Self::Approve => "own-approve",
            Self::Disapprove => "own-disapprove",
            _ => "own-plan",
        }
    }

    /// The page that it is done on.
    fn at(self) -> &'static str {
        match self {
            Self::Consents | Self::Give | Self::Withdraw => "/my/consents",
            Self::Story | Self::Approve | Self::Disapprove => "/my/story",
            Self::Data | Self::Read | Self::Take | Self::End => "/my/data",
            _ => "/my",
        }
    }
}

/// Where a person of a family begins.
pub(super) fn home(visit: &Visit) -> Reply {
    Reply::go_to(format!("{}/my", visit.home()))
}

pub(super) async fn answer(visit: &Visit, asked: Own, form: &Form) -> Answered {
    let sent = match asked {
        Own::Plan | Own::Consents | Own::Story => {
            let seen = visit.services.open_own_plan(&visit.ctx).await?;
            return page(visit, asked, (&seen, form, Problems::default()));
        }
        Own::Data => return data::show(visit).await,
        Own::Read => return data::read(visit).await,
        Own::Take => return data::take(visit).await,
        Own::End => return data::end(visit, form).await,
        Own::Comment => plan::comment(visit, form).await,
        Own::Sign => plan::sign(visit, form).await,
        Own::Add => plan::add(visit, form).await,
        Own::Finish => plan::finish(visit, form).await,
        Own::Give => consents::give(visit, form).await,
        Own::Withdraw => consents::withdraw(visit, form).await,
        Own::Approve => story::approve(visit, form).await,
        Own::Disapprove => story::withdraw(visit, form).await,
    };
    let problems = match sent {
        Ok(_) => {
            let back = format!("{}{}?done={}", visit.home(), asked.at(), asked.done());
            return Ok(Reply::go_to(back));
        }
        Err(Wrong::Gone(trouble)) => return Err(trouble),
        Err(Wrong::Form(problems)) => problems,
        Err(Wrong::Failed(failure)) => Problems::of(visit.t, &super::write::refused(failure)?),
    };
    let seen = visit.services.open_own_plan(&visit.ctx).await?;
    page(visit, asked, (&seen, form, problems))
}

/// The page on which something is shown or was sent, with what is wrong with it.
fn page(visit: &Visit, asked: Own, shown: (&SeenPlan, &Form, Problems)) -> Answered {
    match asked.at() {
        "/my/consents" => consents::page(visit, shown),
        "/my/story" => story::page(visit, shown),
        _ => plan::page(visit, asked, shown),
    }
}

/// What came of sending a form.
type Sent = Result<SeenPlan, Wrong>;

fn sent(outcome: Outcome<SeenPlan>) -> Sent {
    outcome.map_err(|failure: Failure| Wrong::Failed(failure))
}

/// How a page is answered on which something may be wrong.
fn status(problems: &Problems) -> StatusCode {
    if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    }
}

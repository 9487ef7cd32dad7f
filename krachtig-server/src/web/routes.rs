//! The table of pages: what is asked for by which method at which path.

use super::dossier::Tab;
use super::outside::Outside;
use super::party::Party;
use super::queue::Verdict;
use super::write::Write;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// What anybody may ask for.
    Outside(Outside),
    /// What waits for whoever is signed in.
    Work,
    /// The list of families, or a search in it.
    Families,
    /// A tab of a dossier.
    Dossier(Tab),
    /// A form.
    Show(Write),
    /// A form that was filled in.
    Send(Write),
    /// Requests for money that wait.
    Queue,
    /// What somebody decided on one.
    Decide(Verdict),
    /// The office, for who leads it.
    Office,
    /// A review of a broken glass.
    ReviewGlass,
}

/// Every page and every form that is sent, in one place.
pub(super) const ROUTES: &[(&str, &str, Asked)] = &[
    ("GET", "/", Asked::Outside(Outside::Start)),
    ("POST", "/office", Asked::Outside(Outside::ChooseOffice)),
    ("GET", "/assets/:hash/:file", Asked::Outside(Outside::File)),
    ("POST", "/language", Asked::Outside(Outside::ChooseLanguage)),
    ("GET", "/t/:tenant/sign-in", Asked::Outside(Outside::SignIn)),
    ("POST", "/t/:tenant/sign-in/enter", Asked::Outside(Outside::Enter)),
    ("GET", "/t/:tenant/invitation", Asked::Outside(Outside::Invitation)),
    ("POST", "/t/:tenant/invitation/accept", Asked::Outside(Outside::Accept)),
    ("POST", "/t/:tenant/sign-out", Asked::Outside(Outside::SignOut)),
    (
        "GET",
        "/t/:tenant/referral",
        Asked::Outside(Outside::Party(Party::Link)),
    ),
    (
        "POST",
        "/t/:tenant/referral/open",
        Asked::Outside(Outside::Party(Party::Open)),
    ),
    (
        "POST",
        "/t/:tenant/referral/accept",
        Asked::Outside(Outside::Party(Party::Accept)),
    ),
    (
        "POST",
        "/t/:tenant/referral/decline",
        Asked::Outside(Outside::Party(Party::Decline)),
    ),
    (
        "POST",
        "/t/:tenant/referral/write",
        Asked::Outside(Outside::Party(Party::Write)),
    ),
    (
        "POST",
        "/t/:tenant/referral/report",
        Asked::Outside(Outside::Party(Party::Report)),
    ),
    ("GET", "/t/:tenant", Asked::Work),
    ("GET", "/t/:tenant/families", Asked::Families),
    ("POST", "/t/:tenant/families/search", Asked::Families),
    ("GET", "/t/:tenant/dossiers/:id", Asked::Dossier(Tab::Overview)),
    ("GET", "/t/:tenant/dossiers/:id/people", Asked::Dossier(Tab::People)),
    ("GET", "/t/:tenant/dossiers/:id/needs", Asked::Dossier(Tab::Needs)),
    ("GET", "/t/:tenant/dossiers/:id/plan", Asked::Dossier(Tab::Plan)),
    ("GET", "/t/:tenant/dossiers/:id/budget", Asked::Dossier(Tab::Budget)),
    ("GET", "/t/:tenant/dossiers/:id/partners", Asked::Dossier(Tab::Partners)),
    ("GET", "/t/:tenant/dossiers/:id/story", Asked::Dossier(Tab::Story)),
    ("GET", "/t/:tenant/dossiers/:id/timeline", Asked::Dossier(Tab::Timeline)),
    ("GET", "/t/:tenant/families/new", Asked::Show(Write::Register)),
    ("POST", "/t/:tenant/families/register", Asked::Send(Write::Register)),
    ("GET", "/t/:tenant/dossiers/:id/family/edit", Asked::Show(Write::Family)),
    (
        "POST",
        "/t/:tenant/dossiers/:id/family/change",
        Asked::Send(Write::Family),
    ),
    ("GET", "/t/:tenant/dossiers/:id/people/new", Asked::Show(Write::Person)),
    ("POST", "/t/:tenant/dossiers/:id/people/add", Asked::Send(Write::Person)),
    (
        "GET",
        "/t/:tenant/dossiers/:id/consents/new",
        Asked::Show(Write::Consent),
    ),
    (
        "POST",
        "/t/:tenant/dossiers/:id/consents/give",
        Asked::Send(Write::Consent),
    ),
    (
        "GET",
        "/t/:tenant/dossiers/:id/introductions/new",
        Asked::Show(Write::Introduction),
    ),
    (
        "POST",
        "/t/:tenant/dossiers/:id/introductions/record",
        Asked::Send(Write::Introduction),
    ),
    ("GET", "/t/:tenant/dossiers/:id/team/new", Asked::Show(Write::Assign)),
    (
        "POST",
        "/t/:tenant/dossiers/:id/team/assign",
        Asked::Send(Write::Assign),
    ),
    ("GET", "/t/:tenant/dossiers/:id/talks/new", Asked::Show(Write::Talk)),
    ("POST", "/t/:tenant/dossiers/:id/talks/record", Asked::Send(Write::Talk)),
    ("GET", "/t/:tenant/dossiers/:id/needs/new", Asked::Show(Write::Mapping)),
    (
        "POST",
        "/t/:tenant/dossiers/:id/needs/record",
        Asked::Send(Write::Mapping),
    ),
    ("GET", "/t/:tenant/dossiers/:id/goals/new", Asked::Show(Write::Goal)),
    ("POST", "/t/:tenant/dossiers/:id/goals/set", Asked::Send(Write::Goal)),
    ("GET", "/t/:tenant/dossiers/:id/actions/new", Asked::Show(Write::Action)),
    (
        "POST",
        "/t/:tenant/dossiers/:id/actions/plan",
        Asked::Send(Write::Action),
    ),
    ("POST", "/t/:tenant/dossiers/:id/actions/tick", Asked::Send(Write::Tick)),
    ("GET", "/t/:tenant/dossiers/:id/time/new", Asked::Show(Write::Time)),
    ("POST", "/t/:tenant/dossiers/:id/time/record", Asked::Send(Write::Time)),
    (
        "GET",
        "/t/:tenant/dossiers/:id/connections/new",
        Asked::Show(Write::Connection),
    ),
    (
        "POST",
        "/t/:tenant/dossiers/:id/connections/record",
        Asked::Send(Write::Connection),
    ),
    (
        "GET",
        "/t/:tenant/dossiers/:id/learning/new",
        Asked::Show(Write::Learning),
    ),
    (
        "POST",
        "/t/:tenant/dossiers/:id/learning/record",
        Asked::Send(Write::Learning),
    ),
    ("GET", "/t/:tenant/dossiers/:id/budget/new", Asked::Show(Write::Request)),
    (
        "POST",
        "/t/:tenant/dossiers/:id/budget/request",
        Asked::Send(Write::Request),
    ),
    ("GET", "/t/:tenant/budget", Asked::Queue),
    ("POST", "/t/:tenant/budget/approve", Asked::Decide(Verdict::Approve)),
    ("POST", "/t/:tenant/budget/refuse", Asked::Decide(Verdict::Refuse)),
    ("GET", "/t/:tenant/office", Asked::Office),
    ("POST", "/t/:tenant/office/review", Asked::ReviewGlass),
    ("GET", "/t/:tenant/*path", Asked::Outside(Outside::Nothing)),
];

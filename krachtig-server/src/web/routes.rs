//! The table of pages: what is asked for by which method at which path.

use krachtig_core::domain::attachment::Rendition;

use super::account::Account;
use super::dossier::Tab;
use super::office::Duty;
use super::outside::Outside;
use super::own::Own;
use super::party::Party;
use super::queue::Verdict;
use super::rules::Rules;
use super::taking::Taken;
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
    /// A form about a dossier.
    Show(Write),
    /// A form about a dossier that was filled in.
    Send(Write),
    /// The form in which a family is registered.
    ShowRegister,
    /// The same, filled in.
    Register,
    /// The form in which needs and strengths are mapped.
    ShowMapping,
    /// The same, filled in.
    Mapping,
    /// The tick that an action is done.
    Tick,
    /// Requests for money that wait.
    Queue,
    /// What somebody decided on one.
    Decide(Verdict),
    /// The office, for who leads it.
    Office,
    /// A review of a broken glass.
    ReviewGlass,
    /// A form of the office.
    ShowDuty(Duty),
    /// A form of the office that was filled in.
    SendDuty(Duty),
    /// The directory of the local network.
    Directory,
    /// The desk of whoever decides on money.
    Desk,
    /// Open families, and who works with them.
    Assigning,
    /// Families that were chosen for something to be done to each.
    AssignMany,
    /// Who has an account.
    Members,
    /// Figures of closed quarters.
    Figures,
    /// How long dossiers are kept, and what is due.
    Retention,
    /// The dossier of a family.
    Family,
    /// One's own account.
    Account(Account),
    /// The pages of a person of a family.
    Own(Own),
    /// The report of a family, for an audience.
    Report,
    /// The same as a file.
    #[cfg(feature = "pdf")]
    ReportFile,
    /// A list as a file.
    Taken(Taken),
    /// The closing of a quarter.
    Quarter,
    /// The office's own figures, as they are now.
    LiveFigures,
    /// The form in which a file is added to a record.
    ShowAttach,
    /// The same, filled in.
    Attach,
    /// A file of a record.
    Attached(Rendition),
    /// The pages of a region's rules.
    Rules(Rules),
    /// A destruction.
    Destruction,
    /// The certificate of one, as a file.
    Certificate,
    /// The ways of a family through the process.
    Trajectories,
    /// Who looked at a dossier.
    Looked,
    /// The instruments of the office.
    Instruments,
    /// The form in which one searches.
    ShowSearch,
    /// What was found by it.
    Search,
    /// What one is told to look at.
    Notices,
    /// That it was seen.
    SeeNotices,
    /// Something for several families at once, of which one was sure.
    Bulk,
    /// What was done a moment ago is taken back.
    Undo,
    /// What a new office does first.
    FirstSteps,
}

/// Every page and every form: those of this file, and two for each form, where it is shown and sent.
pub(super) fn all() -> impl Iterator<Item = (&'static str, &'static str, Asked)> {
    let forms = Write::ALL.iter().flat_map(|write| {
        let (shown, sent) = write.routes();
        [("GET", shown, Asked::Show(*write)), ("POST", sent, Asked::Send(*write))]
    });
    let duties = Duty::ALL.iter().flat_map(|duty| {
        let (shown, sent) = duty.routes();
        [
            ("GET", shown, Asked::ShowDuty(*duty)),
            ("POST", sent, Asked::SendDuty(*duty)),
        ]
    });
    let own = Own::ROUTES
        .iter()
        .map(|(method, path, own)| (*method, *path, Asked::Own(*own)));
    let rules = Rules::ROUTES
        .iter()
        .map(|(method, path, rules)| (*method, *path, Asked::Rules(*rules)));
    PAGES.iter().copied().chain(forms).chain(duties).chain(own).chain(rules)
}

const PAGES: &[(&str, &str, Asked)] = &[
    ("GET", "/", Asked::Outside(Outside::Start)),
    ("POST", "/office", Asked::Outside(Outside::ChooseOffice)),
    ("GET", "/assets/:hash/:file", Asked::Outside(Outside::File)),
    ("POST", "/language", Asked::Outside(Outside::ChooseLanguage)),
    ("GET", "/t/:tenant/sign-in", Asked::Outside(Outside::SignIn)),
    ("POST", "/t/:tenant/sign-in/enter", Asked::Outside(Outside::Enter)),
    ("POST", "/t/:tenant/sign-in/provider", Asked::Outside(Outside::Provider)),
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
    ("GET", "/t/:tenant/families/new", Asked::ShowRegister),
    ("POST", "/t/:tenant/families/register", Asked::Register),
    ("GET", "/t/:tenant/dossiers/:id/needs/new", Asked::ShowMapping),
    ("POST", "/t/:tenant/dossiers/:id/needs/record", Asked::Mapping),
    ("GET", "/t/:tenant/dossiers/:id/needs/edit", Asked::ShowMapping),
    ("POST", "/t/:tenant/dossiers/:id/needs/change", Asked::Mapping),
    ("POST", "/t/:tenant/dossiers/:id/actions/tick", Asked::Tick),
    ("GET", "/t/:tenant/budget", Asked::Queue),
    ("POST", "/t/:tenant/budget/approve", Asked::Decide(Verdict::Approve)),
    ("POST", "/t/:tenant/budget/refuse", Asked::Decide(Verdict::Refuse)),
    ("GET", "/t/:tenant/office", Asked::Office),
    ("POST", "/t/:tenant/office/review", Asked::ReviewGlass),
    ("GET", "/t/:tenant/office/assign", Asked::Assigning),
    ("POST", "/t/:tenant/office/assign/many", Asked::AssignMany),
    ("GET", "/t/:tenant/directory", Asked::Directory),
    ("GET", "/t/:tenant/budget/desk", Asked::Desk),
    ("GET", "/t/:tenant/members", Asked::Members),
    ("GET", "/t/:tenant/figures", Asked::Figures),
    ("GET", "/t/:tenant/retention", Asked::Retention),
    ("GET", "/t/:tenant/families/of/:id", Asked::Family),
    ("GET", "/t/:tenant/account", Asked::Account(Account::Show)),
    ("POST", "/t/:tenant/account/password", Asked::Account(Account::Password)),
    (
        "POST",
        "/t/:tenant/account/app/offer",
        Asked::Account(Account::OfferApp),
    ),
    (
        "POST",
        "/t/:tenant/account/app/confirm",
        Asked::Account(Account::ConfirmApp),
    ),
    (
        "POST",
        "/t/:tenant/account/app/remove",
        Asked::Account(Account::RemoveApp),
    ),
    ("POST", "/t/:tenant/account/codes", Asked::Account(Account::RenewCodes)),
    (
        "POST",
        "/t/:tenant/account/passkeys/remove",
        Asked::Account(Account::RemovePasskey),
    ),
    (
        "POST",
        "/t/:tenant/account/sessions/end",
        Asked::Account(Account::EndSession),
    ),
    (
        "POST",
        "/t/:tenant/account/sessions/end-others",
        Asked::Account(Account::EndOthers),
    ),
    (
        "POST",
        "/t/:tenant/account/tokens/issue",
        Asked::Account(Account::IssueToken),
    ),
    (
        "POST",
        "/t/:tenant/account/tokens/revoke",
        Asked::Account(Account::RevokeToken),
    ),
    ("GET", "/t/:tenant/dossiers/:id/report", Asked::Report),
    #[cfg(feature = "pdf")]
    ("GET", "/t/:tenant/dossiers/:id/report/pdf", Asked::ReportFile),
    ("POST", "/t/:tenant/families/file", Asked::Taken(Taken::Families)),
    ("GET", "/t/:tenant/directory/file", Asked::Taken(Taken::Directory)),
    ("GET", "/t/:tenant/budget/file", Asked::Taken(Taken::Budget)),
    ("GET", "/t/:tenant/figures/quarter", Asked::Quarter),
    ("GET", "/t/:tenant/figures/live", Asked::LiveFigures),
    ("GET", "/t/:tenant/dossiers/:id/attachments", Asked::Dossier(Tab::Files)),
    ("POST", "/t/:tenant/dossiers/:id/attachments/add", Asked::Attach),
    ("GET", "/t/:tenant/dossiers/:id/attachments/new", Asked::ShowAttach),
    (
        "GET",
        "/t/:tenant/dossiers/:id/attachments/:attachment",
        Asked::Attached(Rendition::Whole),
    ),
    (
        "GET",
        "/t/:tenant/dossiers/:id/attachments/:attachment/preview",
        Asked::Attached(Rendition::Preview),
    ),
    ("GET", "/t/:tenant/retention/destruction", Asked::Destruction),
    ("GET", "/t/:tenant/retention/certificate/file", Asked::Certificate),
    ("GET", "/t/:tenant/dossiers/:id/rights", Asked::Dossier(Tab::Rights)),
    ("GET", "/t/:tenant/dossiers/:id/trajectories", Asked::Trajectories),
    ("GET", "/t/:tenant/dossiers/:id/looked", Asked::Looked),
    ("GET", "/t/:tenant/instruments", Asked::Instruments),
    (
        "POST",
        "/t/:tenant/account/providers/link",
        Asked::Account(Account::LinkProvider),
    ),
    (
        "POST",
        "/t/:tenant/account/providers/remove",
        Asked::Account(Account::UnlinkProvider),
    ),
    ("GET", "/t/:tenant/notices", Asked::Notices),
    ("POST", "/t/:tenant/notices/seen", Asked::SeeNotices),
    ("GET", "/t/:tenant/work/file", Asked::Taken(Taken::Work)),
    ("GET", "/t/:tenant/figures/live/file", Asked::Taken(Taken::Figures)),
    ("GET", "/t/:tenant/search", Asked::ShowSearch),
    ("POST", "/t/:tenant/search/find", Asked::Search),
    ("POST", "/t/:tenant/office/assign/do", Asked::Bulk),
    ("POST", "/t/:tenant/dossiers/:id/undo", Asked::Undo),
    ("GET", "/t/:tenant/first-steps", Asked::FirstSteps),
    ("GET", "/t/:tenant/*path", Asked::Outside(Outside::Nothing)),
];

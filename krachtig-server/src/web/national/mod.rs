//! The pages of readers of releases, and of the statistician who makes them: at `/national`, in no office.
//!
//! What a reader is told, and what a statistician may do, does not belong here: `krachtig_national::reading` and
//! `krachtig_national::making` decide it, as for the schemas. A session stands for a token; see `crate::auth`.

mod caller;
mod catalogue;
mod compare;
mod defining;
mod door;
mod making;
mod releases;
mod tables;

pub use door::routes;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// The page for signing in, and what it sends.
    SignIn,
    Enter,
    SignOut,
    /// The releases.
    Releases,
    /// One of them.
    Release,
    /// Regions beside each other.
    Compare,
    /// An indicator over the releases.
    Trends,
    /// Silo obstacles, and suggestions about them.
    Obstacles,
    /// What is counted.
    Indicators,
    /// Stories of families.
    Stories,
    /// Asking in GraphQL.
    Explorer,
    /// What regions handed in.
    HandIns,
    Accept,
    /// Releases in the making.
    Plans,
    Compute,
    Publish,
    /// The form in which a release is defined.
    NewPlan,
    Preview,
    Define,
}

const ROUTES: &[(&str, &str, Asked)] = &[
    ("GET", "/national", Asked::Releases),
    ("GET", "/national/sign-in", Asked::SignIn),
    ("POST", "/national/sign-in/enter", Asked::Enter),
    ("POST", "/national/sign-out", Asked::SignOut),
    ("GET", "/national/release", Asked::Release),
    ("GET", "/national/compare", Asked::Compare),
    ("GET", "/national/trends", Asked::Trends),
    ("GET", "/national/obstacles", Asked::Obstacles),
    ("GET", "/national/indicators", Asked::Indicators),
    ("GET", "/national/stories", Asked::Stories),
    ("GET", "/national/explorer", Asked::Explorer),
    ("GET", "/national/making", Asked::HandIns),
    ("POST", "/national/making/accept", Asked::Accept),
    ("GET", "/national/making/plans", Asked::Plans),
    ("POST", "/national/making/compute", Asked::Compute),
    ("POST", "/national/making/publish", Asked::Publish),
    ("GET", "/national/making/new", Asked::NewPlan),
    ("POST", "/national/making/preview", Asked::Preview),
    ("POST", "/national/making/define", Asked::Define),
];

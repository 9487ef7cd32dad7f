//! The words of the access log: what was done to somebody's data, why, and by which program (NEN 7513).
//!
//! Whether something may be done does not belong here: see [`crate::access`]. No content of a record has a word here.
//!
//! ```
//! use krachtig_core::domain::access_log::Client;
//!
//! assert_eq!(Client::named("krachtig-import/0.1").program.as_deref(), Some("krachtig-import/0.1"));
//! assert_eq!(Client::named("Doortje Voorbeeld").program, None, "a name of somebody has spaces, a program has none");
//! ```

use super::vocabulary::vocabulary;

vocabulary! {
    /// What was done.
    LogEvent = "log_event" {
        /// A dossier, or a part of one, was read.
        Read = "read",
        /// A page of a list was read, or its rows were counted.
        Search = "search",
        /// Somebody began to listen to a dossier's changes.
        Listen = "listen",
        /// A record was made.
        Create = "create",
        /// A record was changed.
        Change = "change",
        /// A record was deleted.
        Delete = "delete",
        /// Records were handed out as a file.
        Export = "export",
        /// The access log was read.
        ReadLog = "read_log",
        /// Somebody proved who he is.
        SignIn = "sign_in",
        /// Somebody failed to prove who he is.
        SignInRefused = "sign_in_refused",
        /// Somebody left.
        SignOut = "sign_out",
        /// Somebody took access in an emergency.
        BreakGlass = "break_glass",
    }
}

vocabulary! {
    /// Why somebody's data was looked at or changed.
    AccessPurpose = "access_purpose" {
        /// Supporting a family.
        Support = "support",
        /// Running the office: accounts, instruments, rules, imports.
        Administration = "administration",
        /// Deciding on money and accounting for it.
        Budget = "budget",
        /// Looking after the quality of the work, the keeping of the log included.
        Quality = "quality",
        /// Figures about a period.
        Reporting = "reporting",
        /// Answering a person's request for a right, such as access or erasure.
        RightsRequest = "rights_request",
        /// An emergency.
        BreakGlass = "break_glass",
        /// A task of the program itself.
        System = "system",
    }
}

/// What somebody worked with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client {
    /// The program, as it calls itself, or the class of programs that it belongs to.
    pub program: Option<String>,
    /// Where it ran: a code that is the same for the same network address, and tells the address to nobody who lacks
    /// the installation's log key.
    pub peer: Option<String>,
}

/// The longest name of a program.
const LONGEST_PROGRAM: usize = 48;

impl Client {
    /// A program of this name; of none, where the text looks like anything but a program's name.
    #[must_use]
    pub fn named(program: &str) -> Self {
        let good = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./+".contains(&byte);
        let named = (1..=LONGEST_PROGRAM).contains(&program.len()) && program.bytes().all(good);
        Self {
            program: named.then(|| program.to_owned()),
            peer: None,
        }
    }
}

//! A member's password: what is kept of it, and which ones are refused. Hashing does not belong here.

use serde::{Deserialize, Serialize};
use time::Date;

use super::super::clock::Stamp;
use super::super::id::{MemberId, PasswordId};
use super::super::record::{Version, record};
use super::super::refusal::{Check, Decision, Refusal, RefusalCode};

/// The fewest characters that a password may have.
pub const SHORTEST_PASSWORD: usize = 12;
/// The most characters that a password may have: hashing is not to be fed a book.
pub const LONGEST_PASSWORD: usize = 128;

/// Passwords of twelve and more characters that are tried first everywhere, in lower case.
const COMMON: &str = include_str!("common_passwords.txt");

/// What is kept of a member's password.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Password {
    /// Its id.
    pub id: PasswordId,
    /// Whose; each member has one at most.
    pub member_id: MemberId,
    /// Its Argon2id hash with salt and parameters, as a PHC string.
    pub hash: String,
    /// The day on which it was set.
    pub set_on: Date,
    /// Its version.
    pub version: Version,
}
record!(Password, PasswordId, Password);

impl Password {
    /// A member's first password, by its hash.
    #[must_use]
    pub fn set(member_id: MemberId, hash: String, stamp: Stamp<'_>) -> Self {
        Self {
            id: stamp.id(),
            member_id,
            hash,
            set_on: stamp.today,
            version: Version::FIRST,
        }
    }

    /// The same password, hashed at a higher cost than before.
    #[must_use]
    pub fn hashed_anew(&self, hash: String) -> Self {
        Self {
            hash,
            version: self.version.next(),
            ..self.clone()
        }
    }

    /// Another password in its place.
    #[must_use]
    pub fn replaced(&self, hash: String, stamp: Stamp<'_>) -> Self {
        Self {
            hash,
            set_on: stamp.today,
            version: self.version.next(),
            ..self.clone()
        }
    }
}

/// Whether a new password will do for the person to whom these words belong: a name, an e-mail address.
///
/// # Errors
/// `out_of_range` for its length; `too_common` where it is one of the passwords that everybody tries first, is made of
/// few different characters, or is little more than one of the words.
pub fn check_password(field: &str, password: &str, words: &[&str]) -> Decision<()> {
    let mut check = Check::new();
    let length = i64::try_from(password.chars().count()).unwrap_or(i64::MAX);
    let bounds = (SHORTEST_PASSWORD as i64, LONGEST_PASSWORD as i64);
    check.within(field, length, bounds);
    if is_common(password, words) {
        check.refuse(Refusal::new(RefusalCode::TooCommon, field));
    }
    check.pass(())
}

fn is_common(password: &str, words: &[&str]) -> bool {
    let lower = password.to_lowercase();
    let mut distinct: Vec<char> = lower.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() < 5 || COMMON.lines().any(|line| line == lower) {
        return true;
    }
    // What is left without a word of one's own has to be a password by itself, nearly.
    let parts = words
        .iter()
        .flat_map(|word| word.split(|c: char| !c.is_alphanumeric()))
        .filter(|part| part.chars().count() >= 3);
    let mut rest = lower.clone();
    for part in parts {
        rest = rest.replace(&part.to_lowercase(), "");
    }
    rest.chars().count() < lower.chars().count() && rest.chars().count() < SHORTEST_PASSWORD - 4
}

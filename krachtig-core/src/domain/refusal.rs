//! What the domain answers when it does not do what was asked: a stable code and the place it is about.
//!
//! A refusal is an expected outcome and so it is data. What goes wrong with machines (a full disk, a lost
//! connection) does not belong here: that is [`crate::error::Fault`].
//!
//! ```
//! use krachtig_core::domain::refusal::{Check, RefusalCode};
//!
//! let mut check = Check::new();
//! let title = check.line("title", "  ");
//! let refusals = check.pass(title).unwrap_err();
//! assert_eq!(refusals.first().code, RefusalCode::Required);
//! assert_eq!(refusals.first().field, "title");
//! ```

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

use super::id::MemberId;
use super::text::{Line, Prose};
use super::vocabulary::{Vocabulary, vocabulary};

vocabulary! {
    /// Why something was not done. Stable: programs and translations rely on the codes.
    RefusalCode = "refusal_code" {
        /// A value is missing.
        Required = "required",
        /// A text is longer than `max` characters.
        TooLong = "too_long",
        /// A text holds characters that are no text.
        NotText = "not_text",
        /// A text holds a citizen service number (BSN), which may never be recorded.
        LooksLikeBsn = "looks_like_bsn",
        /// The id is not one of the kind asked for.
        InvalidId = "invalid_id",
        /// The value has another form than the one asked for.
        InvalidFormat = "invalid_format",
        /// A date lies in the future.
        InFuture = "in_future",
        /// A date lies before another that it must follow.
        TooEarly = "too_early",
        /// A number lies outside `min` to `max`.
        OutOfRange = "out_of_range",
        /// A word is not in its list.
        UnknownWord = "unknown_word",
        /// The same thing stands twice.
        Duplicate = "duplicate",
        /// There is no such record, or it is not yours to see.
        NotFound = "not_found",
        /// Somebody else changed it since it was read.
        Stale = "stale",
        /// It exists already.
        AlreadyExists = "already_exists",
        /// The consent on which it depends was not given, has run out or was withdrawn.
        ConsentMissing = "consent_missing",
        /// The trajectory is closed.
        TrajectoryClosed = "trajectory_closed",
        /// The record's state does not allow it.
        WrongState = "wrong_state",
        /// The perspective budget does not hold so much.
        InsufficientBudget = "insufficient_budget",
        /// More than what was reserved, or spent, for this request.
        ExceedsRequest = "exceeds_request",
        /// Whoever asked for the money, or is excluded by the rules, may not approve it.
        ApproverExcluded = "approver_excluded",
        /// The approver has none of the roles that the rules ask for.
        ApproverRole = "approver_role",
        /// The region's rules refuse it; the findings say why.
        RefusedByRules = "refused_by_rules",
        /// A goal has no outcome yet.
        OutcomeMissing = "outcome_missing",
        /// Somebody approved this version: make a new one instead.
        Approved = "approved",
        /// The tenant is suspended or archived.
        TenantInactive = "tenant_inactive",
        /// The signature is not one of the component by a key that the tenant trusts; `reason` says which of it.
        SignatureRefused = "signature_refused",
        /// The component is no plugin that can be run; `reason` is the host's code, `detail` says what is wrong.
        PluginRefused = "plugin_refused",
        /// A newer version of these rules was uploaded before.
        OlderVersion = "older_version",
        /// The settings do not match the schema that the rules declare; `detail` says where.
        SettingsRefused = "settings_refused",
        /// It was not replayed against the tenant's history with these settings.
        ReplayMissing = "replay_missing",
        /// Whoever proposed it may not confirm it.
        SamePerson = "same_person",
        /// The office would be left without a coordinator.
        LastCoordinator = "last_coordinator",
        /// Somebody restricted the use of his or her data: it is kept, and nothing else.
        ProcessingRestricted = "processing_restricted",
        /// Somebody objected to the use of his or her data for this purpose.
        ProcessingObjected = "processing_objected",
        /// It should have been done earlier.
        TooLate = "too_late",
        /// A law demands that the dossier is kept; `basis` says which.
        RetentionDuty = "retention_duty",
        /// A legal hold keeps the dossier from being destroyed.
        LegalHold = "legal_hold",
        /// What is to be destroyed changed since it was proposed: propose it again.
        ChangedSince = "changed_since",
        /// The password is one that is guessed first.
        TooCommon = "too_common",
        /// The one-time code or recovery code is not right, or was used before.
        WrongCode = "wrong_code",
        /// Nobody could be let in with what was shown. It is not told why.
        SignInRefused = "sign_in_refused",
        /// The password is right, and a one-time code or recovery code is needed beside it.
        CodeNeeded = "code_needed",
        /// There were too many tries; `seconds` says how long to wait.
        SlowDown = "slow_down",
        /// It takes a session that began a moment ago: sign in again.
        SignInAgain = "sign_in_again",
        /// Nobody could sign in to the account any more: it is its last way in.
        LastWayIn = "last_way_in",
        /// The dossier was destroyed: nothing is added to what is left of it.
        DossierDestroyed = "dossier_destroyed",
        /// Not every adult of the family approved a version of the story for this audience.
        StoryNotApproved = "story_not_approved",
        /// It tells who somebody is in a way that cannot be taken out.
        NotDeidentified = "not_deidentified",
        /// The file is no photo (JPEG, PNG, WebP) or document (PDF) that can be kept.
        FileNotAllowed = "file_not_allowed",
        /// The file is larger than `max` megabytes.
        FileTooLarge = "file_too_large",
        /// Files cannot be stored at present: the store is full, or out of reach.
        StorageUnavailable = "storage_unavailable",
    }
}

/// One thing that somebody else changed since the reader's version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// The version that the change led to.
    pub version: i32,
    /// Names of the changed fields, without their content.
    pub fields: Vec<String>,
    /// Who changed them.
    pub by: MemberId,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// One reason why something was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The stable code.
    pub code: RefusalCode,
    /// The input field that it is about, as a path: `worries.0.about`. Empty when it is about the whole.
    pub field: String,
    /// Values for the text shown to people: limits, states, codes. Never the content of a dossier.
    pub args: BTreeMap<&'static str, String>,
    /// For [`RefusalCode::Stale`]: what changed since the version that was read.
    pub changed: Vec<Changed>,
}

impl Refusal {
    /// A refusal about one field.
    #[must_use]
    pub fn new(code: RefusalCode, field: impl Into<String>) -> Self {
        Self {
            code,
            field: field.into(),
            args: BTreeMap::new(),
            changed: Vec::new(),
        }
    }

    /// The same refusal with a value for its text.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.insert(name, value.to_string());
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.code())?;
        if !self.field.is_empty() {
            write!(f, " at {}", self.field)?;
        }
        for (position, (name, value)) in self.args.iter().enumerate() {
            write!(f, "{}{name}: {value}", if position == 0 { " (" } else { ", " })?;
        }
        if self.args.is_empty() { Ok(()) } else { f.write_str(")") }
    }
}

/// All the reasons why something was not done: at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusals {
    first: Refusal,
    others: Vec<Refusal>,
}

impl Refusals {
    /// The first reason.
    #[must_use]
    pub fn first(&self) -> &Refusal {
        &self.first
    }

    /// Every reason, in the order of the input's fields.
    pub fn iter(&self) -> impl Iterator<Item = &Refusal> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The same reasons, each one's field placed under `prefix`.
    #[must_use]
    pub fn under(mut self, prefix: &str) -> Self {
        for refusal in std::iter::once(&mut self.first).chain(&mut self.others) {
            refusal.field = if refusal.field.is_empty() {
                prefix.to_owned()
            } else {
                format!("{prefix}.{}", refusal.field)
            };
        }
        self
    }
}

impl From<Refusal> for Refusals {
    fn from(first: Refusal) -> Self {
        Self {
            first,
            others: Vec::new(),
        }
    }
}

impl fmt::Display for Refusals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first)?;
        self.others.iter().try_for_each(|refusal| write!(f, "; {refusal}"))
    }
}

/// What a pure decision answers: the new state, or why not.
pub type Decision<T> = Result<T, Refusals>;

/// Collects everything that is wrong with an input, so that a person hears all of it at once.
///
/// Its parsers always hand back a value, a blank one where the input was wrong; [`Check::pass`] is the only way
/// to get the finished record out, and gives nothing when anything was wrong.
#[derive(Debug, Default)]
pub struct Check {
    found: Vec<Refusal>,
}

impl Check {
    /// A check that has found nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The finished record, or everything that is wrong with it.
    ///
    /// # Errors
    /// All refusals found, in the order in which they were found.
    pub fn pass<T>(self, record: T) -> Decision<T> {
        let mut found = self.found.into_iter();
        match found.next() {
            None => Ok(record),
            Some(first) => Err(Refusals {
                first,
                others: found.collect(),
            }),
        }
    }

    /// Notes a refusal.
    pub fn refuse(&mut self, refusal: Refusal) {
        self.found.push(refusal);
    }

    /// Notes a refusal with this code unless the condition holds.
    pub fn ensure(&mut self, holds: bool, code: RefusalCode, field: &str) {
        if !holds {
            self.refuse(Refusal::new(code, field));
        }
    }

    /// Takes the value, or notes why there is none and goes on with a blank one.
    pub fn take<T: Default>(&mut self, decided: Decision<T>) -> T {
        decided.unwrap_or_else(|refusals| {
            self.found.extend(refusals.iter().cloned());
            T::default()
        })
    }

    /// A required single line of text.
    pub fn line(&mut self, field: &str, text: &str) -> Line {
        self.take(Line::parse(field, text))
    }

    /// A single line of text that may be absent or blank.
    pub fn optional_line(&mut self, field: &str, text: Option<&str>) -> Option<Line> {
        text.filter(|text| !text.trim().is_empty())
            .map(|text| self.line(field, text))
    }

    /// A required longer text.
    pub fn prose(&mut self, field: &str, text: &str) -> Prose {
        self.take(Prose::parse(field, text))
    }

    /// A longer text that may be absent or blank.
    pub fn optional_prose(&mut self, field: &str, text: Option<&str>) -> Option<Prose> {
        text.filter(|text| !text.trim().is_empty())
            .map(|text| self.prose(field, text))
    }

    /// A date on which something happened: not after today.
    pub fn happened(&mut self, field: &str, on: Date, today: Date) -> Date {
        self.ensure(on <= today, RefusalCode::InFuture, field);
        on
    }

    /// A date that, where given, does not lie before another.
    pub fn not_before(&mut self, field: &str, on: Option<Date>, earliest: Date) -> Option<Date> {
        self.ensure(on.is_none_or(|on| on >= earliest), RefusalCode::TooEarly, field);
        on
    }

    /// A number within bounds.
    pub fn within(&mut self, field: &str, number: i64, (min, max): (i64, i64)) {
        if !(min..=max).contains(&number) {
            self.refuse(
                Refusal::new(RefusalCode::OutOfRange, field)
                    .with("min", min)
                    .with("max", max),
            );
        }
    }
}

//! What a form brings, read field by field, and what is wrong with it.
//!
//! What a field means does not belong here: the domain decides, and its refusals name the fields as the forms do.

use std::collections::HashMap;

use i18n_embed_fl::fl;
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::refusal::{Refusal, RefusalCode, Refusals};
use krachtig_core::domain::vocabulary::Vocabulary;
use poem::Request;
use poem::http::{StatusCode, header};
use time::Date;

use super::format::{read_amount, read_day};
use super::words::Words;
use crate::http::{HttpRefusal, check_announced, read_limited};

/// The most that a form may take, in bytes. A story is the longest.
const LONGEST: usize = 256 * 1024;
/// What forms are sent as.
const KIND: &str = "application/x-www-form-urlencoded";

/// The fields of a form, or of an address.
#[derive(Clone, Debug, Default)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// It is no form, too large, or did not arrive.
    pub(super) async fn of(request: &mut Request) -> Result<Self, HttpRefusal> {
        const NO_FORM: HttpRefusal = HttpRefusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "no_form",
            "A form is asked for here.",
        );
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind
            .split(';')
            .next()
            .is_some_and(|kind| kind.trim().eq_ignore_ascii_case(KIND))
        {
            return Err(NO_FORM);
        }
        check_announced(request.headers(), LONGEST)?;
        let body = read_limited(request.take_body(), LONGEST).await?;
        Ok(Self::parse(&body))
    }

    /// The fields of an address.
    pub(super) fn of_query(request: &Request) -> Self {
        Self::parse(request.uri().query().unwrap_or_default().as_bytes())
    }

    /// Browsers end lines as they did a long time ago.
    pub(super) fn parse(text: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(text);
        Self(
            pairs
                .map(|(name, value)| (name.into_owned(), value.replace("\r\n", "\n")))
                .collect(),
        )
    }

    /// What stands in a field; nothing where it does not come.
    pub(super) fn text(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// The same, where it is not blank.
    pub(super) fn filled(&self, name: &str) -> Option<String> {
        let text = self.text(name).trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Everything that stands in fields of this name, as boxes to tick have it.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether a box was ticked.
    pub(super) fn ticked(&self, name: &str) -> bool {
        self.filled(name).is_some()
    }

    /// Puts something else into a field.
    #[must_use]
    pub(super) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.retain(|(key, _)| key != name);
        self.0.push((name.to_owned(), value.into()));
        self
    }

    /// The same with nothing in a field.
    #[must_use]
    pub(super) fn without(mut self, name: &str) -> Self {
        self.0.retain(|(key, _)| key != name);
        self
    }

    /// Puts something more into a field, as boxes that are ticked do.
    #[must_use]
    pub(super) fn and(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.push((name.to_owned(), value.into()));
        self
    }

    /// Puts something into a field that stands empty.
    #[must_use]
    pub(super) fn or(mut self, name: &str, value: impl Into<String>) -> Self {
        if !self.0.iter().any(|(key, _)| key == name) {
            self.0.push((name.to_owned(), value.into()));
        }
        self
    }
}

/// What is wrong with a form: in which field, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Problems(Vec<(String, String)>);

impl Problems {
    /// What a decision refused, in words.
    pub(super) fn of(t: &Words, refusals: &Refusals) -> Self {
        Self(
            refusals
                .iter()
                .map(|refusal| (refusal.field.clone(), in_words(t, refusal)))
                .collect(),
        )
    }

    /// These: each the field that it is about, and what is wrong.
    pub(super) fn told(all: impl Iterator<Item = (String, String)>) -> Self {
        Self(all.collect())
    }

    /// One thing.
    pub(super) fn one(field: &str, text: String) -> Self {
        Self(vec![(field.to_owned(), text)])
    }

    /// The first thing that is wrong with a field.
    pub(super) fn with(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(at, _)| at == field).map(|(_, text)| text.as_str())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same, with what is at none of these fields told of the form as a whole.
    #[must_use]
    pub(super) fn within(self, names: &[&str]) -> Self {
        self.moved(|field| (!names.contains(&field)).then(String::new))
    }

    /// The same, each at another field where it has one.
    #[must_use]
    pub(super) fn moved(self, to: impl Fn(&str) -> Option<String>) -> Self {
        let moved = self
            .0
            .into_iter()
            .map(|(field, text)| (to(&field).unwrap_or(field), text));
        Self(moved.collect())
    }

    /// The same, each with what its field is called before it, for where they stand away from their fields.
    #[must_use]
    pub(super) fn named(&self, label: impl Fn(&str) -> Option<String>) -> Self {
        let named = self.0.iter().map(|(field, text)| {
            let text = label(field).map_or_else(|| text.clone(), |label| format!("{label} – {text}"));
            (field.clone(), text)
        });
        Self(named.collect())
    }

    /// Each, with its field.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(field, text)| (field.as_str(), text.as_str()))
    }
}

/// Reads the fields of a form that are no texts, and gathers what cannot be read.
pub(super) struct Reading<'f> {
    form: &'f Form,
    t: &'static Words,
    problems: Problems,
}

impl<'f> Reading<'f> {
    pub(super) fn new(form: &'f Form, t: &'static Words) -> Self {
        Self {
            form,
            t,
            problems: Problems::default(),
        }
    }

    fn wrong(&mut self, name: &str, text: String) {
        self.problems.0.push((name.to_owned(), text));
    }

    /// Nothing of several was chosen.
    pub(super) fn missing(&mut self, name: &str) {
        self.wrong(name, fl!(self.t, "wrong-word-missing"));
    }

    /// A day that may be left blank.
    pub(super) fn optional_day(&mut self, name: &str) -> Option<Date> {
        let text = self.form.filled(name)?;
        let day = read_day(&text);
        if day.is_none() {
            self.wrong(name, fl!(self.t, "wrong-day"));
        }
        day
    }

    /// A day.
    pub(super) fn day(&mut self, name: &str) -> Date {
        if self.form.filled(name).is_none() {
            self.wrong(name, fl!(self.t, "wrong-day-missing"));
        }
        self.optional_day(name).unwrap_or(Date::MIN)
    }

    /// A whole number; blank is none.
    pub(super) fn number(&mut self, name: &str) -> i32 {
        let Some(text) = self.form.filled(name) else { return 0 };
        let number = text.parse();
        if number.is_err() {
            self.wrong(name, fl!(self.t, "wrong-number"));
        }
        number.unwrap_or_default()
    }

    /// An amount that may be left blank, for nothing.
    pub(super) fn optional_amount(&mut self, name: &str) -> Cents {
        match self.form.filled(name) {
            Some(_) => self.amount(name),
            None => Cents::ZERO,
        }
    }

    /// The id that a form is about, or that was chosen.
    pub(super) fn id<I: std::str::FromStr>(&mut self, name: &str) -> Option<I> {
        if self.form.filled(name).is_none() {
            self.wrong(name, fl!(self.t, "wrong-word-missing"));
        }
        self.optional_id(name)
    }

    /// An amount.
    pub(super) fn amount(&mut self, name: &str) -> Cents {
        let amount = read_amount(self.form.text(name));
        if amount.is_none() {
            self.wrong(name, fl!(self.t, "wrong-amount"));
        }
        amount.unwrap_or_default()
    }

    /// A word of a list that may be left open.
    pub(super) fn optional_word<V: Vocabulary>(&mut self, name: &str) -> Option<V> {
        let code = self.form.filled(name)?;
        let word = V::from_code(&code);
        if word.is_none() {
            self.wrong(name, fl!(self.t, "wrong-word"));
        }
        word
    }

    /// A word of a list.
    pub(super) fn word<V: Vocabulary>(&mut self, name: &str) -> Option<V> {
        if self.form.filled(name).is_none() {
            self.wrong(name, fl!(self.t, "wrong-word-missing"));
        }
        self.optional_word(name)
    }

    /// An id that may be left open.
    pub(super) fn optional_id<I: std::str::FromStr>(&mut self, name: &str) -> Option<I> {
        let text = self.form.filled(name)?;
        let id = text.parse().ok();
        if id.is_none() {
            self.wrong(name, fl!(self.t, "wrong-word"));
        }
        id
    }

    /// Ids of boxes that were ticked; what is none is none.
    pub(super) fn ids<I: std::str::FromStr>(&self, name: &str) -> Vec<I> {
        self.form.all(name).filter_map(|text| text.parse().ok()).collect()
    }

    /// What was read, if all of it could be.
    ///
    /// # Errors
    /// Everything that could not.
    pub(super) fn done<T>(self, read: Option<T>) -> Result<T, Problems> {
        match read {
            Some(read) if self.problems.is_empty() => Ok(read),
            _ => Err(self.problems),
        }
    }
}

/// A refusal as somebody reads it.
pub(super) fn in_words(t: &Words, refusal: &Refusal) -> String {
    let key = format!("refusal-{}", refusal.code.code());
    let args: HashMap<&str, String> = refusal
        .args
        .iter()
        .map(|(name, value)| (*name, value.clone()))
        .collect();
    // Dates that are missing and amounts of nothing are said in the words of what they are.
    match refusal.code {
        RefusalCode::OutOfRange if !args.contains_key("max") => fl!(t, "refusal-out_of_range_plain"),
        RefusalCode::OutOfRange if args.get("max").is_some_and(|max| max.len() > 9) => fl!(t, "refusal-nothing"),
        _ => t.get_args(&key, args),
    }
}

//! What a mail about notices says: how many of each kind there are, and where to look. Nothing of anybody.

use std::collections::BTreeMap;

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::notice::{Language, NoticeKind};

use super::words::{self, Words};

/// What a mail says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeText {
    /// What it is about.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// As HTML.
    pub html: String,
    /// Where one chooses to get no more of them.
    pub unsubscribe: String,
}

#[derive(Template)]
#[template(path = "mail/notices.html")]
struct AsHtml<'m>(&'m Said);

#[derive(Template)]
#[template(path = "mail/notices.txt")]
struct AsText<'m>(&'m Said);

struct Said {
    t: &'static Words,
    lead: String,
    lines: Vec<(u32, String)>,
    open: String,
    choose: String,
}

impl NoticeText {
    /// What a mail says of notices in an office, whose pages stand at this address.
    ///
    /// # Errors
    /// A template that cannot be rendered.
    pub fn of(
        language: Language,
        counts: &BTreeMap<NoticeKind, u32>,
        (office, home): (&str, &str),
    ) -> Result<Self, askama::Error> {
        let t = Words::of(match language {
            Language::Dutch => words::Language::Dutch,
            Language::English => words::Language::English,
        });
        let said = Said {
            t,
            lead: fl!(t, "mail-lead", office = office),
            lines: counts.iter().map(|(kind, count)| (*count, t.word(*kind))).collect(),
            open: format!("{home}/notices"),
            choose: format!("{home}/notices/ways"),
        };
        Ok(Self {
            subject: fl!(t, "mail-subject"),
            text: AsText(&said).render()?,
            html: AsHtml(&said).render()?,
            unsubscribe: said.choose,
        })
    }
}

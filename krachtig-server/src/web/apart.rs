//! What stands around pages that belong to no office: those of readers of releases, and of whoever runs the installation.
//!
//! The frame of an office's pages does not belong here: see [`super::frame`].

use askama::Template;
use i18n_embed_fl::fl;

use super::assets;
use super::field::{Field, Fields};
use super::form::{Form, Problems};
use super::frame::Way;
use super::icon::Icon;
use super::words::{Language, Words};

/// The frame of a page that belongs to no office.
pub(super) struct Apart {
    /// The texts, in the reader's language.
    pub(super) t: &'static Words,
    /// What the page is called.
    pub(super) title: String,
    /// What these pages are about.
    pub(super) about: String,
    /// Where they begin.
    pub(super) home: &'static str,
    /// Who is signed in; nobody when empty.
    pub(super) who: String,
    /// What forms bring along.
    pub(super) token: String,
    /// Where one can go.
    pub(super) bar: Vec<Way>,
    /// The page's own address, for going back to it in another language.
    pub(super) here: String,
    /// What was just done.
    pub(super) done: String,
}

impl Apart {
    /// The address of a file.
    pub(super) fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// An icon.
    pub(super) fn icon(&self, name: &'static str) -> Icon {
        Icon(name)
    }

    /// The other language.
    pub(super) fn other(&self) -> Language {
        match self.t.language {
            Language::Dutch => Language::English,
            Language::English => Language::Dutch,
        }
    }

    /// What forms bring along.
    pub(super) fn token(&self) -> &str {
        &self.token
    }
}

/// The page at which one signs in by a token.
#[derive(Template)]
#[template(path = "apart-door.html")]
pub(super) struct DoorPage {
    p: Apart,
    lead: String,
    help: String,
    next: String,
    secret: Field,
    problems: Problems,
}

/// What is said at a door: what one comes in for, what the token is called, and who gives one.
pub(super) struct DoorTexts {
    pub(super) lead: String,
    pub(super) secret: String,
    pub(super) help: String,
}

impl DoorPage {
    /// The page, from which one goes on to `next`.
    pub(super) fn of(p: Apart, texts: DoorTexts, (next, problems): (&str, Problems)) -> Self {
        let fields = Fields {
            t: p.t,
            // No secret comes back.
            form: &Form::default(),
            problems: &problems,
        };
        Self {
            secret: fields.password("secret", texts.secret),
            lead: texts.lead,
            help: texts.help,
            next: next.to_owned(),
            p,
            problems,
        }
    }
}

/// What the form before a page did, as its address tells.
pub(super) fn done(t: &Words, what: Option<String>) -> String {
    let Some(what) = what else { return String::new() };
    let key = format!("done-{what}");
    let known = what.chars().all(|c| c.is_ascii_lowercase() || c == '-') && t.has(&key);
    if known { t.get(&key) } else { String::new() }
}

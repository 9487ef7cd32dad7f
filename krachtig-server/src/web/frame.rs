//! What stands around every page: the office, who is signed in, where one can go, what was just done.
//!
//! What a page is about does not belong here.

use krachtig_core::domain::vocabulary::Role;

use super::assets;
use super::icon::Icon;
use super::undo::Offered;
use super::words::{Language, Words};

/// The office whose pages these are.
pub(super) struct Office {
    /// Its short name, as in addresses.
    pub(super) slug: String,
    /// Its name, for those who are signed in.
    pub(super) name: Option<String>,
    /// Whether everybody in it is made up.
    pub(super) fictional: bool,
}

/// Who is signed in.
pub(super) struct Visitor {
    /// The member's id: what is typed in this browser is for his or her eyes.
    pub(super) id: String,
    /// The member's name.
    pub(super) name: String,
    /// As what.
    pub(super) roles: Vec<Role>,
    /// What forms bring along.
    pub(super) token: String,
    /// How much there is to look at that was not seen yet, for who is told at all.
    pub(super) unseen: Option<u64>,
}

/// A way to go, in the bar.
pub(super) struct Way {
    /// Where.
    pub(super) href: String,
    /// What it is called.
    pub(super) label: String,
    /// Whether the page is there.
    pub(super) current: bool,
    /// The key that goes there, after a `g`.
    pub(super) key: &'static str,
}

/// The frame of a page.
pub(super) struct Frame {
    /// The texts, in the reader's language.
    pub(super) t: &'static Words,
    /// What the page is called.
    pub(super) title: String,
    /// The office, on its pages.
    pub(super) office: Option<Office>,
    /// Who is signed in, if anybody is.
    pub(super) visitor: Option<Visitor>,
    /// Where one can go.
    pub(super) bar: Vec<Way>,
    /// The page's own address, for going back to it in another language.
    pub(super) here: String,
    /// What was just done.
    pub(super) done: Option<Done>,
    /// Whether there is a field to search by.
    pub(super) seeks: bool,
    /// The first steps, for who came from them.
    pub(super) guide: Option<String>,
}

/// What was just done, as the page after it says.
pub(super) struct Done {
    /// In words.
    pub(super) text: String,
    /// The form in which it was, of which the draft can be forgotten.
    pub(super) draft: String,
    /// By what it is taken back, where it can be.
    pub(super) undo: Option<Offered>,
}

impl Frame {
    /// The frame of a page for nobody in particular.
    pub(super) fn outside(t: &'static Words, title: String, slug: Option<&str>) -> Self {
        Self {
            t,
            title,
            office: slug.map(|slug| Office {
                slug: slug.to_owned(),
                name: None,
                fictional: false,
            }),
            visitor: None,
            bar: Vec::new(),
            here: slug.map_or_else(|| "/".to_owned(), |slug| format!("/t/{slug}")),
            done: None,
            seeks: false,
            guide: None,
        }
    }

    /// The office's first page.
    pub(super) fn home(&self) -> String {
        self.office
            .as_ref()
            .map_or_else(|| "/".to_owned(), |office| format!("/t/{}", office.slug))
    }

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

    /// What forms bring along; nothing on pages for nobody in particular.
    pub(super) fn token(&self) -> &str {
        self.visitor.as_ref().map_or("", |visitor| visitor.token.as_str())
    }

    /// The visitor's roles, in words.
    pub(super) fn roles(&self) -> String {
        let roles = self.visitor.iter().flat_map(|visitor| &visitor.roles);
        let roles: Vec<String> = roles.map(|role| self.t.word(*role)).collect();
        roles.join(", ")
    }
}

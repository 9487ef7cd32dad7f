//! Somebody who is signed in at these pages: what may be read, and what stands around a page.

use i18n_embed_fl::fl;
use krachtig_national::error::Failure;
use krachtig_national::making::Making;
use krachtig_national::refusal::{Refusal, RefusalCode};
use krachtig_national::store::ReaderScope;
use krachtig_national::word::Word as _;

use super::super::apart::{Apart, done};
use super::super::form::{Form, Problems};
use super::super::frame::Way;
use super::super::reply::Trouble;
use super::super::words::Words;
use crate::auth::AtPage;
use crate::http::HttpRefusal;
use poem::http::StatusCode;

/// Where these pages begin.
pub(super) const HOME: &str = "/national";

/// Where one can go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Releases,
    Compare,
    Trends,
    Obstacles,
    Stories,
    Indicators,
    Explorer,
    Making,
}

impl Place {
    const ALL: [Self; 8] = [
        Self::Releases,
        Self::Compare,
        Self::Trends,
        Self::Obstacles,
        Self::Stories,
        Self::Indicators,
        Self::Explorer,
        Self::Making,
    ];

    fn at(self) -> &'static str {
        match self {
            Self::Releases => "",
            Self::Compare => "/compare",
            Self::Trends => "/trends",
            Self::Obstacles => "/obstacles",
            Self::Stories => "/stories",
            Self::Indicators => "/indicators",
            Self::Explorer => "/explorer",
            Self::Making => "/making",
        }
    }

    pub(super) fn label(self, t: &'static Words) -> String {
        match self {
            Self::Releases => fl!(t, "nat-releases"),
            Self::Compare => fl!(t, "nat-compare"),
            Self::Trends => fl!(t, "nat-trends"),
            Self::Obstacles => fl!(t, "nat-obstacles"),
            Self::Stories => fl!(t, "nat-stories"),
            Self::Indicators => fl!(t, "nat-indicators"),
            Self::Explorer => fl!(t, "nat-explorer"),
            Self::Making => fl!(t, "nat-making"),
        }
    }

    /// What a token has to open for it.
    fn scope(self) -> ReaderScope {
        match self {
            Self::Releases | Self::Indicators => ReaderScope::Catalogue,
            Self::Compare | Self::Trends | Self::Obstacles | Self::Explorer => ReaderScope::Figures,
            Self::Stories => ReaderScope::Stories,
            Self::Making => ReaderScope::Releases,
        }
    }
}

/// Who asks.
pub(super) struct Caller {
    pub(super) at: AtPage,
    /// What releases are made with, for whoever makes them.
    pub(super) making: Option<Making>,
    pub(super) t: &'static Words,
    pub(super) query: Form,
    /// The path that was asked for.
    pub(super) path: String,
}

impl Caller {
    pub(super) fn may(&self, scope: ReaderScope) -> bool {
        self.at.reading.reader.scopes.contains(&scope)
    }

    /// What releases are made with.
    ///
    /// # Errors
    /// `not_found` for whoever makes none.
    pub(super) fn making(&self) -> Result<&Making, Trouble> {
        self.making.as_ref().ok_or_else(Trouble::not_found)
    }

    /// The frame of a page.
    pub(super) fn frame(&self, title: String, place: Place) -> Apart {
        let open = Place::ALL.into_iter().filter(|place| self.may(place.scope()));
        let way = |one: Place| Way {
            href: format!("{HOME}{}", one.at()),
            label: one.label(self.t),
            current: one == place,
            key: "",
        };
        Apart {
            t: self.t,
            title,
            about: fl!(self.t, "nat-about"),
            home: HOME,
            who: self.at.reading.reader.name.clone(),
            token: self.at.form_token.clone(),
            bar: open.map(way).collect(),
            here: address(&self.path, which(&self.query)),
            done: done(self.t, self.query.filled("done")),
        }
    }

    /// What kept somebody from an answer: of what the token does not open nothing is known.
    pub(super) fn trouble(&self, failure: Failure) -> Trouble {
        match failure {
            Failure::Refused(refusals) => match refusals.all().first().map(|one| one.code) {
                Some(RefusalCode::NotFound | RefusalCode::OutOfScope) | None => Trouble::not_found(),
                Some(_) => HttpRefusal::of_status(StatusCode::UNPROCESSABLE_ENTITY).into(),
            },
            Failure::Fault(fault) => {
                tracing::error!(error = %fault, "a page of releases could not be made");
                HttpRefusal::internal().into()
            }
        }
    }

    /// What was refused, in words; or the trouble that it is.
    ///
    /// # Errors
    /// A fault, and what the token does not open.
    pub(super) fn problems(&self, failure: Failure) -> Result<Problems, Trouble> {
        match failure {
            Failure::Refused(refusals) if refusals.all().iter().all(|one| one.code != RefusalCode::OutOfScope) => {
                let told = |one: &Refusal| (one.about.clone(), in_words(self.t, one));
                Ok(Problems::told(refusals.all().iter().map(told)))
            }
            other => Err(self.trouble(other)),
        }
    }
}

/// What says which page it is that is asked for at a path: what it is about, and after what it begins.
pub(super) fn which(asked: &Form) -> [Option<String>; 2] {
    ["of", "after"].map(|name| asked.filled(name))
}

/// The address of such a page.
pub(super) fn address(path: &str, [of, after]: [Option<String>; 2]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(of.map(|of| ("of", of)));
    query.extend_pairs(after.map(|after| ("after", after)));
    match query.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

/// A refusal as somebody reads it, with what it is about where that is no field of a form.
fn in_words(t: &'static Words, refusal: &Refusal) -> String {
    let text = t.get(&format!("nat_refusal-{}", refusal.code.code()));
    let about = refusal.about.rsplit('.').next().unwrap_or_default();
    fl!(t, "nat-refused", text = text, about = about.to_owned())
}

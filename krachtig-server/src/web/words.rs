//! The texts of the pages, in Dutch and in English: which language a request is answered in, and what a word of the
//! field's lists is called in it.
//!
//! The texts themselves stand in `i18n`. Dates and amounts do not belong here, see [`super::format`].

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::LazyLock;

use i18n_embed::fluent::FluentLanguageLoader;
use i18n_embed::{I18nAssets, LanguageLoader};
use krachtig_core::domain::vocabulary::Vocabulary;
use poem::Request;
use poem::http::{HeaderValue, header};

use super::format::Format;

/// The cookie that remembers which language somebody chose. It holds for all tenants, and tells nothing else.
const COOKIE: &str = "__Host-krachtig-language";
/// A year, in seconds.
const REMEMBERED: u32 = 365 * 24 * 3600;

/// A language in which pages can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Dutch,
    English,
}

impl Language {
    pub(super) const ALL: [Self; 2] = [Self::Dutch, Self::English];

    /// Its code (BCP 47).
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::English => "en",
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The language that was chosen, or else the first of those that the browser asks for that there is; Dutch.
    pub(super) fn of(request: &Request) -> Self {
        let headers = request.headers();
        let cookies = headers.get_all(header::COOKIE).iter();
        let mut pairs = cookies
            .filter_map(|value| value.to_str().ok())
            .flat_map(|text| text.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        let chosen = pairs.find(|(name, _)| *name == COOKIE);
        if let Some(language) = chosen.and_then(|(_, code)| Self::from_code(code)) {
            return language;
        }
        let asked = headers.get(header::ACCEPT_LANGUAGE);
        let asked = asked.and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut codes = asked.split(',').filter_map(|part| part.trim().get(..2));
        codes.find_map(Self::from_code).unwrap_or(Self::Dutch)
    }

    /// The cookie that remembers it.
    pub(super) fn cookie(self) -> HeaderValue {
        let text = format!(
            "{COOKIE}={}; Path=/; Max-Age={REMEMBERED}; Secure; HttpOnly; SameSite=Lax",
            self.code()
        );
        HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
    }
}

/// The files with the texts, within the program.
struct Texts;

impl Texts {
    const FILES: [(&'static str, &'static str); 2] = [
        ("nl/web.ftl", include_str!("../../i18n/nl/web.ftl")),
        ("en/web.ftl", include_str!("../../i18n/en/web.ftl")),
    ];
}

impl I18nAssets for Texts {
    fn get_files(&self, path: &str) -> Vec<Cow<'_, [u8]>> {
        let files = Self::FILES.iter().filter(|(name, _)| *name == path);
        files.map(|(_, text)| Cow::Borrowed(text.as_bytes())).collect()
    }

    fn filenames_iter(&self) -> Box<dyn Iterator<Item = String> + '_> {
        Box::new(Self::FILES.iter().map(|(name, _)| (*name).to_owned()))
    }
}

/// All texts in one language.
pub(super) struct Words {
    /// Which.
    pub(super) language: Language,
    /// How it writes dates and amounts.
    pub(super) format: Format,
    loader: FluentLanguageLoader,
}

static WORDS: LazyLock<[Words; 2]> = LazyLock::new(|| Language::ALL.map(Words::load));

impl Words {
    /// The texts in this language.
    pub(super) fn of(language: Language) -> &'static Self {
        &WORDS[language as usize]
    }

    fn load(language: Language) -> Self {
        let fallback = || Language::Dutch.code().parse().unwrap_or_default();
        let loader = FluentLanguageLoader::new("web", fallback());
        let wanted = language.code().parse().unwrap_or_else(|_| fallback());
        if let Err(error) = loader.load_languages(&Texts, &[wanted]) {
            // A test loads both; without its texts a page still shows their keys.
            tracing::error!(%error, language = language.code(), "the texts of the pages cannot be loaded");
        }
        // Names stand in the same direction as the texts around them.
        loader.set_use_isolating(false);
        Self {
            language,
            format: Format::of(language),
            loader,
        }
    }

    /// What a word of one of the field's lists is called.
    pub(super) fn word<V: Vocabulary>(&self, word: V) -> String {
        self.loader.get(&format!("{}-{}", V::NAME, word.code()))
    }

    /// Whether there is a text under this key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.loader.has(key)
    }
}

/// So that `fl!` takes the texts as they are.
impl Deref for Words {
    type Target = FluentLanguageLoader;

    fn deref(&self) -> &FluentLanguageLoader {
        &self.loader
    }
}

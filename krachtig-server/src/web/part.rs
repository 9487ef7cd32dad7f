//! Small parts that many pages show: badges, buttons, rows of what waits or happened.

use krachtig_core::domain::text::Prose;

use super::dossier::files::FileShown;

/// How something is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    Good,
    Busy,
    Wait,
    Bad,
}

/// A word or two that tell where something stands.
pub(super) struct Badge {
    pub(super) text: String,
    tone: Tone,
}

impl Badge {
    pub(super) fn new(tone: Tone, text: String) -> Self {
        Self { text, tone }
    }

    /// The class that says the tone.
    pub(super) fn class(&self) -> &'static str {
        match self.tone {
            Tone::Plain => "",
            Tone::Good => "k-badge--good",
            Tone::Busy => "k-badge--busy",
            Tone::Wait => "k-badge--wait",
            Tone::Bad => "k-badge--bad",
        }
    }
}

/// A way to a form.
pub(super) struct Button {
    pub(super) href: String,
    pub(super) label: String,
}

impl Button {
    pub(super) fn new(href: String, label: String) -> Self {
        Self { href, label }
    }
}

/// A row of a list.
#[derive(Default)]
pub(super) struct Row {
    pub(super) title: String,
    /// Where it leads; nowhere when empty.
    pub(super) href: String,
    /// What it is about, in a line.
    pub(super) about: String,
    /// What else there is to say, as somebody wrote it.
    pub(super) more: String,
    pub(super) badges: Vec<Badge>,
    /// What can be done about it.
    pub(super) acts: Vec<Button>,
    /// Its files.
    pub(super) files: Vec<FileShown>,
    pub(super) late: bool,
}

impl Row {
    pub(super) fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            ..Self::default()
        }
    }

    pub(super) fn to(mut self, href: String) -> Self {
        self.href = href;
        self
    }

    pub(super) fn about(mut self, parts: impl IntoIterator<Item = String>) -> Self {
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        self.about = parts.join(" · ");
        self
    }

    pub(super) fn badge(mut self, badge: Option<Badge>) -> Self {
        self.badges.extend(badge);
        self
    }

    pub(super) fn more(mut self, text: Option<&Prose>) -> Self {
        self.more = text.map(ToString::to_string).unwrap_or_default();
        self
    }

    pub(super) fn acts(mut self, acts: Vec<Button>) -> Self {
        self.acts = acts;
        self
    }

    pub(super) fn files(mut self, files: Vec<FileShown>) -> Self {
        self.files = files;
        self
    }

    pub(super) fn late(mut self, late: bool) -> Self {
        self.late = late;
        self
    }
}

//! The fields of forms: each with its label, what helps to fill it in, what is wrong with it.

use askama::Template;
use askama::filters::HtmlSafe;
use krachtig_core::domain::vocabulary::Vocabulary;

use super::form::{Form, Problems};
use super::icon::Icon;
use super::words::Words;

/// One of several things to choose from.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) chosen: bool,
}

/// How a field is filled in.
pub(super) enum Control {
    /// A single line; the word is its `type`.
    Line(&'static str),
    /// A line of a few signs: a day, an amount, a code.
    Short(&'static str),
    /// A longer text, of so many lines.
    Prose(u8),
    /// One of many.
    Select(Vec<Choice>),
    /// One of a few.
    Radios(Vec<Choice>),
    /// Any of several.
    Boxes(Vec<Choice>),
    /// Yes or no.
    Tick(bool),
    /// Nothing to see.
    Hidden,
}

/// A field.
#[derive(Template)]
#[template(path = "part/field.html")]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) value: String,
    pub(super) wrong: String,
    pub(super) required: bool,
    /// Whether it stands beside its neighbour where there is room.
    pub(super) half: bool,
    pub(super) autocomplete: &'static str,
    pub(super) optional: String,
    /// What stands in a menu where nothing is chosen.
    pub(super) blank: String,
    pub(super) control: Control,
}

impl HtmlSafe for Field {}

impl Field {
    fn icon(&self, name: &'static str) -> Icon {
        Icon(name)
    }

    /// What describes the field, by its id.
    fn described_by(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.name));
        let wrong = (!self.wrong.is_empty()).then(|| format!("{}-wrong", self.name));
        let both: Vec<String> = hint.into_iter().chain(wrong).collect();
        both.join(" ")
    }

    /// With a text that helps.
    pub(super) fn hint(mut self, hint: String) -> Self {
        self.hint = hint;
        self
    }

    /// Beside its neighbour where there is room.
    pub(super) fn half(mut self) -> Self {
        self.half = true;
        self
    }

    /// With what browsers may fill in by themselves.
    pub(super) fn autocomplete(mut self, what: &'static str) -> Self {
        self.autocomplete = what;
        self
    }
}

/// Makes the fields of a form out of what was typed and what is wrong with it.
pub(super) struct Fields<'f> {
    pub(super) t: &'static Words,
    pub(super) form: &'f Form,
    pub(super) problems: &'f Problems,
}

impl Fields<'_> {
    fn field(&self, (name, label): (&str, String), control: Control) -> Field {
        Field {
            value: self.form.text(name).to_owned(),
            wrong: self.problems.with(name).unwrap_or_default().to_owned(),
            name: name.to_owned(),
            label,
            hint: String::new(),
            required: true,
            half: false,
            autocomplete: "off",
            optional: String::new(),
            blank: String::new(),
            control,
        }
    }

    fn blank(&self, mut field: Field) -> Field {
        field.required = false;
        field.optional = i18n_embed_fl::fl!(self.t, "field-optional");
        field
    }

    /// The same, may be left blank.
    pub(super) fn optional(&self, field: Field) -> Field {
        self.blank(field)
    }

    pub(super) fn line(&self, name: &str, label: String) -> Field {
        self.field((name, label), Control::Line("text"))
    }

    pub(super) fn email(&self, name: &str, label: String) -> Field {
        self.field((name, label), Control::Line("email"))
    }

    pub(super) fn password(&self, name: &str, label: String) -> Field {
        let field = self.field((name, label), Control::Line("password"));
        // A password is never sent back.
        Field {
            value: String::new(),
            ..field
        }
    }

    pub(super) fn code(&self, name: &str, label: String) -> Field {
        self.field((name, label), Control::Short("text"))
    }

    pub(super) fn day(&self, name: &str, label: String) -> Field {
        self.field((name, label), Control::Short("date"))
    }

    pub(super) fn amount(&self, name: &str, label: String) -> Field {
        self.field((name, label), Control::Short("text"))
    }

    pub(super) fn prose(&self, name: &str, label: String) -> Field {
        self.field((name, label), Control::Prose(5))
    }

    /// A text of many paragraphs.
    pub(super) fn long_prose(&self, name: &str, label: String) -> Field {
        self.field((name, label), Control::Prose(18))
    }

    pub(super) fn tick(&self, name: &str, label: String) -> Field {
        let ticked = self.form.ticked(name);
        self.blank(self.field((name, label), Control::Tick(ticked)))
    }

    pub(super) fn hidden(&self, name: &str, value: impl Into<String>) -> Field {
        let field = self.field((name, String::new()), Control::Hidden);
        Field {
            value: value.into(),
            ..field
        }
    }

    /// One of a list of words, in a menu.
    pub(super) fn select<V: Vocabulary>(&self, name: &str, label: String) -> Field {
        let choices = self.words::<V>(name);
        self.field((name, label), Control::Select(choices))
    }

    /// One of a list of words, all in sight.
    pub(super) fn radios<V: Vocabulary>(&self, name: &str, label: String) -> Field {
        let choices = self.words::<V>(name);
        self.field((name, label), Control::Radios(choices))
    }

    /// One of these, in a menu.
    pub(super) fn select_of(
        &self,
        (name, label): (&str, String),
        of: impl IntoIterator<Item = (String, String)>,
    ) -> Field {
        self.field((name, label), Control::Select(self.choices(name, of)))
    }

    /// One of these, all in sight.
    pub(super) fn radios_of(
        &self,
        (name, label): (&str, String),
        of: impl IntoIterator<Item = (String, String)>,
    ) -> Field {
        self.field((name, label), Control::Radios(self.choices(name, of)))
    }

    /// Any of these.
    pub(super) fn boxes(&self, (name, label): (&str, String), of: impl IntoIterator<Item = (String, String)>) -> Field {
        self.field((name, label), Control::Boxes(self.choices(name, of)))
    }

    fn words<V: Vocabulary>(&self, name: &str) -> Vec<Choice> {
        self.choices(
            name,
            V::ALL.iter().map(|word| (word.code().to_owned(), self.t.word(*word))),
        )
    }

    fn choices(&self, name: &str, of: impl IntoIterator<Item = (String, String)>) -> Vec<Choice> {
        let chosen = |value: &str| self.form.all(name).any(|one| one == value);
        let choice = |(value, label): (String, String)| Choice {
            chosen: chosen(&value),
            value,
            label,
        };
        of.into_iter().map(choice).collect()
    }
}

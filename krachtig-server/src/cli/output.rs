//! How commands answer: text for people, or one JSON object for programs.
//!
//! Answers go to standard output, failures and progress to standard error. What does NOT belong here: the log.

use std::{
    borrow::Cow,
    error::Error,
    io::{self, Write},
    process::ExitCode,
};

use serde_json::{Value, json};

/// The exit code for wrong usage.
pub const USAGE: u8 = 2;
const FAILED: u8 = 1;

/// What a command has to say.
#[derive(Debug)]
pub struct Answer {
    text: String,
    data: Value,
    raw: bool,
}

impl Answer {
    /// An answer in both forms: `text` for people, `data` for programs.
    pub fn new(text: impl Into<String>, data: Value) -> Self {
        Self {
            text: text.into(),
            data,
            raw: false,
        }
    }

    /// Text that is the same for people and programs, such as a script.
    pub fn raw(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            data: Value::Null,
            raw: true,
        }
    }
}

/// Why a command has nothing to say.
#[derive(Debug)]
pub struct Failure {
    code: Cow<'static, str>,
    reason: Box<dyn Error + Send + Sync>,
    details: Option<Value>,
}

impl Failure {
    /// A refusal or failure with its stable code.
    pub fn refused(code: impl Into<Cow<'static, str>>, reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            code: code.into(),
            reason: reason.into(),
            details: None,
        }
    }

    /// The same with details for programs.
    #[must_use]
    pub fn with(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }

    /// The reason with what lies behind it, in one line.
    fn text(&self) -> String {
        let mut text = self.reason.to_string();
        let mut source = self.reason.source();
        while let Some(behind) = source {
            text = format!("{text}: {behind}");
            source = behind.source();
        }
        text
    }
}

/// The form in which a command answers.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    json: bool,
}

impl Output {
    /// JSON for programs, or text for people.
    pub fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether a program reads.
    pub fn is_json(self) -> bool {
        self.json
    }

    /// Writes the outcome where it belongs and gives the exit code.
    pub fn finish(self, outcome: Result<Answer, Failure>) -> ExitCode {
        let code = match &outcome {
            Ok(_) => ExitCode::SUCCESS,
            Err(_) => ExitCode::from(FAILED),
        };
        let written = match outcome {
            Ok(answer) => self.answer(&answer, &mut io::stdout().lock()),
            Err(failure) => self.failure(&failure, &mut io::stderr().lock()),
        };
        // Nobody reads any more, as when a pager is closed: there is nowhere left to say so.
        if written.is_err() { ExitCode::from(FAILED) } else { code }
    }

    pub(super) fn answer(self, answer: &Answer, to: &mut impl Write) -> io::Result<()> {
        if self.json && !answer.raw {
            writeln!(to, "{}", answer.data)
        } else {
            writeln!(to, "{}", answer.text.trim_end())
        }
    }

    pub(super) fn failure(self, failure: &Failure, to: &mut impl Write) -> io::Result<()> {
        if self.json {
            let mut error = json!({"code": failure.code, "message": failure.text()});
            if let Some(details) = &failure.details {
                error["details"] = details.clone();
            }
            writeln!(to, "{}", json!({"error": error}))
        } else {
            writeln!(to, "krachtig: {}", failure.text())
        }
    }
}

//! Uploading a plugin: two files, and each check that they pass, or the one at which they stop.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::refusal::{Refusal, RefusalCode};
use krachtig_core::service::{Action, Failure, UploadPlugin};
use poem::http::StatusCode;

use super::super::form::Problems;
use super::super::frame::Frame;
use super::super::parcel::Parcel;
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::{Place, Visit};
use super::super::words::Words;
use super::FILES;

/// What is checked, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Both files came, and are no larger than may be.
    Files,
    /// The signature is one, and its key signed it.
    Genuine,
    /// It is about this component.
    Covers,
    /// The office trusts the key.
    Trusted,
    /// The version is newer than those that there are.
    Newer,
    /// The component can be compiled, and asks for nothing that it may not have.
    Compiles,
    /// It starts on trial, and tells of itself what it has to.
    Starts,
    /// It tells the name, version and form of settings that were signed.
    Tells,
}

impl Stage {
    const ALL: [Self; 8] = [
        Self::Files,
        Self::Genuine,
        Self::Covers,
        Self::Trusted,
        Self::Newer,
        Self::Compiles,
        Self::Starts,
        Self::Tells,
    ];

    fn label(self, t: &'static Words) -> String {
        match self {
            Self::Files => fl!(t, "check-files"),
            Self::Genuine => fl!(t, "check-genuine"),
            Self::Covers => fl!(t, "check-covers"),
            Self::Trusted => fl!(t, "check-trusted"),
            Self::Newer => fl!(t, "check-newer"),
            Self::Compiles => fl!(t, "check-compiles"),
            Self::Starts => fl!(t, "check-starts"),
            Self::Tells => fl!(t, "check-tells"),
        }
    }
}

/// A check, and how it ended.
pub(super) struct Check {
    pub(super) label: String,
    /// Whether it was passed; none where it was not come to.
    pub(super) passed: Option<bool>,
    /// What is wrong, in words.
    pub(super) wrong: String,
    /// The stable code of that.
    pub(super) code: String,
    /// What whoever built it is told of the place.
    pub(super) detail: String,
}

impl Check {
    fn of(t: &'static Words, stage: Stage, passed: Option<bool>) -> Self {
        Self {
            label: stage.label(t),
            passed,
            wrong: String::new(),
            code: String::new(),
            detail: String::new(),
        }
    }
}

/// All checks, passed.
pub(super) fn passed(t: &'static Words) -> Vec<Check> {
    Stage::ALL
        .into_iter()
        .map(|stage| Check::of(t, stage, Some(true)))
        .collect()
}

/// At what the files stopped.
struct Stopped {
    stage: Stage,
    field: &'static str,
    code: String,
    detail: String,
}

impl Stopped {
    fn at_file(field: &'static str, code: &str) -> Self {
        Self {
            stage: Stage::Files,
            field,
            code: code.to_owned(),
            detail: String::new(),
        }
    }

    /// What the service refused.
    fn of(refusal: &Refusal) -> Self {
        let arg = |name: &str| {
            let found = refusal.args.iter().find(|arg| *arg.0 == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let reason = arg("reason");
        let stage = match (refusal.code, reason.as_str()) {
            (RefusalCode::SignatureRefused, "key_not_trusted") => Stage::Trusted,
            (RefusalCode::SignatureRefused, "signature_of_another") if arg("of").is_empty() => Stage::Covers,
            (RefusalCode::SignatureRefused, "signature_of_another") => Stage::Tells,
            (RefusalCode::SignatureRefused, _) => Stage::Genuine,
            (RefusalCode::OlderVersion | RefusalCode::AlreadyExists, _) => Stage::Newer,
            (_, "does_not_start" | "does_not_fit" | "bad_description" | "bad_settings_schema") => Stage::Starts,
            _ => Stage::Compiles,
        };
        let code = if reason.is_empty() {
            refusal.code.to_string()
        } else {
            reason
        };
        let detail = [arg("detail"), arg("uploaded")].into_iter().find(|one| !one.is_empty());
        Self {
            stage,
            field: if refusal.field == "signature" {
                "signature"
            } else {
                "component"
            },
            code,
            detail: detail.unwrap_or_default(),
        }
    }

    /// In words: those of the code, or of the check where the code has none.
    fn wrong(&self, t: &'static Words) -> String {
        let key = format!("check-wrong-{}", self.code);
        if t.has(&key) {
            return t.get(&key);
        }
        match self.stage {
            Stage::Starts => fl!(t, "check-wrong-starts"),
            _ => fl!(t, "check-wrong-component"),
        }
    }

    fn checks(&self, t: &'static Words) -> Vec<Check> {
        let at = Stage::ALL
            .iter()
            .position(|stage| *stage == self.stage)
            .unwrap_or_default();
        let check = |(n, stage)| {
            let passed = match n {
                n if n < at => Some(true),
                n if n == at => Some(false),
                _ => None,
            };
            Check::of(t, stage, passed)
        };
        let mut checks: Vec<Check> = Stage::ALL.into_iter().enumerate().map(check).collect();
        if let Some(failed) = checks.get_mut(at) {
            failed.wrong = self.wrong(t);
            failed.code.clone_from(&self.code);
            failed.detail.clone_from(&self.detail);
        }
        checks
    }
}

#[derive(Template)]
#[template(path = "rules/upload.html")]
struct UploadPage {
    p: Frame,
    crumbs: Vec<(String, String)>,
    problems: Problems,
    checks: Vec<Check>,
    /// The most bytes that a component may have.
    most: usize,
}

impl UploadPage {
    /// The two files: the field, what it is called, what helps, and what a browser offers to choose.
    fn files(&self) -> [(&'static str, String, String, &'static str); 2] {
        let t = self.p.t;
        [
            (
                "component",
                fl!(t, "field-component"),
                fl!(t, "field-component-hint"),
                ".wasm,application/wasm",
            ),
            (
                "signature",
                fl!(t, "field-signature"),
                fl!(t, "field-signature-hint"),
                ".sig",
            ),
        ]
    }
}

fn page(visit: &Visit, stopped: Option<&Stopped>) -> UploadPage {
    let t = visit.t;
    let problems = stopped.map(|stopped| Problems::one(stopped.field, stopped.wrong(t)));
    UploadPage {
        p: visit.frame(fl!(t, "do-rules-upload"), Some(Place::Rules)),
        crumbs: vec![(format!("{}/rules", visit.home()), fl!(t, "bar-rules"))],
        problems: problems.unwrap_or_default(),
        checks: stopped.map(|stopped| stopped.checks(t)).unwrap_or_default(),
        most: FILES[0].1,
    }
}

/// Shows the form.
pub(super) fn show(visit: &Visit) -> Answered {
    demand(visit)?;
    Reply::page(&page(visit, None))
}

/// Takes the files in, or tells at which check they stopped.
pub(super) async fn send(visit: &Visit, mut parcel: Parcel) -> Answered {
    demand(visit)?;
    let stopped = match files(&mut parcel) {
        Err(stopped) => stopped,
        Ok(cmd) => match visit.services.upload_plugin(&visit.ctx, cmd).await {
            Ok(plugin) => {
                let (home, id) = (visit.home(), plugin.id);
                return Ok(Reply::go_to(format!("{home}/rules/plugin?of={id}&done=rules-upload")));
            }
            Err(Failure::Refused(refusals)) if refusals.first().code != RefusalCode::NotFound => {
                Stopped::of(refusals.first())
            }
            Err(failure) => return Err(failure.into()),
        },
    };
    Reply::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page(visit, Some(&stopped)))
}

fn files(parcel: &mut Parcel) -> Result<UploadPlugin, Stopped> {
    let mut file = |(field, most): (&'static str, usize)| match parcel.take(field).bytes {
        bytes if bytes.len() > most => Err(Stopped::at_file(field, "too_large")),
        bytes if bytes.is_empty() => Err(Stopped::at_file(field, "required")),
        bytes => Ok(bytes),
    };
    let (component, signature) = (file(FILES[0])?, file(FILES[1])?);
    let signature = String::from_utf8(signature).map_err(|_| Stopped {
        stage: Stage::Genuine,
        ..Stopped::at_file("signature", "signature_malformed")
    })?;
    Ok(UploadPlugin { component, signature })
}

/// The form is shown to nobody who could not send it.
fn demand(visit: &Visit) -> Result<(), Trouble> {
    if visit.may(Action::UploadPlugin) {
        Ok(())
    } else {
        Err(Trouble::not_found())
    }
}

//! `krachtig check-config`: what the layers of settings come to.

use serde_json::{Value, json};

use super::{Answer, Context, Failure, Outcome};
use crate::settings::Settings;

pub(super) fn run(context: &Context) -> Outcome {
    let settings = shown(&context.settings()?)?;
    let mut text = String::from("The settings are accepted:\n");
    for (section, keys) in settings.as_object().into_iter().flatten() {
        for (key, value) in keys.as_object().into_iter().flatten() {
            text.push_str(&format!("{section}.{key} = {value}\n"));
        }
    }
    Ok(Answer::new(text, settings))
}

/// The settings as data, passwords blotted out.
fn shown(settings: &Settings) -> Result<Value, Failure> {
    let mut shown = serde_json::to_value(settings).map_err(|error| Failure::refused("settings_refused", error))?;
    if !settings.keys.command.is_empty() {
        // It may hold a password for where the key is.
        shown["keys"]["command"] = json!("…");
    }
    shown["database"]["url"] = json!(without_password(&settings.database.url));
    shown["mail"]["url"] = json!(without_password(&settings.mail.url));
    Ok(shown)
}

/// Blots out all that stands between the scheme and the last `@`, the user's name with it, and any query, in which
/// PostgreSQL takes a password too.
pub(super) fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let rest = rest
        .rsplit_once('@')
        .map_or(rest.to_owned(), |(_, host)| format!("…@{host}"));
    let rest = rest
        .split_once('?')
        .map_or(rest.clone(), |(host, _)| format!("{host}?…"));
    format!("{scheme}://{rest}")
}

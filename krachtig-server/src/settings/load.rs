//! Reads the layers of settings and refuses what is unknown or wrong, naming the key and where it came from.
//!
//! Each layer is read apart before they are laid over each other, because once merged nobody can tell which file or
//! variable a value came from. What does NOT belong here: what a setting means.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
};

use config::{Config, Environment, File, FileFormat, Source, Value, ValueKind};

use super::Settings;

/// The file that is read when none is named and it exists.
pub const DEFAULT_FILE: &str = "krachtig.toml";
/// How the name of every environment variable begins.
pub const ENVIRONMENT_PREFIX: &str = "KRACHTIG";
const SEPARATOR: &str = "__";

/// Why the settings were not accepted. Values are never repeated: one of them may hold a password.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The named file cannot be read or is not TOML.
    #[error("settings file {} is not readable: {reason}", .file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the reader said.
        reason: String,
    },
    /// Nothing has this name.
    #[error("{origin}: there is no setting `{key}`")]
    UnknownKey {
        /// The key as `section.key`.
        key: String,
        /// The file or environment variable.
        origin: String,
    },
    /// The value has the wrong type.
    #[error("{origin}: `{key}` has a value of the wrong kind, its default is `{default}`")]
    WrongValue {
        /// The key as `section.key`.
        key: String,
        /// The file or environment variable.
        origin: String,
        /// The default, to show the kind that is wanted.
        default: String,
    },
    /// The value has the right type and is still not usable.
    #[error("{origin}: `{key}` must {must}")]
    OutOfBounds {
        /// The key as `section.key`.
        key: String,
        /// The file or environment variable.
        origin: String,
        /// What would be acceptable.
        must: &'static str,
    },
    /// The settings reader failed for a reason of its own.
    #[error("the settings cannot be read: {0}")]
    Reader(#[from] config::ConfigError),
}

/// Where the settings may come from, apart from the defaults.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The file to read; an absent one is an error.
    pub file: Option<PathBuf>,
    /// Environment variables by name; those without our prefix are passed over.
    pub environment: HashMap<String, String>,
}

/// One value as its layer gave it.
struct Given {
    origin: String,
    value: Value,
}

/// Reads the defaults, the file (`named`, or [`DEFAULT_FILE`] where it exists) and the process's environment.
///
/// # Errors
/// A [`Refusal`] that names the key and its origin.
pub fn load(named: Option<&Path>) -> Result<Settings, Refusal> {
    let fallback = Path::new(DEFAULT_FILE);
    let file = named
        .or_else(|| fallback.exists().then_some(fallback))
        .map(Path::to_owned);
    // A variable whose name or value is not Unicode cannot be one of ours, and must not stop the server.
    let environment = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    load_from(&Sources { file, environment })
}

/// Reads the defaults and the given sources, and nothing else.
///
/// # Errors
/// A [`Refusal`] that names the key and its origin.
pub fn load_from(sources: &Sources) -> Result<Settings, Refusal> {
    let defaults = flat_defaults()?;
    let mut given = BTreeMap::new();
    if let Some(file) = &sources.file {
        read_file(file, &mut given)?;
    }
    read_environment(&sources.environment, &mut given)?;
    for (key, Given { origin, value }) in &given {
        let Some(default) = defaults.get(key) else {
            return Err(Refusal::UnknownKey {
                key: key.clone(),
                origin: origin.clone(),
            });
        };
        if overlay([(key, value)]).is_err() {
            let (key, origin, default) = (key.clone(), origin.clone(), default.to_string());
            return Err(Refusal::WrongValue { key, origin, default });
        }
    }
    let settings = overlay(given.iter().map(|(key, given)| (key, &given.value)))?;
    match settings.out_of_bounds() {
        None => Ok(settings),
        Some(found) => {
            let origin = given
                .get(found.key)
                .map_or("the defaults", |given| &given.origin)
                .to_owned();
            Err(Refusal::OutOfBounds {
                key: found.key.to_owned(),
                origin,
                must: found.must,
            })
        }
    }
}

fn overlay<'a>(values: impl IntoIterator<Item = (&'a String, &'a Value)>) -> Result<Settings, config::ConfigError> {
    let mut builder = Config::builder().add_source(Config::try_from(&Settings::default())?);
    for (key, value) in values {
        builder = builder.set_override(key, value.clone())?;
    }
    builder.build()?.try_deserialize()
}

fn read_file(file: &Path, given: &mut BTreeMap<String, Given>) -> Result<(), Refusal> {
    let unreadable = |reason: String| Refusal::File {
        file: file.to_owned(),
        reason,
    };
    let text = std::fs::read_to_string(file).map_err(|error| unreadable(error.to_string()))?;
    let layer = File::from_str(&text, FileFormat::Toml)
        .collect()
        .map_err(|error| unreadable(first_line(&error.to_string())))?;
    let origin = file.display().to_string();
    for (key, value) in flatten(layer) {
        given.insert(
            key,
            Given {
                origin: origin.clone(),
                value,
            },
        );
    }
    Ok(())
}

/// The first line of a parser's message tells the place; the lines after it repeat the file's text.
fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

fn read_environment(variables: &HashMap<String, String>, given: &mut BTreeMap<String, Given>) -> Result<(), Refusal> {
    // Values stay text until the settings' own types read them: guessing would turn a directory `007` into `7`.
    let layer = Environment::with_prefix(ENVIRONMENT_PREFIX)
        .prefix_separator(SEPARATOR)
        .separator(SEPARATOR)
        .source(Some(variables.clone()))
        .collect()?;
    // The layer's keys hold dots already: each entry is one variable.
    for (key, value) in layer {
        let name = format!(
            "{ENVIRONMENT_PREFIX}{SEPARATOR}{}",
            key.replace('.', SEPARATOR).to_uppercase()
        );
        let origin = format!("environment variable {name}");
        given.insert(key, Given { origin, value });
    }
    Ok(())
}

fn flat_defaults() -> Result<BTreeMap<String, Value>, Refusal> {
    Ok(flatten(Config::try_from(&Settings::default())?.collect()?)
        .into_iter()
        .collect())
}

/// Tables within tables as dotted keys.
fn flatten(table: impl IntoIterator<Item = (String, Value)>) -> Vec<(String, Value)> {
    let mut flat = Vec::new();
    for (key, value) in table {
        match value.kind {
            ValueKind::Table(inner) => {
                flat.extend(
                    flatten(inner)
                        .into_iter()
                        .map(|(rest, value)| (format!("{key}.{rest}"), value)),
                );
            }
            _ => flat.push((key, value)),
        }
    }
    flat
}

#[cfg(test)]
pub(super) fn flat_file(text: &str) -> BTreeMap<String, String> {
    let layer = File::from_str(text, FileFormat::Toml)
        .collect()
        .expect("the text is TOML");
    flatten(layer)
        .into_iter()
        .map(|(key, value)| (key, value.to_string()))
        .collect()
}

#[cfg(test)]
pub(super) fn flat_default_texts() -> BTreeMap<String, String> {
    let defaults = flat_defaults().expect("the defaults serialise");
    defaults
        .into_iter()
        .map(|(key, value)| (key, value.to_string()))
        .collect()
}

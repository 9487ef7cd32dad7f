//! Which schemas are taken: JSON Schema 2020-12 without what makes checking settings endless, slow or dependent on
//! anything outside the schema.
//!
//! A schema is data, but checking against it is running a small program: references can go round or double at every
//! step, and patterns can be built to be slow. So keywords come from a list, references lead to the schema's own
//! `$defs` and never round, and everything is counted before the validator is built. Settings do not belong here.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::{Draft, PatternOptions, Validator};
use serde_json::{Map, Value};

use super::shortened;

/// The longest schema, in bytes.
const LARGEST_SCHEMA: usize = 64 * 1024;
/// How deep subschemas may stand in one another, references followed.
const DEEPEST: usize = 16;
/// How many subschemas there may be, each reference counted as all that it leads to.
const MOST_SUBSCHEMAS: usize = 2_000;
/// How many patterns there may be.
const MOST_PATTERNS: usize = 50;
/// The longest pattern, in bytes.
const LONGEST_PATTERN: usize = 500;
/// The longest text, the most subschemas and the most patterns of a small schema: a megabyte or so once it is read.
const SMALL: (usize, usize, usize) = (8 * 1024, 200, 4);
/// What a compiled pattern may take, in bytes.
const LARGEST_PATTERN: usize = 256 * 1024;
/// The only dialect.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
/// What a reference begins with.
const DEFINITIONS: &str = "#/$defs/";
/// The formats that are checked. Others would be taken for checked while they are not.
const FORMATS: [&str; 6] = ["date", "date-time", "time", "email", "uri", "uuid"];

/// A schema that was found fit, ready to check settings.
pub(super) struct SettingsSchema {
    pub(super) validator: Validator,
    pub(super) subschemas: usize,
    declared: BTreeSet<String>,
    small: bool,
}

impl SettingsSchema {
    /// Reads a schema.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        if text.len() > LARGEST_SCHEMA {
            return Err("it is longer than 64 KiB".to_owned());
        }
        let schema: Value = serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))?;
        let root = schema.as_object().ok_or("it is no JSON object")?;
        let (subschemas, patterns) = Walk::through(root)?;
        let defaults = defaults(root)?;
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .with_pattern_options(
                PatternOptions::regex()
                    .size_limit(LARGEST_PATTERN)
                    .dfa_size_limit(LARGEST_PATTERN),
            )
            .should_validate_formats(true)
            .offline()
            .build(&schema)
            .map_err(|error| shortened(format!("{}: {}", error.instance_path(), error.masked())))?;
        let declared = defaults.keys().cloned().collect();
        let read = Self {
            validator,
            subschemas,
            declared,
            small: text.len() <= SMALL.0 && subschemas <= SMALL.1 && patterns <= SMALL.2,
        };
        super::check(&read, &Value::Object(defaults))
            .map_err(|faults| format!("its defaults don't match it: {faults}"))?;
        Ok(read)
    }

    /// Whether it takes little enough memory to be kept at hand.
    pub(super) fn is_small(&self) -> bool {
        self.small
    }

    /// Whether the schema has a setting of this name.
    pub(super) fn declares(&self, name: &str) -> bool {
        self.declared.contains(name)
    }
}

/// The defaults of the properties, of which each has one.
fn defaults(root: &Map<String, Value>) -> Result<Map<String, Value>, String> {
    if root.get("type").and_then(Value::as_str) != Some("object") {
        return Err("its type is not object".to_owned());
    }
    let properties = root
        .get("properties")
        .and_then(Value::as_object)
        .ok_or("it declares no properties")?;
    let default = |(name, property): (&String, &Value)| match property.get("default") {
        Some(default) => Ok((name.clone(), default.clone())),
        None => Err(shortened(format!("the property {name} has no default"))),
    };
    properties.iter().map(default).collect()
}

/// What stands under a keyword.
enum Under {
    /// A value that is no schema.
    Value,
    /// A pattern.
    Pattern,
    /// The name of a format.
    Format,
    /// A schema.
    Schema,
    /// A list of schemas.
    Schemas,
    /// Schemas by name.
    Named,
    /// Schemas by pattern.
    ByPattern,
    /// A reference.
    Reference,
}

/// What stands under a keyword; nothing where it is not taken. What begins with `x-` is for others to read.
fn under(keyword: &str) -> Option<Under> {
    Some(match keyword {
        "$comment" | "title" | "description" | "default" | "deprecated" | "readOnly" | "writeOnly" | "examples"
        | "type" | "enum" | "const" | "multipleOf" | "maximum" | "exclusiveMaximum" | "minimum"
        | "exclusiveMinimum" | "maxLength" | "minLength" | "maxItems" | "minItems" | "uniqueItems" | "maxContains"
        | "minContains" | "maxProperties" | "minProperties" | "required" | "dependentRequired" => Under::Value,
        "pattern" => Under::Pattern,
        "format" => Under::Format,
        "not" | "if" | "then" | "else" | "items" | "contains" | "propertyNames" | "additionalProperties" => {
            Under::Schema
        }
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Under::Schemas,
        "properties" | "dependentSchemas" => Under::Named,
        "patternProperties" => Under::ByPattern,
        "$ref" => Under::Reference,
        other => return other.starts_with("x-").then_some(Under::Value),
    })
}

/// How much a schema holds, its references followed.
#[derive(Clone, Copy)]
struct Size {
    subschemas: usize,
    height: usize,
}

impl Size {
    const ONE: Self = Self {
        subschemas: 1,
        height: 1,
    };

    /// With another schema within.
    fn around(self, inner: Self) -> Self {
        Self {
            subschemas: self.subschemas.saturating_add(inner.subschemas),
            height: self.height.max(inner.height + 1),
        }
    }
}

/// A walk through a schema that measures it and stops at the first thing that is not taken.
struct Walk<'s> {
    definitions: BTreeMap<&'s str, &'s Value>,
    /// The definitions that were measured; nothing for one that is being measured.
    measured: BTreeMap<&'s str, Option<Size>>,
    patterns: usize,
}

impl<'s> Walk<'s> {
    /// Walks through all of a schema and tells how many subschemas and patterns it has.
    fn through(root: &'s Map<String, Value>) -> Result<(usize, usize), String> {
        let definitions = match root.get("$defs") {
            None => BTreeMap::new(),
            Some(Value::Object(definitions)) => definitions
                .iter()
                .map(|(name, schema)| (name.as_str(), schema))
                .collect(),
            Some(_) => return Err("$defs is no object".to_owned()),
        };
        if root.get("$schema").is_some_and(|dialect| dialect != DIALECT) {
            return Err(format!("$schema is not {DIALECT}"));
        }
        let mut walk = Self {
            definitions,
            measured: BTreeMap::new(),
            patterns: 0,
        };
        let mut size = walk.object(root, 1)?;
        for name in walk.definitions.keys().copied().collect::<Vec<_>>() {
            size = size.around(walk.definition(name, 1)?);
        }
        if size.subschemas > MOST_SUBSCHEMAS {
            return Err(format!(
                "it has more than {MOST_SUBSCHEMAS} subschemas, references followed"
            ));
        }
        Ok((size.subschemas, walk.patterns))
    }

    fn schema(&mut self, schema: &'s Value, depth: usize) -> Result<Size, String> {
        match schema {
            Value::Bool(_) => Ok(Size::ONE),
            Value::Object(keywords) => self.object(keywords, depth),
            _ => Err("a schema stands in it that is neither an object nor true or false".to_owned()),
        }
    }

    fn object(&mut self, keywords: &'s Map<String, Value>, depth: usize) -> Result<Size, String> {
        check_depth(depth)?;
        let mut size = Size::ONE;
        for (keyword, value) in keywords {
            if depth == 1 && (keyword == "$schema" || keyword == "$defs") {
                continue;
            }
            let Some(under) = under(keyword) else {
                return Err(shortened(format!("the keyword {keyword} is not taken")));
            };
            let malformed = || format!("{keyword} holds what it can't");
            match under {
                Under::Value => {}
                Under::Pattern => self.pattern(value.as_str().ok_or_else(malformed)?)?,
                Under::Format => {
                    if !value.as_str().is_some_and(|format| FORMATS.contains(&format)) {
                        return Err(format!("a format is none of {}", FORMATS.join(", ")));
                    }
                }
                Under::Schema => size = size.around(self.schema(value, depth + 1)?),
                Under::Schemas => {
                    for schema in value.as_array().ok_or_else(malformed)? {
                        size = size.around(self.schema(schema, depth + 1)?);
                    }
                }
                Under::Named => {
                    for schema in value.as_object().ok_or_else(malformed)?.values() {
                        size = size.around(self.schema(schema, depth + 1)?);
                    }
                }
                Under::ByPattern => {
                    for (pattern, schema) in value.as_object().ok_or_else(malformed)? {
                        self.pattern(pattern)?;
                        size = size.around(self.schema(schema, depth + 1)?);
                    }
                }
                Under::Reference => {
                    let name = value.as_str().and_then(|reference| reference.strip_prefix(DEFINITIONS));
                    let name = name.ok_or("a $ref doesn't lead to #/$defs/ of the schema itself")?;
                    size = size.around(self.definition(name, depth + 1)?);
                }
            }
        }
        Ok(size)
    }

    fn definition(&mut self, name: &'s str, depth: usize) -> Result<Size, String> {
        if let Some(measured) = self.measured.get(name) {
            let size = measured.ok_or("a $ref leads round to itself")?;
            check_depth(depth + size.height - 1)?;
            return Ok(size);
        }
        let Some((name, schema)) = self.definitions.get_key_value(name) else {
            return Err("a $ref leads to nothing".to_owned());
        };
        let (name, schema) = (*name, *schema);
        self.measured.insert(name, None);
        let size = self.schema(schema, depth)?;
        self.measured.insert(name, Some(size));
        Ok(size)
    }

    fn pattern(&mut self, pattern: &str) -> Result<(), String> {
        self.patterns += 1;
        if pattern.len() > LONGEST_PATTERN {
            return Err(format!("a pattern is longer than {LONGEST_PATTERN} bytes"));
        }
        if self.patterns > MOST_PATTERNS {
            return Err(format!("it has more than {MOST_PATTERNS} patterns"));
        }
        Ok(())
    }
}

fn check_depth(depth: usize) -> Result<(), String> {
    if depth > DEEPEST {
        return Err(format!("its subschemas stand more than {DEEPEST} deep in one another"));
    }
    Ok(())
}

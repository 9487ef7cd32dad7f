//! The walk over a selection, and the telling of fields to the schema.

use std::collections::BTreeSet;

use async_graphql::indexmap::IndexMap;
use async_graphql::registry::{Deprecation, MetaField, Registry};
use krachtig_core::domain::id::MemberId;
use serde::Serialize;

use super::plan::Planned;
use super::{Answer, Shown};
use crate::graphql::member_names::Names;
use crate::graphql::scalar::described;

/// That a value was told: its JSON is written.
#[must_use]
pub struct Answered(());

/// What a field sees of the query, and where it tells its value: exactly once.
pub struct Walk<'w> {
    pub(super) names: &'w Names,
    /// The field at which the walk is.
    pub(super) at: &'w Planned<'w>,
    pub(super) telling: &'w mut Telling,
}

/// What a walk came to so far.
pub(super) struct Telling {
    /// What is told, as JSON.
    pub(super) json: Vec<u8>,
    /// How many bytes may be told.
    pub(super) most: usize,
    /// Of whom no name was known.
    pub(super) wanted: BTreeSet<MemberId>,
}

impl Telling {
    /// Whether more was told than may be.
    pub(super) fn is_too_long(&self) -> bool {
        self.json.len() > self.most
    }
}

impl<'w> Walk<'w> {
    /// A member's name, when it is known. An unknown one is noted, to be asked for once the walk is over.
    pub fn member_name(&mut self, id: MemberId) -> Option<&'w str> {
        if !self.names.asked(id) {
            self.telling.wanted.insert(id);
        }
        self.names.get(id)
    }

    /// Tells a value that serde knows how to write as JSON.
    pub(super) fn value(&mut self, value: &(impl Serialize + ?Sized)) -> Answered {
        let start = self.telling.json.len();
        // Only a map with keys that are no texts cannot be written, and no value here is one.
        if serde_json::to_writer(&mut self.telling.json, value).is_err() {
            self.telling.json.truncate(start);
            return self.null();
        }
        Answered(())
    }

    /// Tells that there is nothing.
    pub fn null(&mut self) -> Answered {
        self.write(b"null")
    }

    /// Tells a word of a closed list by its code, which has letters, digits and low lines alone: in upper case.
    pub fn word(&mut self, code: &str) -> Answered {
        let json = &mut self.telling.json;
        json.push(b'"');
        json.extend(code.bytes().map(|byte| byte.to_ascii_uppercase()));
        json.push(b'"');
        Answered(())
    }

    /// Tells values one after the other. Breaks off once too much was told, which is told instead of it.
    pub fn list<T: Answer>(&mut self, values: impl IntoIterator<Item = T>) -> Answered {
        let mut sign = b'[';
        for value in values {
            if self.telling.is_too_long() {
                break;
            }
            self.telling.json.push(sign);
            let Answered(()) = value.answer(self);
            sign = b',';
        }
        self.write(if sign == b'[' { b"[]" } else { b"]" })
    }

    /// Tells the fields of a record that are selected here.
    pub(super) fn object<R: Shown>(&mut self, record: &R, around: &R::Around) -> Answered {
        let mut sign = b'{';
        for field in &self.at.fields {
            let json = &mut self.telling.json;
            json.extend([sign, b'"']);
            json.extend(field.key.as_bytes());
            json.extend(b"\":");
            sign = b',';
            let mut walk = Walk {
                at: field,
                names: self.names,
                telling: self.telling,
            };
            let Answered(()) = match field.name {
                "__typename" => walk.value(&R::name()),
                name => match record.field(around, name, &mut walk) {
                    Some(told) => told,
                    None => walk.null(),
                },
            };
        }
        self.write(if sign == b'{' { b"{}" } else { b"}" })
    }

    fn write(&mut self, json: &[u8]) -> Answered {
        self.telling.json.extend(json);
        Answered(())
    }
}

/// Gathers the fields of an object for the schema.
pub struct Fields<'r> {
    pub(super) registry: &'r mut Registry,
    pub(super) told: IndexMap<String, MetaField>,
}

impl Fields<'_> {
    /// Tells a field that answers with an `A`.
    pub fn add<A: Answer>(&mut self, name: &str, about: &str) {
        let ty = A::register(self.registry);
        let field = MetaField {
            name: name.to_owned(),
            description: described(about),
            args: IndexMap::new(),
            ty,
            deprecation: Deprecation::NoDeprecated,
            cache_control: async_graphql::CacheControl::default(),
            external: false,
            requires: None,
            provides: None,
            visible: None,
            shareable: false,
            inaccessible: false,
            tags: Vec::new(),
            override_from: None,
            compute_complexity: None,
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        };
        self.told.insert(name.to_owned(), field);
    }
}

//! Parsed queries, kept for the next request with the same text.
//!
//! Pages and programs send the same few texts again and again with other variables. A text that holds a string is not
//! kept: it is not one of those, and it may hold somebody's name. What does NOT belong here: what a query may weigh; a
//! document is weighed before it is kept, all but whether its sender may ask for the schema.

use std::{
    num::NonZeroUsize,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationType};
use lru::LruCache;

use super::scan::Scan;

/// What one token of a query takes in memory once parsed, names, positions and lists included: 37 to 169 bytes were
/// measured, over a dossier's query, the one that asks for the schema, and texts made to be costly.
const BYTES_PER_TOKEN: usize = 200;

/// A parsed query that is within its limits.
pub(super) struct Document {
    /// The tree. The engine takes it by value, so each execution gets a copy.
    pub(super) tree: ExecutableDocument,
    /// Whether the engine has once accepted it in full.
    proven: AtomicBool,
    bytes: usize,
}

impl Document {
    pub(super) fn new(tree: ExecutableDocument, query: &str, scan: Scan) -> Self {
        let bytes = query.len() + scan.tokens * BYTES_PER_TOKEN;
        Self {
            tree,
            proven: AtomicBool::new(false),
            bytes,
        }
    }

    /// Whether the engine has accepted this document in full before, so that it need not check it again.
    pub(super) fn is_proven(&self) -> bool {
        self.proven.load(Ordering::Relaxed)
    }

    /// Notes that the engine accepted the document in full.
    ///
    /// Only a lone query counts. With several operations the proof would be of one of them; and in a mutation a
    /// variable of the wrong type must be found before the first field has changed anything.
    pub(super) fn prove(&self) {
        if self.lone_operation() == Some(OperationType::Query) {
            self.proven.store(true, Ordering::Relaxed);
        }
    }

    fn lone_operation(&self) -> Option<OperationType> {
        let mut operations = self.tree.operations.iter();
        match (operations.next(), operations.next()) {
            (Some((_, operation)), None) => Some(operation.node.ty),
            _ => None,
        }
    }

    /// What kind of operation a request with this operation name asks for; none if there is no such operation.
    pub(super) fn operation(&self, name: Option<&str>) -> Option<OperationType> {
        match (&self.tree.operations, name) {
            (DocumentOperations::Multiple(operations), Some(name)) => {
                operations.get(name).map(|operation| operation.node.ty)
            }
            (_, None) => self.lone_operation(),
            (DocumentOperations::Single(_), Some(_)) => None,
        }
    }
}

/// The documents kept, by their text; the one used longest ago goes first.
pub(super) struct Documents {
    kept: Mutex<Kept>,
    most_bytes: usize,
}

struct Kept {
    by_text: LruCache<Box<str>, Arc<Document>>,
    bytes: usize,
}

impl Documents {
    pub(super) fn new(most: usize, most_bytes: usize) -> Self {
        let most = NonZeroUsize::new(most).unwrap_or(NonZeroUsize::MIN);
        Self {
            kept: Mutex::new(Kept {
                by_text: LruCache::new(most),
                bytes: 0,
            }),
            most_bytes,
        }
    }

    pub(super) fn get(&self, query: &str) -> Option<Arc<Document>> {
        self.lock().by_text.get(query).map(Arc::clone)
    }

    pub(super) fn keep(&self, query: &str, document: &Arc<Document>) {
        if document.bytes > self.most_bytes {
            return;
        }
        let mut kept = self.lock();
        kept.bytes += document.bytes;
        // Either an older document makes room, or another request has just kept the same text.
        if let Some((_, gone)) = kept.by_text.push(query.into(), Arc::clone(document)) {
            kept.bytes -= gone.bytes;
        }
        while kept.bytes > self.most_bytes {
            let Some((_, gone)) = kept.by_text.pop_lru() else { break };
            kept.bytes -= gone.bytes;
        }
    }

    /// A panic while the lock was held leaves at worst a wrong estimate behind, so the documents stay in use.
    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(query: &str, tokens: usize) -> Arc<Document> {
        let tree = async_graphql::parser::parse_query(query).expect("it parses");
        Arc::new(Document::new(
            tree,
            query,
            Scan {
                tokens,
                ..Scan::default()
            },
        ))
    }

    #[test]
    fn the_oldest_makes_room_by_number_and_by_bytes() {
        let documents = Documents::new(2, 10 * BYTES_PER_TOKEN);
        for query in ["{a}", "{b}"] {
            documents.keep(query, &document(query, 3));
        }
        assert!(documents.get("{a}").is_some());
        documents.keep("{c}", &document("{c}", 3));
        assert!(documents.get("{a}").is_some() && documents.get("{b}").is_none());
        documents.keep("{d}", &document("{d}", 8));
        assert!(documents.get("{d}").is_some() && documents.get("{a}").is_none() && documents.get("{c}").is_none());
        documents.keep("{e}", &document("{e}", 11));
        assert!(
            documents.get("{e}").is_none() && documents.get("{d}").is_some(),
            "too large to keep at all"
        );
    }

    #[test]
    fn keeping_a_text_twice_counts_it_once() {
        let documents = Documents::new(8, 10 * BYTES_PER_TOKEN);
        for _ in 0..20 {
            documents.keep("{a}", &document("{a}", 3));
        }
        assert_eq!(documents.lock().bytes, 3 + 3 * BYTES_PER_TOKEN);
    }

    #[test]
    fn only_a_lone_query_is_ever_proven() {
        for (query, proven) in [
            ("{ a }", true),
            ("query A { a }", true),
            ("mutation { a }", false),
            ("query A { a } query B { a }", false),
        ] {
            let document = document(query, 1);
            document.prove();
            assert_eq!(document.is_proven(), proven, "{query}");
        }
    }

    #[test]
    fn the_operation_is_found_as_the_engine_finds_it() {
        let named = document("query A { a } mutation B { b }", 1);
        assert_eq!(named.operation(Some("B")), Some(OperationType::Mutation));
        assert_eq!(named.operation(None), None);
        assert_eq!(named.operation(Some("C")), None);
        let anonymous = document("subscription { s }", 1);
        assert_eq!(anonymous.operation(None), Some(OperationType::Subscription));
        assert_eq!(anonymous.operation(Some("A")), None);
    }
}

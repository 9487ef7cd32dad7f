//! Weighs a query's text in one pass, before the parser sees it.
//!
//! The parser is recursive and builds a tree as large as the text, so an endless nesting would end the process and a
//! hundred thousand aliases would cost far more than their refusal. This pass allocates nothing. It takes the text
//! apart exactly as the parser does; where a text is wrong it may stop early, because the parser will refuse it.
//! What does NOT belong here: what needs the tree, such as fragments.

use super::errors::Breach;
use crate::settings::Graphql;

/// Brackets within brackets of any kind. The parser's own bound on its recursion is the same, but it checks that only
/// after a first pass that has none.
const DEEPEST_NESTING: usize = 64;

/// What the pass found out beside that the query is within its limits.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Scan {
    /// Words, numbers, strings and signs.
    pub(super) tokens: usize,
    /// Whether the text holds a string, which may be somebody's name.
    pub(super) has_strings: bool,
    /// Fields that were renamed.
    pub(super) aliases: usize,
    /// Directives on anything.
    pub(super) directives: usize,
}

/// Weighs `query` against `limits`.
pub(super) fn scan(query: &str, limits: &Graphql) -> Result<Scan, Breach> {
    let bytes = query.as_bytes();
    let mut found = Scan::default();
    let (mut at, mut nesting, mut parentheses) = (0, 0_usize, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        let end = match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' => {
                at += 1;
                continue;
            }
            b'#' => {
                at = skip_while(bytes, at, |byte| byte != b'\n' && byte != b'\r');
                continue;
            }
            b'"' => {
                found.has_strings = true;
                string_end(bytes, at)
            }
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
                skip_while(bytes, at, |byte| byte == b'_' || byte.is_ascii_alphanumeric())
            }
            b'-' | b'0'..=b'9' => number_end(bytes, at),
            b'.' => skip_while(bytes, at, |byte| byte == b'.'),
            _ => at + 1,
        };
        match byte {
            b'{' | b'[' | b'(' => nesting += 1,
            b'}' | b']' | b')' => nesting = nesting.saturating_sub(1),
            b'@' => found.directives += 1,
            // Within parentheses a colon belongs to an argument or a variable, outside them to an alias.
            b':' if parentheses == 0 => found.aliases += 1,
            _ => {}
        }
        match byte {
            b'(' => parentheses += 1,
            b')' => parentheses = parentheses.saturating_sub(1),
            _ => {}
        }
        found.tokens += worth(&bytes[at..end]);
        within(&found, nesting, limits)?;
        at = end;
    }
    Ok(found)
}

fn within(found: &Scan, nesting: usize, limits: &Graphql) -> Result<(), Breach> {
    if found.tokens > limits.tokens {
        return Err(Breach::TooManyTokens);
    }
    if nesting > DEEPEST_NESTING {
        return Err(Breach::TooDeep);
    }
    if found.aliases > limits.aliases {
        return Err(Breach::TooManyAliases);
    }
    if found.directives > limits.directives {
        return Err(Breach::TooManyDirectives);
    }
    Ok(())
}

fn skip_while(bytes: &[u8], from: usize, belongs: impl Fn(u8) -> bool) -> usize {
    bytes[from..]
        .iter()
        .position(|byte| !belongs(*byte))
        .map_or(bytes.len(), |length| from + length)
}

/// How many values the parser may see in one token: it takes `truetrue` within a list for two.
fn worth(token: &[u8]) -> usize {
    let is_glued = [&b"true"[..], b"false", b"null"]
        .iter()
        .any(|word| token.starts_with(word) && token.len() > word.len());
    if is_glued { token.len().div_ceil(4) } else { 1 }
}

/// Where the number that begins at `from` ends, by the grammar: `007` and `1-2` are several numbers to the parser.
fn number_end(bytes: &[u8], from: usize) -> usize {
    let digits = |from: usize| skip_while(bytes, from.min(bytes.len()), |byte| byte.is_ascii_digit());
    let mut at = from + usize::from(bytes[from] == b'-');
    at = if bytes.get(at) == Some(&b'0') {
        at + 1
    } else {
        digits(at)
    };
    if bytes.get(at) == Some(&b'.') && digits(at + 1) > at + 1 {
        at = digits(at + 1);
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let end = digits(at + 1 + sign);
        if end > at + 1 + sign {
            at = end;
        }
    }
    at
}

/// Where the string that begins at `from` ends. An unended one ends with its line, or with the text.
///
/// Three quotes that no other three end are, to the parser, an empty string and the beginning of another.
fn string_end(bytes: &[u8], from: usize) -> usize {
    if bytes[from..].starts_with(br#"""""#)
        && let Some(end) = block_end(bytes, from + 3)
    {
        return end;
    }
    let mut at = from + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\n' | b'\r' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn block_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while at < bytes.len() {
        if bytes[at..].starts_with(br#"\""""#) {
            at += 4;
        } else if bytes[at..].starts_with(br#"""""#) {
            return Some(at + 3);
        } else {
            at += 1;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use async_graphql::{Value, parser::types::Selection};

    use super::*;

    fn of(query: &str) -> Scan {
        scan(query, &Graphql::default()).expect("light enough")
    }

    #[test]
    fn counts_what_a_reader_would_count() {
        let found = of("query Q($a: Int = 1) @d { x: one(a: $a, o: {k: 1}) @skip(if: false) { ...F } # c: d @e\n }");
        assert_eq!((found.aliases, found.directives, found.has_strings), (1, 2, false));
        assert_eq!(of("{ a , b }").tokens, 4);
        assert_eq!(of("{ a(x: -1.5e+3) ...B }").tokens, 10);
    }

    #[test]
    fn strings_are_one_token_whatever_they_hold() {
        let found = of(r#"{ a(x: "{ @ : \" } ") b(y: """ { @ : \""" " """) }"#);
        assert_eq!((found.aliases, found.directives, found.has_strings), (0, 0, true));
        assert_eq!(found.tokens, 14);
    }

    #[test]
    fn a_string_that_does_not_end_hides_nothing_after_its_line() {
        let found = of("{ a(x: \"oops\n) b: c d: e }");
        assert_eq!(found.aliases, 2);
    }

    #[test]
    fn nothing_that_the_parser_takes_for_many_values_counts_as_one() {
        for (list, least) in [
            ("0000", 4),
            ("1-2-3", 3),
            ("truetruetrue", 3),
            ("nullnull", 2),
            ("1e5-1e5", 2),
            ("1.5-1", 2),
        ] {
            let query = format!("{{ a(x: [{list}]) }}");
            assert!(
                async_graphql::parser::parse_query(&query).is_ok(),
                "the parser takes {list}"
            );
            assert!(of(&query).tokens >= 9 + least, "{list}");
        }
    }

    #[test]
    fn an_unended_block_string_hides_nothing() {
        let query = r#"{ a(x: ["""b" c]) d: e @f }"#;
        assert!(
            async_graphql::parser::parse_query(query).is_ok(),
            "the parser reads on behind it"
        );
        assert_eq!((of(query).aliases, of(query).directives), (1, 1));
    }

    #[test]
    fn every_limit_is_the_last_that_passes() {
        let limits = Graphql {
            tokens: 8,
            aliases: 2,
            directives: 1,
            ..Graphql::default()
        };
        assert!(scan("{ a:b c:d }", &limits).is_ok());
        assert_eq!(scan("{ a:b c:d e}", &limits), Err(Breach::TooManyTokens));
        let limits = Graphql { tokens: 100, ..limits };
        assert_eq!(scan("{ a:b c:d e:f }", &limits), Err(Breach::TooManyAliases));
        assert_eq!(scan("{ a @x @y }", &limits), Err(Breach::TooManyDirectives));
        let nested = |depth: usize| "[".repeat(depth);
        assert!(scan(&nested(64), &limits).is_ok());
        assert_eq!(scan(&nested(65), &limits), Err(Breach::TooDeep));
    }

    proptest::proptest! {
        /// Whatever the parser makes of a list, no value of it goes uncounted.
        #[test]
        fn counts_at_least_what_the_parser_finds(values in "([0-9.e+-]|true|null|\"|\\\\|\\$a|b| |#|\n|\\[|\\]|\\{|\\}|c:){0,40}") {
            let query = format!("{{ a(x: [{values}]) }}");
            let limits = Graphql { tokens: 1000, aliases: 1000, directives: 1000, ..Graphql::default() };
            if let Ok(found) = scan(&query, &limits)
                && let Ok(document) = async_graphql::parser::parse_query(&query)
            {
                let (_, operation) = document.operations.iter().next().expect("one operation");
                let Selection::Field(field) = &operation.node.selection_set.node.items[0].node else { panic!("a field") };
                let list = field.node.arguments[0].1.node.clone();
                let values = values_in(&list.into_const_with(|_| Ok::<_, ()>(Value::Null)).expect("no variable fails"));
                proptest::prop_assert!(found.tokens >= values, "{} tokens, {values} values in {query:?}", found.tokens);
            }
        }
    }

    fn values_in(value: &Value) -> usize {
        1 + match value {
            Value::List(values) => values.iter().map(values_in).sum(),
            Value::Object(fields) => fields.values().map(values_in).sum(),
            _ => 0_usize,
        }
    }
}

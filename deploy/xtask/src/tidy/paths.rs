//! The paths that a Rust file names, with every `use` group written out: `a::{b, c::d}` is `a::b` and `a::c::d`.
//!
//! This reads tokens, not types: a path that a macro makes is not seen.

/// A path as written, and its line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NamedPath {
    pub(super) line: usize,
    pub(super) segments: Vec<String>,
}

/// Reads every path of two segments or more, and every single name that a `use` brings in, from code without comments.
pub(super) fn named_paths(code: &str) -> Vec<NamedPath> {
    let mut reader = Reader {
        tokens: tokens(code),
        at: 0,
        paths: Vec::new(),
    };
    while let Some((_, token)) = reader.tokens.get(reader.at) {
        match token {
            Token::Name(_) => {
                let used =
                    reader.at > 0 && matches!(&reader.tokens[reader.at - 1].1, Token::Name(name) if name == "use");
                reader.tree(&[], used);
            }
            _ => reader.at += 1,
        }
    }
    reader.paths
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Name(String),
    /// `::`
    Separator,
    Other(char),
}

fn tokens(code: &str) -> Vec<(usize, Token)> {
    let mut tokens = Vec::new();
    for (index, text) in code.lines().enumerate() {
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let name_length = rest
                .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                .unwrap_or(rest.len());
            let (token, length) = if name_length > 0 {
                (Some(Token::Name(rest[..name_length].to_owned())), name_length)
            } else if rest.starts_with("::") {
                (Some(Token::Separator), 2)
            } else {
                (
                    (!first.is_whitespace()).then_some(Token::Other(first)),
                    first.len_utf8(),
                )
            };
            tokens.extend(token.map(|token| (index + 1, token)));
            rest = &rest[length..];
        }
    }
    tokens
}

struct Reader {
    tokens: Vec<(usize, Token)>,
    at: usize,
    paths: Vec<NamedPath>,
}

impl Reader {
    fn token(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(_, token)| token)
    }

    /// Reads a path, and what its group holds, behind a prefix. A lone name counts only where it is `wanted`.
    fn tree(&mut self, prefix: &[String], wanted: bool) {
        let line = self.tokens.get(self.at).map_or(0, |(line, _)| *line);
        let mut segments = prefix.to_vec();
        while let Some(Token::Name(name)) = self.token() {
            segments.push(name.clone());
            self.at += 1;
            if self.token() != Some(&Token::Separator) {
                break;
            }
            self.at += 1;
            if self.token() == Some(&Token::Other('{')) {
                self.at += 1;
                return self.group(&segments);
            }
        }
        if wanted || segments.len() > 1 {
            self.paths.push(NamedPath { line, segments });
        }
    }

    fn group(&mut self, prefix: &[String]) {
        while let Some(token) = self.token() {
            match token {
                Token::Name(_) => self.tree(prefix, true),
                Token::Other('}') => {
                    self.at += 1;
                    return;
                }
                _ => self.at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::named_paths;

    fn written(code: &str) -> Vec<(usize, String)> {
        named_paths(code)
            .into_iter()
            .map(|path| (path.line, path.segments.join("::")))
            .collect()
    }

    #[test]
    fn groups_are_written_out() {
        let code = "use crate::{\n    domain::{id::CaseId, money},\n    store::*,\n};\nuse sea_orm;\n";
        let expected = [
            (2, "crate::domain::id::CaseId"),
            (2, "crate::domain::money"),
            (3, "crate::store"),
            (5, "sea_orm"),
        ];
        assert_eq!(written(code), expected.map(|(line, path)| (line, path.to_owned())));
    }

    #[test]
    fn paths_inside_expressions_are_found() {
        let code = "fn f() -> x::Y {\n    ::sqlx::query(a).map(Vec::<u8>::new)\n}";
        let expected = [(1, "x::Y"), (2, "sqlx::query")];
        assert_eq!(written(code), expected.map(|(line, path)| (line, path.to_owned())));
    }
}

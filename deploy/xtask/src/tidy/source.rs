//! Rust source without what is not code: comments and the insides of strings and characters become spaces.
//!
//! Every line and column stays where it was. Not here: understanding the code that is left.

/// Blanks comments and literals.
pub(super) fn code_only(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut rest = source;
    let mut last = ' ';
    while let Some(first) = rest.chars().next() {
        let length = skipped(rest, last).unwrap_or(0);
        if length > 0 {
            code.extend(rest[..length].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            last = ' ';
            rest = &rest[length..];
        } else {
            code.push(first);
            last = first;
            rest = &rest[first.len_utf8()..];
        }
    }
    code
}

/// How many bytes of comment or literal stand at the beginning, if any do.
fn skipped(rest: &str, last: char) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(block_comment(rest));
    }
    if rest.starts_with('"') {
        return Some(quoted(rest));
    }
    if rest.starts_with('r') && !(last.is_alphanumeric() && last != 'b' && last != 'c' || last == '_') {
        return raw_string(rest);
    }
    if rest.starts_with('\'') {
        return character(rest);
    }
    None
}

/// Block comments nest.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        let here = &rest[at..];
        if here.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// `r"…"` or `r#"…"#` with as many `#` as it likes; nothing where the `r` is a name or a raw identifier.
fn raw_string(rest: &str) -> Option<usize> {
    let after = &rest[1..];
    let hashes = after.len() - after.trim_start_matches('#').len();
    let body = after[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let opening = 2 + hashes;
    Some(body.find(&end).map_or(rest.len(), |at| opening + at + end.len()))
}

/// `'x'` or `'\…'`; nothing where the quote begins a lifetime.
fn character(rest: &str) -> Option<usize> {
    let body = &rest[1..];
    if let Some(escape) = body.strip_prefix('\\') {
        let named = escape.chars().next().map_or(0, char::len_utf8);
        return escape[named..].find('\'').map(|at| 2 + named + at + 1);
    }
    let length = body.chars().next()?.len_utf8();
    body[length..].starts_with('\'').then_some(length + 2)
}

#[cfg(test)]
mod tests {
    use super::code_only;

    #[test]
    fn comments_and_literals_vanish_and_the_rest_stays_in_place() {
        for (source, code) in [
            ("a // b\nc", "a     \nc"),
            ("a /* b /* c */ d */ e", "a                   e"),
            (r#"f("x\"y") g"#, "f(      ) g"),
            ("f(r#\"x\"y\"#) g", "f(        ) g"),
            ("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}"),
            (r"['x', '\'', '\\'] y", "[   ,     ,     ] y"),
            ("let r = var + r#type;", "let r = var + r#type;"),
        ] {
            assert_eq!(code_only(source).trim_end(), code.trim_end(), "{source}");
        }
    }
}

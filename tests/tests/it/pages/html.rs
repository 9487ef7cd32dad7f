//! What holds for every page, read off its text.

use krachtig_tests::browser::Answered;

/// Elements that have no end.
const VOID: [&str; 12] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr",
];

/// What stands behind this.
pub(super) fn after<'t>(text: &'t str, this: &str) -> &'t str {
    text.split_once(this).map_or("", |(_, after)| after)
}

/// What stands between this and the next quote.
pub(super) fn attribute(text: &str, before: &str) -> String {
    let after = text
        .split(before)
        .nth(1)
        .unwrap_or_else(|| panic!("there is no {before} in {text}"));
    after.split('"').next().unwrap_or_default().to_owned()
}

/// Whether a page keeps to what all of them keep to.
pub(super) fn check(answer: &Answered, language: &str) -> Result<(), String> {
    let text = &answer.text;
    let demand = |holds: bool, what: &str| if holds { Ok(()) } else { Err(what.to_owned()) };
    demand(
        text.contains(&format!("<html lang=\"{language}\"")),
        "it is in another language",
    )?;
    demand(!text.contains("No localization for id"), "a text is missing")?;
    demand(
        text.matches("<h1").count() == 1,
        "it has not one heading of the first level",
    )?;
    demand(
        text.contains("<main ") && text.contains("href=\"#content\""),
        "it has no way to its content",
    )?;
    let policy = answer.header("content-security-policy");
    demand(
        policy.contains("default-src 'none'") && !policy.contains("unsafe"),
        policy,
    )?;
    for inline in ["<style", " style=\"", " onclick", " onload", " hx-on", "javascript:"] {
        demand(!text.contains(inline), inline)?;
    }
    let scripts = text.split("<script").skip(1);
    for script in scripts {
        demand(script.starts_with(" src=\"/assets/"), "a script stands in the page")?;
    }
    unique_ids(text)?;
    balanced(text)
}

fn unique_ids(text: &str) -> Result<(), String> {
    let mut ids: Vec<&str> = text
        .split(" id=\"")
        .skip(1)
        .filter_map(|part| part.split('"').next())
        .collect();
    ids.sort_unstable();
    match ids.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(format!("the id {} stands twice", pair[0])),
        None => Ok(()),
    }
}

/// Whether every element that begins ends, in order.
fn balanced(text: &str) -> Result<(), String> {
    let mut open: Vec<&str> = Vec::new();
    for tag in text.split('<').skip(1) {
        let inside = tag.split('>').next().unwrap_or_default();
        if inside.starts_with('!') {
            continue;
        }
        if let Some(name) = inside.strip_prefix('/') {
            match open.pop() {
                Some(begun) if begun == name => {}
                begun => return Err(format!("{begun:?} ends as {name}")),
            }
            continue;
        }
        let name = inside.split([' ', '\n', '/']).next().unwrap_or_default();
        if !VOID.contains(&name) && !inside.ends_with('/') {
            open.push(name);
        }
    }
    if open.is_empty() {
        Ok(())
    } else {
        Err(format!("{open:?} never end"))
    }
}

/// What a browser would send of the form on a page whose drafts are kept, as it was shown.
pub(super) fn fields(text: &str) -> Vec<(String, String)> {
    let form = after(text, "data-draft=\"").split("</form>").next().unwrap_or_default();
    let mut fields: Vec<(String, String)> = Vec::new();
    // The menu that an option belongs to.
    let mut menu = String::new();
    for tag in form.split('<').skip(1) {
        let (inside, content) = tag.split_once('>').unwrap_or((tag, ""));
        let of = |name: &str| {
            let found = inside.split_once(&format!(" {name}=\"")).map(|(_, after)| after);
            plain(found.and_then(|after| after.split('"').next()).unwrap_or_default())
        };
        let is_choice = matches!(of("type").as_str(), "checkbox" | "radio");
        match inside.split([' ', '\n']).next() {
            Some("input") if !is_choice || inside.ends_with(" checked") => fields.push((of("name"), of("value"))),
            Some("textarea") => fields.push((of("name"), plain(content))),
            Some("select") => menu = of("name"),
            Some("option") if inside.ends_with(" selected") => fields.push((menu.clone(), of("value"))),
            _ => {}
        }
    }
    fields
}

/// A text as it was before it was written into a page.
fn plain(text: &str) -> String {
    let mut parts = text.split("&#");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| {
        let (code, rest) = part.split_once(';').unwrap_or(("", part));
        let sign = code.parse().ok().and_then(char::from_u32);
        plain + &sign.map(String::from).unwrap_or_default() + rest
    })
}

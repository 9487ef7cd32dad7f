//! What rules say, written as people write it: amounts, dates and words filled into a finding's sentence.
//!
//! Sentences of Krachtig itself do not belong here.

use krachtig_region::finding::Value;
use krachtig_region::{Day, Finding};

use crate::import::words::in_dutch;
use crate::plugin_host::rule_set::{Description, Translation};

/// The months, by language.
const MONTHS: [[&str; 12]; 2] = [
    [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
];

/// A finding in every language that the rules have: the language and the sentence. None for one they don't declare.
pub(super) fn filled_in(description: &Description, finding: &Finding) -> Vec<(String, String)> {
    let declared = description
        .findings
        .iter()
        .find(|declared| declared.code == finding.code);
    let texts = declared.map_or(&[][..], |declared| &declared.texts[..]);
    texts
        .iter()
        .map(|text| (text.language.clone(), fill(text, finding)))
        .collect()
}

/// Fills in once, from the left: what an argument says is never itself looked at for braces.
fn fill(text: &Translation, finding: &Finding) -> String {
    let mut filled = String::new();
    let mut rest = text.text.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        let argument = finding.arguments.iter().find(|argument| argument.name == name);
        match argument {
            Some(argument) => filled.push_str(&value(&argument.value, text.language == "nl")),
            None => filled.push_str(&format!("{{{name}}}")),
        }
        rest = behind;
    }
    filled + rest
}

fn value(value: &Value, dutch: bool) -> String {
    match value {
        Value::Amount(cents) => amount(*cents, dutch),
        Value::Count(number) | Value::Days(number) => grouped(*number, dutch),
        Value::Date(day) => date(*day, dutch),
        Value::Word(code) => {
            let label = in_dutch(code).filter(|_| dutch);
            label.map_or_else(|| code.replace('_', " "), str::to_owned)
        }
    }
}

/// An amount of euro cents: `€ 1.250,50`, or `€1,250.50` in English.
pub(super) fn amount(cents: i64, dutch: bool) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let (euros, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    let euros = digits(euros, dutch);
    if dutch {
        format!("€ {sign}{euros},{rest:02}")
    } else {
        format!("{sign}€{euros}.{rest:02}")
    }
}

fn grouped(number: i64, dutch: bool) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", digits(number.unsigned_abs(), dutch))
}

/// Digits with a mark between the thousands.
fn digits(number: u64, dutch: bool) -> String {
    let plain = number.to_string();
    let mut marked = String::new();
    for (index, digit) in plain.chars().enumerate() {
        if index > 0 && (plain.len() - index).is_multiple_of(3) {
            marked.push(if dutch { '.' } else { ',' });
        }
        marked.push(digit);
    }
    marked
}

/// A date with the month in full: `15 juni 2026`.
fn date(day: Day, dutch: bool) -> String {
    let months = MONTHS[usize::from(!dutch)];
    let month = months.get(usize::from(day.month()).wrapping_sub(1)).unwrap_or(&"?");
    format!("{} {month} {}", day.day_of_month(), day.year())
}

/// `1 case`, `2 cases`.
pub(super) fn number_of(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {what}{plural}", digits(number as u64, false))
}

/// A size in bytes as people read it, with the exact number.
pub(super) fn size(bytes: usize) -> String {
    format!("{} KiB ({} bytes)", bytes.div_ceil(1024), digits(bytes as u64, false))
}

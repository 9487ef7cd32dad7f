//! Amounts as the Dutch write them: a comma before the cents, a point between the thousands.

use krachtig_core::domain::money::Cents;

/// Why a text or a number is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum NotAnAmount {
    /// It is below zero.
    Negative,
    /// It is no amount in euros and cents, or a larger one than there is.
    Unreadable,
}

/// The amount that a text holds: `€ 1.250,00`, `1250,50`, `1.250` (one thousand two hundred and fifty), `12,5`, `50,-`.
///
/// A single point with one or two digits behind it is taken for a decimal point, for that is how programs write.
pub(in crate::import) fn parse(text: &str) -> Result<Cents, NotAnAmount> {
    let bare = without_currency(text);
    if bare.starts_with(['-', '−']) || bare.ends_with('-') && !bare.ends_with(",-") && !bare.ends_with(",--") {
        return Err(NotAnAmount::Negative);
    }
    let bare = bare
        .strip_suffix(",--")
        .or_else(|| bare.strip_suffix(",-"))
        .unwrap_or(&bare);
    let (whole, decimals) = split(bare).ok_or(NotAnAmount::Unreadable)?;
    let cents = match decimals.len() {
        0 => 0,
        1 => number(decimals).ok_or(NotAnAmount::Unreadable)? * 10,
        2 => number(decimals).ok_or(NotAnAmount::Unreadable)?,
        _ => return Err(NotAnAmount::Unreadable),
    };
    let euros = whole_euros(whole).ok_or(NotAnAmount::Unreadable)?;
    Cents::new(euros * 100 + cents).ok_or(NotAnAmount::Unreadable)
}

/// The amount that a number cell holds, which has to be whole cents but for the dust of floating point.
pub(in crate::import) fn from_number(euros: f64) -> Result<Cents, NotAnAmount> {
    let cents = euros * 100.0;
    let whole = cents.round();
    if !cents.is_finite() || (cents - whole).abs() > 1e-3 {
        return Err(NotAnAmount::Unreadable);
    }
    if whole < 0.0 {
        return Err(NotAnAmount::Negative);
    }
    if whole > 1e12 {
        return Err(NotAnAmount::Unreadable);
    }
    // Within the bounds just checked the cast is exact.
    Cents::new(whole as i64).ok_or(NotAnAmount::Unreadable)
}

fn without_currency(text: &str) -> String {
    let lower = text.trim().to_lowercase();
    let mut bare = lower.trim_start_matches(['-', '−']);
    let negative = bare.len() < lower.len();
    for currency in ["€", "eur", "euro"] {
        bare = bare.strip_prefix(currency).unwrap_or(bare);
    }
    for currency in ["€", "euro", "eur"] {
        bare = bare.strip_suffix(currency).unwrap_or(bare);
    }
    format!("{}{}", if negative { "-" } else { "" }, bare.trim())
}

/// The part before and the part behind the decimal mark.
fn split(bare: &str) -> Option<(&str, &str)> {
    if let Some((whole, decimals)) = bare.split_once(',') {
        return (!decimals.is_empty()).then_some((whole, decimals));
    }
    match bare.rsplit_once('.') {
        Some((whole, decimals)) if matches!(decimals.len(), 1 | 2) && !whole.contains('.') => Some((whole, decimals)),
        _ => Some((bare, "")),
    }
}

/// Whole euros, with points or spaces between thousands if they stand where thousands end.
fn whole_euros(text: &str) -> Option<i64> {
    let mut groups = text.split(|c: char| c == '.' || c == '\'' || c.is_whitespace());
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    if rest.is_empty() {
        return number(first);
    }
    if first.is_empty() || first.len() > 3 || rest.iter().any(|group| group.len() != 3) {
        return None;
    }
    number(&std::iter::once(first).chain(rest).collect::<String>())
}

fn number(digits: &str) -> Option<i64> {
    let plausible = (1..=12).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    plausible.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dutch_amounts() {
        for (text, cents) in [
            ("€ 1.250,00", 125_000),
            ("€1.250", 125_000),
            ("1250,50", 125_050),
            ("1.250", 125_000),
            ("1.250.000,5", 125_000_050),
            ("12,5", 1_250),
            ("12.50", 1_250),
            ("12.5", 1_250),
            ("50,-", 5_000),
            ("€ 50,--", 5_000),
            ("EUR 50", 5_000),
            ("50 euro", 5_000),
            ("1 250,00", 125_000),
            ("1\u{a0}250", 125_000),
            ("0", 0),
            ("007", 700),
        ] {
            assert_eq!(parse(text).map(Cents::get), Ok(cents), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount() {
        for text in [
            "",
            "€",
            "1,250",
            "1.2500",
            "12.50.00",
            "1,2,3",
            "1.25,00",
            "abc",
            "1e3",
            "12 50",
            ".50,00",
            "9999999999999",
        ] {
            assert_eq!(parse(text), Err(NotAnAmount::Unreadable), "{text}");
        }
        for text in ["-50", "€ -50,00", "-€ 50", "50-", "−1"] {
            assert_eq!(parse(text), Err(NotAnAmount::Negative), "{text}");
        }
    }

    #[test]
    fn numbers_are_whole_cents() {
        assert_eq!(from_number(0.1 + 0.2).map(Cents::get), Ok(30));
        assert_eq!(from_number(1250.0).map(Cents::get), Ok(125_000));
        assert_eq!(from_number(12.345), Err(NotAnAmount::Unreadable));
        assert_eq!(from_number(-1.0), Err(NotAnAmount::Negative));
        for wild in [f64::NAN, f64::INFINITY, 1e300, 2e10] {
            assert_eq!(from_number(wild), Err(NotAnAmount::Unreadable), "{wild}");
        }
    }
}

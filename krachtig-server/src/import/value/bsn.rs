//! Finds citizen service numbers (BSN), which may not come in. Nine digits that pass the eleven test are taken for one,
//! also in the midst of a text: better a number too many refused than one BSN let through.

/// Whether a text holds nine digits in a row, or grouped as people write them, that pass the eleven test.
pub(in crate::import) fn holds_bsn(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut runs = digit_runs(bytes).peekable();
    if runs.peek().is_none() {
        return false;
    }
    let runs: Vec<(usize, usize)> = runs.collect();
    let whole = runs
        .iter()
        .any(|&(start, end)| end - start == 9 && passes(bytes[start..end].iter().copied()));
    whole
        || runs
            .windows(3)
            .enumerate()
            .any(|(at, three)| grouped(bytes, &runs, at, three))
}

/// Whether three runs of digits, 3-3-3 or 4-2-3 with the same mark between them, make up one number.
fn grouped(bytes: &[u8], runs: &[(usize, usize)], at: usize, three: &[(usize, usize)]) -> bool {
    let lengths: Vec<usize> = three.iter().map(|(start, end)| end - start).collect();
    if lengths != [3, 3, 3] && lengths != [4, 2, 3] {
        return false;
    }
    let joined = |left: &(usize, usize), right: &(usize, usize)| {
        let mark = bytes[left.1];
        (right.0 == left.1 + 1 && matches!(mark, b'.' | b' ' | b'-')).then_some(mark)
    };
    let (Some(first), Some(second)) = (joined(&three[0], &three[1]), joined(&three[1], &three[2])) else {
        return false;
    };
    // A longer chain, such as an amount of a thousand million or an account number, is another kind of number.
    let goes_on = runs.get(at + 3).is_some_and(|next| joined(&three[2], next).is_some())
        || at
            .checked_sub(1)
            .is_some_and(|before| joined(&runs[before], &three[0]).is_some());
    first == second && !goes_on && passes(three.iter().flat_map(|&(start, end)| bytes[start..end].iter().copied()))
}

/// The starts and ends of all runs of digits.
fn digit_runs(bytes: &[u8]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes.get(at..)?.iter().position(u8::is_ascii_digit)?;
        let length = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        at = start + length;
        Some((start, at))
    })
}

/// The eleven test (elfproef) of the BSN: weights 9 to 2, and -1 for the last digit; not all zeros.
fn passes(digits: impl Iterator<Item = u8>) -> bool {
    let digits: Vec<i32> = digits.map(|byte| i32::from(byte - b'0')).collect();
    let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
    let sum: i32 = digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum();
    digits.iter().any(|&digit| digit != 0) && sum % 11 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    // 111222333 and 123456782 are the numbers that test sets of the BSN are known for.
    #[test]
    fn bsns_are_found() {
        for text in [
            "111222333",
            "BSN: 123456782.",
            "111.222.333",
            "111 222 333",
            "1112-22-333",
            "x123456782y",
        ] {
            assert!(holds_bsn(text), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not() {
        for text in [
            "123456789",
            "000000000",
            "1112223334",
            "0600000123",
            "06-00000123",
            "NL00BANK0111222333",
            "31-12-2026",
            "1.111.222.333",
            "111.222-333",
            "GZ-001",
            "",
        ] {
            assert!(!holds_bsn(text), "{text}");
        }
    }
}

//! Looks through a workbook's archive before anything is parsed: how much it unpacks to, and what its parts promise.
//!
//! A workbook is a zip archive, whose headers may lie about sizes, so every part is unpacked here once, against one
//! budget. The cells themselves are not read here.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::Refusal;
use crate::import::limits::Limits;

/// Refuses an archive that would take more than the limits allow.
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<(), Refusal> {
    let broken = || {
        Refusal::new(
            "unreadable_workbook",
            "not a workbook that can be read; save it again as .xlsx",
        )
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    if archive.len() > limits.max_parts {
        let message = format!("the workbook has more than {} parts", limits.max_parts);
        return Err(Refusal::new("workbook_too_large", message));
    }
    let mut left = limits.max_unpacked_bytes;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| broken())?;
        let strings = part
            .name()
            .map_err(|_| broken())?
            .to_lowercase()
            .ends_with("sharedstrings.xml");
        let mut taken = part.take(left.saturating_add(1));
        let unpacked = if strings {
            let mut content = Vec::new();
            taken.read_to_end(&mut content).map_err(|_| broken())?;
            check_shared_strings(&content, limits)?;
            content.len() as u64
        } else {
            std::io::copy(&mut taken, &mut std::io::sink()).map_err(|_| broken())?
        };
        left = left.checked_sub(unpacked).ok_or_else(|| {
            let message = format!("the workbook unpacks to more than {} bytes", limits.max_unpacked_bytes);
            Refusal::new("workbook_too_large", message)
        })?;
    }
    Ok(())
}

/// Refuses a table of strings that announces more strings than a workbook may have cells.
///
/// The parser reserves room for as many as are announced, and a reservation that fails ends the whole process.
fn check_shared_strings(content: &[u8], limits: &Limits) -> Result<(), Refusal> {
    let too_many = || {
        Refusal::new(
            "workbook_too_large",
            "the workbook announces more texts than it may have cells",
        )
    };
    // Only in an encoding that leaves ASCII as it is does the search below see what the parser sees.
    let prologue = String::from_utf8_lossy(&content[..content.len().min(200)]).to_lowercase();
    if content.contains(&0) || (prologue.contains("encoding") && !prologue.contains("utf-8")) {
        return Err(Refusal::new(
            "unreadable_workbook",
            "the workbook's texts are not in UTF-8; save it again as .xlsx",
        ));
    }
    let word = b"uniqueCount";
    let mut rest = content;
    while let Some(at) = position_of(rest, word) {
        rest = &rest[at + word.len()..];
        let value = rest
            .iter()
            .skip_while(|byte| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'"' | b'\'' | b'+'));
        let digits: Vec<u8> = value.copied().take_while(u8::is_ascii_digit).take(21).collect();
        let announced = std::str::from_utf8(&digits)
            .ok()
            .and_then(|digits| digits.parse::<u64>().ok())
            .unwrap_or(0);
        if digits.len() > 20 || announced > limits.max_cells as u64 {
            return Err(too_many());
        }
    }
    Ok(())
}

fn position_of(content: &[u8], word: &[u8]) -> Option<usize> {
    content.windows(word.len()).position(|window| window == word)
}

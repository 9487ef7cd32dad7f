//! Reads CSV as offices have it: the separator and the encoding are found out, nothing of either is asked.

use std::borrow::Cow;

use csv::{ReaderBuilder, StringRecord};
use encoding_rs::{Encoding, WINDOWS_1252};

use super::{CellValue, Grid, GridRow, Meter, Refusal};
use crate::import::kind::RecordKind;
use crate::import::limits::Limits;
use crate::import::value::text::{fold_header, restore, says_nothing};

/// The separators that are tried; where nothing tells them apart the first one wins, which Dutch Excel writes.
const SEPARATORS: [u8; 3] = [b';', b'\t', b','];

/// How many records at the top are looked at to find the separator.
const LOOKED_AT: usize = 30;

/// The one grid of a CSV file.
pub(super) fn read(bytes: &[u8], name: &str, limits: &Limits) -> Result<Grid, Refusal> {
    let decoded = decode(bytes);
    let (told, text) = told_separator(&decoded);
    let separator = told.unwrap_or_else(|| find_separator(text));
    Ok(Grid {
        file: name.to_owned(),
        sheet: None,
        rows: read_rows(text, separator, limits)?,
    })
}

/// The text of a file: by its byte order mark, else as UTF-8 if it is that, else as Windows-1252.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// The separator that a first line `sep=;` tells, and the text behind that line, which Excel does not show either.
fn told_separator(text: &str) -> (Option<u8>, &str) {
    let line_end = text.find(['\r', '\n']).unwrap_or(text.len());
    let told = text[..line_end]
        .trim()
        .strip_prefix("sep=")
        .and_then(|mark| match mark.as_bytes() {
            [byte] if SEPARATORS.contains(byte) => Some(*byte),
            _ => None,
        });
    match told {
        Some(byte) => {
            let rest = &text[line_end..];
            (
                Some(byte),
                rest.strip_prefix("\r\n")
                    .or_else(|| rest.strip_prefix(['\r', '\n']))
                    .unwrap_or(rest),
            )
        }
        None => (None, text),
    }
}

/// The separator under which a row near the top has the most headers that are known.
fn find_separator(text: &str) -> u8 {
    let score = |separator: u8| {
        let headers = records(text, separator)
            .take(LOOKED_AT)
            .map(|(_, record)| known_headers(&record))
            .max();
        headers.unwrap_or(0)
    };
    let mut best = (SEPARATORS[0], score(SEPARATORS[0]));
    for separator in &SEPARATORS[1..] {
        let headers = score(*separator);
        if headers > best.1 {
            best = (*separator, headers);
        }
    }
    best.0
}

fn known_headers(record: &StringRecord) -> usize {
    let folded: Vec<String> = record.iter().take(100).map(fold_header).collect();
    let of_kind = |kind: RecordKind| {
        folded
            .iter()
            .filter(|header| kind.column_under(header).is_some())
            .count()
    };
    RecordKind::ALL.into_iter().map(of_kind).max().unwrap_or(0)
}

/// The records of a text with the row numbers that Excel shows: lines within quotes don't count, empty lines do.
fn records(text: &str, separator: u8) -> impl Iterator<Item = (u32, StringRecord)> + '_ {
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut number = 0u32;
    std::iter::from_fn(move || {
        let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        let mut record = StringRecord::new();
        // The text is UTF-8 and lengths may differ, so there is nothing left that the parser could refuse.
        if !reader.read_record(&mut record).unwrap_or(false) {
            return None;
        }
        number = number
            .saturating_add(1)
            .saturating_add(empty_lines(text.as_bytes(), start));
        Some((number, record))
    })
}

/// How many empty lines the parser passes over from here.
fn empty_lines(bytes: &[u8], start: usize) -> u32 {
    let mut at = start;
    // The line feed of a pair belongs to the line before.
    if at > 0 && bytes.get(at - 1) == Some(&b'\r') && bytes.get(at) == Some(&b'\n') {
        at += 1;
    }
    let mut lines = 0;
    while let Some(byte) = bytes.get(at).filter(|byte| matches!(byte, b'\r' | b'\n')) {
        at += if *byte == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
            2
        } else {
            1
        };
        lines += 1;
    }
    lines
}

fn read_rows(text: &str, separator: u8, limits: &Limits) -> Result<Vec<GridRow>, Refusal> {
    let mut meter = Meter::new(limits);
    let mut rows = Vec::new();
    for (number, record) in records(text, separator) {
        let mut cells = Vec::with_capacity(record.len().min(limits.max_columns));
        let mut filled = 0;
        for (column, content) in record.iter().enumerate() {
            let trimmed = content.trim_matches([' ', '\n', '\r', '\u{a0}']);
            if says_nothing(trimmed.trim()) {
                // Empty columns at the end cost nothing, however many there are.
                if column < limits.max_columns {
                    cells.push(CellValue::Empty);
                }
                continue;
            }
            meter.cell(number, column, trimmed)?;
            cells.push(CellValue::Text(restore(trimmed).to_owned()));
            filled = cells.len();
        }
        cells.truncate(filled);
        if filled > 0 {
            meter.row(number)?;
            rows.push(GridRow { number, cells });
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Vec<(u32, Vec<String>)> {
        let grid = read(bytes, "proef.csv", &Limits::default()).unwrap_or_else(|refusal| panic!("{}", refusal.message));
        let text = |cell: &CellValue| match cell {
            CellValue::Text(text) => text.clone(),
            _ => String::new(),
        };
        grid.rows
            .iter()
            .map(|row| (row.number, row.cells.iter().map(text).collect()))
            .collect()
    }

    fn first_cells(bytes: &[u8]) -> Vec<(u32, String)> {
        rows(bytes)
            .into_iter()
            .map(|(number, cells)| (number, cells[0].clone()))
            .collect()
    }

    #[test]
    fn separators_are_found_also_below_a_title_with_other_ones() {
        for separator in [";", ",", "\t"] {
            let header = ["gezinsnummer", "naam", "gemeente"].join(separator);
            let text = format!(
                "Lijst, versie 2, voor intern gebruik; concept\n{header}\nGZ-1{separator}Een{separator}Delft\n"
            );
            assert_eq!(rows(text.as_bytes())[2].1, ["GZ-1", "Een", "Delft"], "{separator:?}");
        }
        assert_eq!(
            rows(b"sep=,\r\na;b,c\r\n"),
            [(1, vec!["a;b".to_owned(), "c".to_owned()])]
        );
    }

    #[test]
    fn encodings_are_found() {
        let expected = vec![(1, vec!["Daniëlle".to_owned(), "€ 5".to_owned()])];
        assert_eq!(rows("Daniëlle;€ 5".as_bytes()), expected);
        assert_eq!(rows("\u{feff}Daniëlle;€ 5".as_bytes()), expected);
        assert_eq!(rows(b"Dani\xEBlle;\x80 5"), expected);
        let utf16: Vec<u8> = "\u{feff}Daniëlle;€ 5"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(rows(&utf16), expected);
    }

    #[test]
    fn rows_are_numbered_as_excel_does() {
        let numbered = |text: &str| first_cells(text.as_bytes());
        let expected = vec![(1, "a".to_owned()), (4, "b\nc".to_owned()), (5, "d".to_owned())];
        assert_eq!(numbered("a;1\n\n;;\n\"b\nc\";2\nd;3\n\n\n"), expected);
        let expected = vec![(1, "a".to_owned()), (4, "b\r\nc".to_owned()), (5, "d".to_owned())];
        assert_eq!(numbered("a;1\r\n\r\n;;\r\n\"b\r\nc\";2\r\nd;3\r\n"), expected);
        assert_eq!(numbered("\n\na\n"), [(3, "a".to_owned())]);
        assert_eq!(numbered("\r\n\r\na"), [(3, "a".to_owned())]);
    }

    #[test]
    fn limits_hold() {
        let tight = Limits {
            max_rows: 2,
            max_columns: 3,
            max_cells: 5,
            max_cell_chars: 4,
            ..Limits::default()
        };
        let refused = |text: &str| {
            let refusal = read(text.as_bytes(), "proef.csv", &tight)
                .err()
                .map(|refusal| (refusal.code, refusal.row));
            refusal.unwrap_or(("read", 0))
        };
        assert_eq!(refused("a;b;c;;;;;\nd\n\n"), ("read", 0));
        assert_eq!(refused("a\nb\n\nc"), ("too_many_rows", 4));
        assert_eq!(refused("a;b;c\nd;e;f"), ("too_many_cells", 2));
        assert_eq!(refused("a\n;;;b"), ("too_many_columns", 2));
        assert_eq!(refused("éééé\nabcde"), ("cell_too_long", 2));
    }
}

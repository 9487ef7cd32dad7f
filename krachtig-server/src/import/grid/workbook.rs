//! Reads the sheets of an XLSX workbook. Formulas are read as the value that Excel last saw.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx};

use super::{CellValue, Grid, GridRow, Meter, Refusal, archive};
use crate::import::limits::Limits;
use crate::import::value::{date, text};

/// The sheets of a workbook, and those that were refused.
pub(super) fn read(bytes: Vec<u8>, name: &str, limits: &Limits) -> Result<(Vec<Grid>, Vec<Refusal>), Refusal> {
    archive::check(&bytes, limits)?;
    // The parser asserts here and there what only a well-formed workbook keeps to; a hostile one must not end the import.
    catch_unwind(AssertUnwindSafe(|| read_sheets(bytes, name, limits))).unwrap_or_else(|_| Err(unreadable()))
}

fn unreadable() -> Refusal {
    Refusal::new(
        "unreadable_workbook",
        "not a workbook that can be read; save it again as .xlsx",
    )
}

fn read_sheets(bytes: Vec<u8>, name: &str, limits: &Limits) -> Result<(Vec<Grid>, Vec<Refusal>), Refusal> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let sheets: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    if sheets.len() > limits.max_sheets {
        return Err(Refusal::new(
            "workbook_too_large",
            format!("the workbook has more than {} sheets", limits.max_sheets),
        ));
    }
    let (mut grids, mut refused) = (Vec::new(), Vec::new());
    for sheet in sheets {
        match read_sheet(&mut workbook, &sheet, limits) {
            Ok(rows) => grids.push(Grid {
                file: name.to_owned(),
                sheet: Some(sheet),
                rows,
            }),
            Err(refusal) => refused.push(refusal.in_sheet(&sheet)),
        }
    }
    Ok((grids, refused))
}

fn read_sheet(workbook: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str, limits: &Limits) -> Result<Vec<GridRow>, Refusal> {
    // Cells are streamed and kept sparsely: a sheet's claim on its own size is never believed.
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(|_| unreadable())?;
    let mut meter = Meter::new(limits);
    let mut rows: BTreeMap<u32, Vec<CellValue>> = BTreeMap::new();
    while let Some(cell) = reader.next_cell().map_err(|_| unreadable())? {
        let (row, column) = cell.get_position();
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        let number = row.saturating_add(1);
        let content = match cell.get_value() {
            DataRef::String(text) => text.as_str(),
            DataRef::SharedString(text) => text,
            _ => "",
        };
        if *cell.get_value() == DataRef::Empty {
            continue;
        }
        meter.cell(number, column, content)?;
        let value = cell_value(cell.get_value());
        if value == CellValue::Empty {
            continue;
        }
        let cells = match rows.entry(number) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => {
                meter.row(number)?;
                entry.insert(Vec::new())
            }
        };
        if cells.len() <= column {
            cells.resize(column + 1, CellValue::Empty);
        }
        cells[column] = value;
    }
    Ok(rows
        .into_iter()
        .map(|(number, cells)| GridRow { number, cells })
        .collect())
}

fn cell_value(data: &DataRef<'_>) -> CellValue {
    let of_text = |content: &str| match content.trim_matches([' ', '\n', '\r', '\u{a0}']) {
        nothing if text::says_nothing(nothing.trim()) => CellValue::Empty,
        trimmed => CellValue::Text(text::restore(trimmed).to_owned()),
    };
    match data {
        DataRef::Empty => CellValue::Empty,
        // Beyond 2^53 a number was never typed as an amount or a score; its last digits would be made up.
        DataRef::Int(number) => CellValue::Number(*number as f64),
        DataRef::Float(number) => CellValue::Number(*number),
        DataRef::String(content) => of_text(content),
        DataRef::SharedString(content) => of_text(content),
        DataRef::Bool(flag) => CellValue::Bool(*flag),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            let found = date::calendar(i32::from(year), i32::from(month), i32::from(day));
            found.map_or(CellValue::Broken, CellValue::Date)
        }
        DataRef::DateTime(duration) => CellValue::Number(duration.as_f64()),
        DataRef::DateTimeIso(moment) => {
            date::parse(moment, date::Pivot::Casework).map_or(CellValue::Broken, CellValue::Date)
        }
        DataRef::DurationIso(_) | DataRef::Error(_) => CellValue::Broken,
    }
}

//! The figures as a workbook of three sheets: the figures, what was counted, and where it all comes from.

use krachtig_national::store::FrozenRelease;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::rows::{COLUMNS, Cell, Figures};
use super::{NotWritten, about, code};
use crate::import::neutralise;

/// Writes the workbook.
pub(super) fn write(release: &FrozenRelease, figures: &Figures) -> Result<Vec<u8>, NotWritten> {
    workbook(release, figures).map_err(NotWritten::because)
}

fn workbook(release: &FrozenRelease, figures: &Figures) -> Result<Vec<u8>, XlsxError> {
    let told = &release.release;
    let (year, month, day) = told.computed_on.to_calendar_date();
    let year = u16::try_from(year).unwrap_or(1900);
    let mut book = Workbook::new();
    // A workbook says when it was made: when its figures were, whoever asks for it and whenever.
    let made = ExcelDateTime::from_ymd(year, month.into(), day)?;
    let title = neutralise(&told.definition.title.nl);
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&made));

    let sheet = book.add_worksheet().set_name("figures")?;
    head(sheet, COLUMNS.iter().map(|column| column.name))?;
    for (at, row) in (1..).zip(&figures.0) {
        for (column, cell) in (0..).zip(row) {
            match cell {
                Cell::Text(text) => sheet.write_string(at, column, neutralise(text))?,
                #[expect(clippy::cast_precision_loss, reason = "a workbook has no other numbers")]
                Cell::Integer(number) => sheet.write_number(at, column, *number as f64)?,
                Cell::Decimal(number) => sheet.write_number(at, column, f64::from(number.thousandths()) / 1_000.0)?,
                Cell::Empty => sheet,
            };
        }
    }

    let sheet = book.add_worksheet().set_name("indicators")?;
    let names = ["indicator", "nl", "en", "definition_nl", "definition_en", "unit"];
    head(sheet, names.into_iter())?;
    let indicators = told.tables.iter().map(|table| &table.indicator);
    let rows = indicators.map(|one| {
        let texts = [
            &one.code,
            &one.label.nl,
            &one.label.en,
            &one.definition.nl,
            &one.definition.en,
        ];
        let texts = texts.into_iter().cloned();
        texts.chain([code(one.unit)]).collect::<Vec<_>>()
    });
    texts(sheet, rows)?;

    let sheet = book.add_worksheet().set_name("release")?;
    head(sheet, ["what", "text"].into_iter())?;
    texts(
        sheet,
        about(release)
            .into_iter()
            .map(|(name, text)| vec![name.to_owned(), text]),
    )?;
    book.save_to_buffer()
}

/// The first row, which stays in sight.
pub(super) fn head<'n>(sheet: &mut Worksheet, names: impl Iterator<Item = &'n str>) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    for (column, name) in (0..).zip(names) {
        sheet.write_string_with_format(0, column, name, &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// Rows of texts, below the first.
fn texts(sheet: &mut Worksheet, rows: impl Iterator<Item = Vec<String>>) -> Result<(), XlsxError> {
    for (at, row) in (1..).zip(rows) {
        for (column, text) in (0..).zip(row) {
            sheet.write_string(at, column, neutralise(&text))?;
        }
    }
    Ok(())
}

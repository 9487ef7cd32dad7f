//! A list that somebody takes along: CSV as Dutch spreadsheets open it (a byte order mark, semicolons, commas in numbers),
//! or a workbook.
//!
//! Which rows there are, and who may have them, does not belong here.

use csv::{Terminator, WriterBuilder};
use krachtig_core::domain::money::Cents;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};
use time::Date;

use super::NotWritten;
use super::sheets::head;
use crate::import::neutralise;

/// By what a spreadsheet knows that a file is UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// Lines of text.
    Csv,
    /// A workbook.
    Workbook,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListCell {
    /// What somebody typed, or a word.
    Text(String),
    /// A day.
    Day(Date),
    /// An amount of money.
    Amount(Cents),
    /// A whole number.
    Number(i64),
    /// Nothing.
    Empty,
}

/// A list.
#[derive(Clone, Debug)]
pub struct List {
    /// What it is called: the name of the sheet.
    pub title: String,
    /// When it was made.
    pub made_on: Date,
    /// What its columns are called.
    pub head: Vec<String>,
    /// The rows, each as long as the head.
    pub rows: Vec<Vec<ListCell>>,
}

impl From<String> for ListCell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Option<Date>> for ListCell {
    fn from(day: Option<Date>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }
}

impl ListKind {
    /// The kind that is asked for by this word, which is how its files end.
    #[must_use]
    pub fn of_ending(ending: &str) -> Option<Self> {
        [Self::Csv, Self::Workbook]
            .into_iter()
            .find(|kind| kind.ending() == ending)
    }

    /// How its files end.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Workbook => "xlsx",
        }
    }

    /// What it is sent as.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Workbook => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

impl List {
    /// The bytes of the list as a file.
    ///
    /// # Errors
    /// [`NotWritten`].
    pub fn write(&self, kind: ListKind) -> Result<Vec<u8>, NotWritten> {
        match kind {
            ListKind::Csv => self.lines(),
            ListKind::Workbook => self.workbook().map_err(NotWritten::because),
        }
    }

    fn lines(&self) -> Result<Vec<u8>, NotWritten> {
        let mut writer = WriterBuilder::new()
            .delimiter(b';')
            .terminator(Terminator::CRLF)
            .from_writer(BYTE_ORDER_MARK.to_vec());
        let names = self.head.iter().map(|name| neutralise(name));
        writer.write_record(names).map_err(NotWritten::because)?;
        for row in &self.rows {
            let cells = row.iter().map(|cell| match cell {
                ListCell::Text(text) => neutralise(text),
                ListCell::Day(day) => day.to_string(),
                ListCell::Amount(amount) => amount.to_string().replace('.', ","),
                ListCell::Number(number) => number.to_string(),
                ListCell::Empty => String::new(),
            });
            writer.write_record(cells).map_err(NotWritten::because)?;
        }
        writer
            .into_inner()
            .map_err(|cause| NotWritten::because(cause.to_string()))
    }

    fn workbook(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let made = moment(self.made_on)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let (days, amounts) = (
            Format::new().set_num_format("yyyy-mm-dd"),
            Format::new().set_num_format("#,##0.00"),
        );
        let sheet = book.add_worksheet().set_name(&self.title)?;
        head(sheet, self.head.iter().map(String::as_str))?;
        for (at, row) in (1..).zip(&self.rows) {
            for (column, cell) in (0..).zip(row) {
                match cell {
                    ListCell::Text(text) => sheet.write_string(at, column, neutralise(text))?,
                    ListCell::Day(day) => sheet.write_datetime_with_format(at, column, moment(*day)?, &days)?,
                    #[expect(clippy::cast_precision_loss, reason = "a workbook has no other numbers")]
                    ListCell::Amount(amount) => {
                        sheet.write_number_with_format(at, column, amount.get() as f64 / 100.0, &amounts)?
                    }
                    #[expect(clippy::cast_precision_loss, reason = "a workbook has no other numbers")]
                    ListCell::Number(number) => sheet.write_number(at, column, *number as f64)?,
                    ListCell::Empty => sheet,
                };
            }
        }
        book.save_to_buffer()
    }
}

/// A day as a workbook has it; it knows none before 1900.
fn moment(day: Date) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(day.year()).unwrap_or(1900);
    ExcelDateTime::from_ymd(year, day.month().into(), day.day())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};
    use time::macros::date;

    use super::*;

    fn list() -> List {
        let row = |text: &str| {
            vec![
                ListCell::from(text.to_owned()),
                ListCell::Day(date!(2026 - 03 - 02)),
                ListCell::Amount(Cents::new(123_456).expect("in range")),
                ListCell::Empty,
            ]
        };
        List {
            title: "Gezinnen".to_owned(),
            made_on: date!(2026 - 11 - 28),
            head: ["Gezin", "Begonnen", "Bedrag", "Niets"].map(str::to_owned).to_vec(),
            rows: vec![
                row("Gezin \"A\"; B"),
                row("=HYPERLINK(\"https://x.invalid\")"),
                row("+31 6"),
                row("Zoë"),
            ],
        }
    }

    #[test]
    fn dutch_spreadsheets_open_the_lines_and_no_cell_is_a_formula() {
        let bytes = list().write(ListKind::Csv).expect("written");
        let text = std::str::from_utf8(&bytes).expect("UTF-8");
        assert_eq!(
            text,
            "\u{feff}Gezin;Begonnen;Bedrag;Niets\r\n\
             \"Gezin \"\"A\"\"; B\";2026-03-02;1234,56;\r\n\
             \"'=HYPERLINK(\"\"https://x.invalid\"\")\";2026-03-02;1234,56;\r\n\
             '+31 6;2026-03-02;1234,56;\r\n\
             Zoë;2026-03-02;1234,56;\r\n"
        );
    }

    #[test]
    fn a_workbook_has_days_and_amounts_as_such_and_is_the_same_bytes_each_time() {
        let bytes = list().write(ListKind::Workbook).expect("written");
        assert_eq!(bytes, list().write(ListKind::Workbook).expect("written"));
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
        let sheet = book.worksheet_range("Gezinnen").expect("the sheet");
        let text = |row, column| sheet.get_value((row, column)).cloned();
        assert_eq!(
            text(2, 0),
            Some(Data::String("'=HYPERLINK(\"https://x.invalid\")".to_owned()))
        );
        assert!(matches!(text(1, 1), Some(Data::DateTime(_))), "a day is one");
        assert_eq!(text(1, 2), Some(Data::Float(1_234.56)));
    }
}

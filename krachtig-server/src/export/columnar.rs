//! The figures as Parquet, with what is said of the release as a whole in the file's own metadata. Texts stand as they are:
//! no spreadsheet opens it.

use std::fmt::Write as _;
use std::sync::Arc;

use krachtig_national::store::FrozenRelease;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::parser::parse_message_type;

use super::rows::{COLUMNS, Cell, Figures, Holds};
use super::{NotWritten, about};

/// Writes all rows as one group.
pub(super) fn write(release: &FrozenRelease, figures: &Figures) -> Result<Vec<u8>, NotWritten> {
    file(release, figures).map_err(NotWritten::because)
}

fn file(release: &FrozenRelease, figures: &Figures) -> Result<Vec<u8>, ParquetError> {
    let said = about(release);
    let said = said
        .into_iter()
        .map(|(name, text)| KeyValue::new(name.to_owned(), text));
    let properties = WriterProperties::builder()
        // Another version of the library writes other names here.
        .set_created_by("krachtig".to_owned())
        .set_key_value_metadata(Some(said.collect()))
        .build();
    let schema = Arc::new(parse_message_type(&schema())?);
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    for (number, column) in COLUMNS.iter().enumerate() {
        let Some(mut into) = group.next_column()? else { break };
        let cells = figures.0.iter().map(|row| &row[number]);
        match column.holds {
            Holds::Text => put::<ByteArrayType>(&mut into, cells, column.required, |cell| match cell {
                Cell::Text(text) => Some(ByteArray::from(text.as_str())),
                _ => None,
            })?,
            Holds::Integer => put::<Int64Type>(&mut into, cells, column.required, |cell| match cell {
                Cell::Integer(number) => Some(*number),
                _ => None,
            })?,
            Holds::Decimal => put::<DoubleType>(&mut into, cells, column.required, |cell| match cell {
                Cell::Decimal(number) => Some(f64::from(number.thousandths()) / 1_000.0),
                _ => None,
            })?,
        }
        into.close()?;
    }
    group.close()?;
    writer.into_inner()
}

fn schema() -> String {
    let mut schema = "message figures {".to_owned();
    for column in &COLUMNS {
        let needed = if column.required { "REQUIRED" } else { "OPTIONAL" };
        let name = column.name;
        // Writing to a text does not fail.
        let _ = match column.holds {
            Holds::Text => write!(schema, " {needed} BYTE_ARRAY {name} (UTF8);"),
            Holds::Integer => write!(schema, " {needed} INT64 {name};"),
            Holds::Decimal => write!(schema, " {needed} DOUBLE {name};"),
        };
    }
    schema + " }"
}

/// Writes a column: its values, and in a column that may lack some, which rows have one.
fn put<'c, T: DataType>(
    into: &mut SerializedColumnWriter<'_>,
    cells: impl Iterator<Item = &'c Cell>,
    required: bool,
    value: impl Fn(&Cell) -> Option<T::T>,
) -> Result<(), ParquetError> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    for cell in cells {
        let value = value(cell);
        levels.push(i16::from(value.is_some()));
        values.extend(value);
    }
    let levels = (!required).then_some(levels.as_slice());
    into.typed::<T>().write_batch(&values, levels, None)?;
    Ok(())
}

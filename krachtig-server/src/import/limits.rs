//! How much an import may ask of the machine. What happens to a file that asks more is decided where it is read.

/// The bounds within which files are read. Whatever goes over is refused with a code of its own, never cut short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file, as it lies on disk.
    pub max_file_bytes: u64,
    /// Bytes of all parts of one workbook together, once unpacked: what a zip bomb runs into.
    pub max_unpacked_bytes: u64,
    /// Parts within one workbook's archive.
    pub max_parts: usize,
    /// Sheets of one workbook.
    pub max_sheets: usize,
    /// Rows with content, of one sheet or one file.
    pub max_rows: usize,
    /// Columns of one sheet or one file.
    pub max_columns: usize,
    /// Cells with content, of one sheet or one file.
    pub max_cells: usize,
    /// Characters of one cell.
    pub max_cell_chars: usize,
    /// Problems that are told one by one. Those beyond are counted in one last problem.
    pub max_problems: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_file_bytes: 32 << 20,
            max_unpacked_bytes: 128 << 20,
            max_parts: 500,
            max_sheets: 50,
            max_rows: 200_000,
            max_columns: 100,
            max_cells: 4_000_000,
            max_cell_chars: 10_000,
            max_problems: 10_000,
        }
    }
}

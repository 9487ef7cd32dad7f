//! Dutch notations made values: dates, amounts, yes and no, free text. Nothing here knows a column or a kind of record.

pub(super) mod amount;
pub(super) mod bsn;
pub(super) mod date;
pub(super) mod flag;
pub(super) mod text;

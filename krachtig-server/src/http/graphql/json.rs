//! An answer as JSON.

use std::io;

use async_graphql::Response;
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// The JSON of an answer, in one line. Bytes in it are what resolvers told as JSON already.
///
/// # Errors
/// None that an answer is known to give.
pub fn json(answer: &Response) -> serde_json::Result<Vec<u8>> {
    let mut json = Vec::new();
    answer.serialize(&mut Serializer::with_formatter(&mut json, AsTold))?;
    Ok(json)
}

/// The usual form, but for bytes, which pass as they are.
struct AsTold;

impl Formatter for AsTold {
    fn write_byte_array<W: io::Write + ?Sized>(&mut self, writer: &mut W, value: &[u8]) -> io::Result<()> {
        writer.write_all(value)
    }
}

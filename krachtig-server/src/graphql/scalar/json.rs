//! JSON on the wire: what has a form that only a region's rules know.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};

/// A value whose form is not the schema's to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json(pub serde_json::Value);

/// Any JSON value, as it is: an object is written as an object, not as a text.
#[Scalar(name = "JSON")]
impl ScalarType for Json {
    fn parse(value: Value) -> InputValueResult<Self> {
        // Only a file of a multipart form has no JSON, and no request here is one.
        let json = value.into_json();
        json.map(Self)
            .map_err(|_| InputValueError::custom("not a value that JSON knows"))
    }

    fn to_value(&self) -> Value {
        Value::from_json(self.0.clone()).unwrap_or_default()
    }
}

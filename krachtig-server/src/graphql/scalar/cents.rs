//! Money on the wire.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use krachtig_core::domain::money;

/// An amount of money.
///
/// GraphQL's `Int` has 32 bits and so ends at some twenty million euros; an amount may be ten billion. It is a scalar
/// of its own, told as a JSON number, which every JSON reader holds exactly: the largest amount is far below two to
/// the power of 53.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cents(pub money::Cents);

/// An amount of money as a whole number of euro cents, from 0 to 1000000000000 (ten billion euros). A JSON number
/// without a fraction; larger than what Int holds.
#[Scalar(name = "Cents")]
impl ScalarType for Cents {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::Number(number) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        let amount = number.as_i64().and_then(money::Cents::new);
        amount.map(Self).ok_or_else(|| {
            InputValueError::custom(format_args!(
                "an amount is a whole number from 0 to {} cents",
                money::Cents::MAX.get()
            ))
        })
    }

    fn is_valid(value: &Value) -> bool {
        matches!(value, Value::Number(_))
    }

    fn to_value(&self) -> Value {
        Value::Number(self.0.get().into())
    }
}

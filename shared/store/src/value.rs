//! Values in conditions and updates.

use aws_sdk_dynamodb::types::AttributeValue;

/// A value in a condition or an update.
#[derive(Clone, Debug)]
pub struct Value(AttributeValue);

impl Value {
    pub(super) fn attribute(self) -> AttributeValue {
        self.0
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self(AttributeValue::N(value.to_string()))
    }
}
impl From<u64> for Value {
    fn from(value: u64) -> Self {
        Self(AttributeValue::N(value.to_string()))
    }
}
impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self(AttributeValue::N(value.to_string()))
    }
}
impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self(AttributeValue::Bool(value))
    }
}
impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self(AttributeValue::S(value.to_owned()))
    }
}
impl From<String> for Value {
    fn from(value: String) -> Self {
        Self(AttributeValue::S(value))
    }
}

//! Conditions: what has to hold of an item when it is written.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::value::Value;

/// A condition expression with its names and values.
#[derive(Clone, Debug, Default)]
pub struct Condition {
    pub(super) expression: String,
    pub(super) names: HashMap<String, String>,
    pub(super) values: HashMap<String, AttributeValue>,
}

impl Condition {
    /// No such item.
    pub fn absent() -> Self {
        Self::raw("attribute_not_exists(pk)")
    }

    /// No such item, one that has expired, or one about something else.
    pub fn absent_expired_or_not(now: i64, attribute: &str, value: impl Into<Value>) -> Self {
        let mut condition = Self::default();
        let (expires, name) = (condition.name("expires_at"), condition.name(attribute));
        condition.expression =
            format!("(attribute_not_exists(pk) OR {expires} <= :now OR {name} <> :about)");
        condition
            .values
            .insert(":now".into(), AttributeValue::N(now.to_string()));
        condition
            .values
            .insert(":about".into(), value.into().attribute());
        condition
    }

    /// No such item, or one that has expired.
    pub fn absent_or_expired(now: i64) -> Self {
        let mut condition = Self::raw("(attribute_not_exists(pk) OR #expires_at <= :now)");
        condition.name("expires_at");
        condition
            .values
            .insert(":now".into(), AttributeValue::N(now.to_string()));
        condition
    }

    /// No such item, or one that expires some time.
    pub fn absent_or_expiring() -> Self {
        let mut condition =
            Self::raw("(attribute_not_exists(pk) OR attribute_exists(#expires_at))");
        condition.name("expires_at");
        condition
    }

    /// The item is there and not past its expiry.
    pub fn live(now: i64) -> Self {
        let mut condition = Self::raw("(attribute_exists(pk) AND #expires_at > :now)");
        condition.name("expires_at");
        condition
            .values
            .insert(":now".into(), AttributeValue::N(now.to_string()));
        condition
    }

    /// The item is there.
    pub fn present() -> Self {
        Self::raw("attribute_exists(pk)")
    }

    /// Whatever is there or not.
    pub fn anything() -> Self {
        Self::default()
    }

    /// No such item, or its number is below a limit.
    pub fn below(attribute: &str, limit: u32) -> Self {
        let mut condition = Self::default();
        let name = condition.name(attribute);
        condition.expression = format!("(attribute_not_exists({name}) OR {name} < :below)");
        condition
            .values
            .insert(":below".into(), AttributeValue::N(limit.to_string()));
        condition
    }

    #[must_use]
    pub fn greater_than(mut self, attribute: &str, value: impl Into<Value>) -> Self {
        self.compare(attribute, ">", value.into());
        self
    }

    #[must_use]
    pub fn less_than(mut self, attribute: &str, value: impl Into<Value>) -> Self {
        self.compare(attribute, "<", value.into());
        self
    }

    #[must_use]
    pub fn equals(mut self, attribute: &str, value: impl Into<Value>) -> Self {
        self.compare(attribute, "=", value.into());
        self
    }

    #[must_use]
    pub fn without(mut self, attribute: &str) -> Self {
        let name = self.name(attribute);
        self.and(&format!("attribute_not_exists({name})"));
        self
    }

    /// The attribute is absent, or its number is at most this.
    #[must_use]
    pub fn at_most_or_absent(mut self, attribute: &str, value: impl Into<Value>) -> Self {
        let name = self.name(attribute);
        let placeholder = format!(":c{}", self.values.len());
        self.values
            .insert(placeholder.clone(), value.into().attribute());
        self.and(&format!(
            "(attribute_not_exists({name}) OR {name} <= {placeholder})"
        ));
        self
    }

    pub(super) fn expression(&self) -> Option<String> {
        (!self.expression.is_empty()).then(|| self.expression.clone())
    }

    fn raw(expression: &str) -> Self {
        Self {
            expression: expression.to_owned(),
            ..Self::default()
        }
    }

    fn compare(&mut self, attribute: &str, operator: &str, value: Value) {
        let name = self.name(attribute);
        let placeholder = format!(":c{}", self.values.len());
        self.values.insert(placeholder.clone(), value.attribute());
        self.and(&format!("{name} {operator} {placeholder}"));
    }

    fn name(&mut self, attribute: &str) -> String {
        let name = format!("#{attribute}");
        self.names.insert(name.clone(), attribute.to_owned());
        name
    }

    fn and(&mut self, clause: &str) {
        if !self.expression.is_empty() {
            self.expression.push_str(" AND ");
        }
        self.expression.push_str(clause);
    }
}

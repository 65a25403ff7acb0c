//! Changes of single attributes of one item.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::value::Value;

/// A change of single attributes of one item.
#[derive(Clone, Debug, Default)]
pub struct Update {
    sets: Vec<String>,
    removes: Vec<String>,
    pub(super) names: HashMap<String, String>,
    pub(super) values: HashMap<String, AttributeValue>,
}

impl Update {
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn set(mut self, attribute: &str, value: impl Into<Value>) -> Self {
        let (name, placeholder) = self.placeholders(attribute, value.into());
        self.sets.push(format!("{name} = {placeholder}"));
        self
    }

    /// Adds to a number; an absent attribute counts as 0.
    #[must_use]
    pub fn add(mut self, attribute: &str, by: i64) -> Self {
        let (name, placeholder) = self.placeholders(attribute, by.into());
        self.values
            .insert(":zero".into(), AttributeValue::N("0".into()));
        self.sets.push(format!(
            "{name} = if_not_exists({name}, :zero) + {placeholder}"
        ));
        self
    }

    fn placeholders(&mut self, attribute: &str, value: Value) -> (String, String) {
        let name = format!("#{attribute}");
        self.names.insert(name.clone(), attribute.to_owned());
        let placeholder = format!(":u{}", self.values.len());
        self.values.insert(placeholder.clone(), value.attribute());
        (name, placeholder)
    }

    pub(super) fn expression(&self) -> String {
        let mut parts = Vec::new();
        if !self.sets.is_empty() {
            parts.push(format!("SET {}", self.sets.join(", ")));
        }
        if !self.removes.is_empty() {
            parts.push(format!("REMOVE {}", self.removes.join(", ")));
        }
        parts.join(" ")
    }
}

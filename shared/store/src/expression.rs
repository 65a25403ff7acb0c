//! Conditions and updates as DynamoDB's expressions.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use kobling_model::condition::{Assignment, Clause, Comparison, Condition, Update, Value};

/// An expression's text with its names and values. Those of a condition and of an update never share
/// a placeholder, unless for the same.
#[derive(Clone, Debug, Default)]
pub(super) struct Expression {
    text: String,
    pub(super) names: HashMap<String, String>,
    pub(super) values: HashMap<String, AttributeValue>,
}

impl Expression {
    /// None where nothing is asked.
    pub(super) fn text(&self) -> Option<String> {
        (!self.text.is_empty()).then(|| self.text.clone())
    }

    pub(super) fn of_condition(condition: Condition) -> Self {
        let mut expression = Self::default();
        let clauses = condition.into_clauses().into_iter();
        let clauses: Vec<String> = clauses.map(|clause| expression.clause(clause)).collect();
        expression.text = clauses.join(" AND ");
        expression
    }

    pub(super) fn of_update(update: Update) -> Self {
        let mut expression = Self::default();
        let sets: Vec<String> = update
            .into_assignments()
            .into_iter()
            .map(|assignment| match assignment {
                Assignment::Set(attribute, value) => {
                    let name = expression.name(attribute);
                    let value = expression.value("u", value);
                    format!("{name} = {value}")
                }
                Assignment::Add(attribute, by) => {
                    let name = expression.name(attribute);
                    let value = expression.value("u", by.into());
                    let zero = AttributeValue::N("0".to_owned());
                    expression.values.insert(":zero".to_owned(), zero);
                    format!("{name} = if_not_exists({name}, :zero) + {value}")
                }
            })
            .collect();
        if !sets.is_empty() {
            expression.text = format!("SET {}", sets.join(", "));
        }
        expression
    }

    /// Names and values of this and another one.
    pub(super) fn with(
        self,
        other: Self,
    ) -> (HashMap<String, String>, HashMap<String, AttributeValue>) {
        let (mut names, mut values) = (self.names, self.values);
        names.extend(other.names);
        values.extend(other.values);
        (names, values)
    }

    fn clause(&mut self, clause: Clause) -> String {
        match clause {
            Clause::Absent => "attribute_not_exists(pk)".to_owned(),
            Clause::Present => "attribute_exists(pk)".to_owned(),
            Clause::Live(now) => {
                let (expires, now) = self.expiry(now);
                format!("(attribute_exists(pk) AND {expires} > {now})")
            }
            Clause::AbsentOrExpired(now) => {
                let (expires, now) = self.expiry(now);
                format!("(attribute_not_exists(pk) OR {expires} <= {now})")
            }
            Clause::AbsentOrExpiring => {
                let expires = self.name("expires_at");
                format!("(attribute_not_exists(pk) OR attribute_exists({expires}))")
            }
            Clause::AbsentExpiredOrNot(now, attribute, value) => {
                let (expires, now) = self.expiry(now);
                let name = self.name(attribute);
                let value = self.value("c", value);
                format!("(attribute_not_exists(pk) OR {expires} <= {now} OR {name} <> {value})")
            }
            Clause::Below(attribute, limit) => {
                let name = self.name(attribute);
                let limit = self.value("c", limit);
                format!("(attribute_not_exists({name}) OR {name} < {limit})")
            }
            Clause::AtMostOrAbsent(attribute, value) => {
                let name = self.name(attribute);
                let value = self.value("c", value);
                format!("(attribute_not_exists({name}) OR {name} <= {value})")
            }
            Clause::Compare(attribute, how, value) => {
                let operator = match how {
                    Comparison::Equal => "=",
                    Comparison::Less => "<",
                    Comparison::Greater => ">",
                };
                let name = self.name(attribute);
                let value = self.value("c", value);
                format!("{name} {operator} {value}")
            }
            Clause::Without(attribute) => {
                let name = self.name(attribute);
                format!("attribute_not_exists({name})")
            }
        }
    }

    fn expiry(&mut self, now: i64) -> (String, String) {
        let now = AttributeValue::N(now.to_string());
        self.values.insert(":now".to_owned(), now);
        (self.name("expires_at"), ":now".to_owned())
    }

    fn name(&mut self, attribute: &str) -> String {
        let name = format!("#{attribute}");
        self.names.insert(name.clone(), attribute.to_owned());
        name
    }

    fn value(&mut self, kind: &str, value: Value) -> String {
        let placeholder = format!(":{kind}{}", self.values.len());
        let value = attribute_value(value);
        self.values.insert(placeholder.clone(), value);
        placeholder
    }
}

fn attribute_value(value: Value) -> AttributeValue {
    match value {
        Value::Number(digits) => AttributeValue::N(digits),
        Value::Bool(value) => AttributeValue::Bool(value),
        Value::Text(text) => AttributeValue::S(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_are_joined_with_placeholders_of_their_own() {
        let condition = Condition::live(7)
            .equals("state", "asked")
            .without("used_at")
            .at_most_or_absent("claimed_until", 7_i64);
        let expression = Expression::of_condition(condition);
        let expected = "(attribute_exists(pk) AND #expires_at > :now) AND #state = :c1 \
             AND attribute_not_exists(#used_at) \
             AND (attribute_not_exists(#claimed_until) OR #claimed_until <= :c2)";
        assert_eq!(expression.text().as_deref(), Some(expected));
        assert_eq!(expression.names["#used_at"], "used_at");
        assert_eq!(expression.values[":c1"], AttributeValue::S("asked".into()));
        assert_eq!(Expression::of_condition(Condition::anything()).text(), None);
    }

    #[test]
    fn an_update_shares_no_placeholder_with_its_condition() {
        let update = Update::new().set("count", 2_u32).add("sequence", 1);
        let update = Expression::of_update(update);
        let expected = "SET #count = :u0, #sequence = if_not_exists(#sequence, :zero) + :u1";
        assert_eq!(update.text().as_deref(), Some(expected));
        let condition = Expression::of_condition(Condition::present().equals("count", 1_u32));
        let (names, values) = update.with(condition);
        assert_eq!(names.len(), 2);
        let mut placeholders: Vec<&str> = values.keys().map(String::as_str).collect();
        placeholders.sort_unstable();
        assert_eq!(placeholders, [":c0", ":u0", ":u1", ":zero"]);
    }
}

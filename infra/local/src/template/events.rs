//! Events of the mail service on their way to a queue: which of a configuration set's are told
//! (`AWS::SES::ConfigurationSetEventDestination`), which a rule picks and where it sends them
//! (`AWS::Events::Rule`), and whose messages a queue takes (`AWS::SQS::QueuePolicy`).

use serde_json::{Map, Value as Json};
use serde_yaml_ng::Value;

use super::{
    TemplateError,
    resolve::{Resolver, kebab, list, text_at},
    wrong,
};

/// All three.
#[derive(Clone, Default, Debug)]
pub struct Events {
    pub sets: Vec<SetTold>,
    pub rules: Vec<Rule>,
    pub senders: Vec<Sender>,
}

/// The events of a configuration set that go to the default bus.
#[derive(Clone, Debug)]
pub struct SetTold {
    pub set: String,
    /// `bounce`, `complaint`, …
    pub types: Vec<String>,
    pub is_enabled: bool,
}

/// What a rule picks from the bus, and the queues it sends it to.
#[derive(Clone, Debug)]
pub struct Rule {
    pub name: String,
    pub arn: String,
    pub pattern: Json,
    pub queue_arns: Vec<String>,
}

/// A service that may send to queues, on behalf of one rule where that is said.
#[derive(Clone, Debug)]
pub struct Sender {
    pub service: String,
    pub queues: Vec<String>,
    pub rule_arn: Option<String>,
    /// The account whose resources may send, where it says so.
    pub account: Option<String>,
}

impl Events {
    /// The queues that an event goes to: rules that match it, queues that take it from them.
    pub fn queues_for(&self, event: &Json) -> Vec<&str> {
        let rules = self
            .rules
            .iter()
            .filter(|rule| matches(&rule.pattern, event));
        rules
            .flat_map(|rule| rule.queue_arns.iter().map(move |queue| (rule, queue)))
            .filter(|(rule, queue)| {
                self.senders.iter().any(|sender| {
                    sender.service == "events.amazonaws.com"
                        && sender.queues.contains(queue)
                        && sender.rule_arn.as_ref().is_none_or(|arn| *arn == rule.arn)
                })
            })
            .map(|(_, queue)| queue.as_str())
            .collect()
    }

    /// Whether a configuration set tells of a type of event.
    pub fn tells(&self, set: &str, kind: &str) -> bool {
        self.sets
            .iter()
            .any(|told| told.is_enabled && told.set == set && told.types.iter().any(|t| t == kind))
    }
}

/// EventBridge's patterns, as far as exact values go: every named member is there, and is, or
/// holds, one of the values.
fn matches(pattern: &Json, event: &Json) -> bool {
    match (pattern, event) {
        (Json::Object(named), _) => named.iter().all(|(name, inner)| {
            let found = event.get(name);
            found.is_some_and(|found| matches(inner, found))
        }),
        (Json::Array(allowed), Json::Array(values)) => {
            values.iter().any(|value| allowed.contains(value))
        }
        (Json::Array(allowed), value) => allowed.contains(value),
        _ => false,
    }
}

impl Resolver<'_> {
    pub(super) fn set_told(&self, id: &str, properties: &Value) -> Result<SetTold, TemplateError> {
        let told = properties.get("EventDestination").unwrap_or(&Value::Null);
        let bus = told
            .get("EventBridgeDestination")
            .and_then(|bus| bus.get("EventBusArn"))
            .ok_or_else(|| wrong(format!("{id}: only EventBridge is understood")))?;
        if !self.text(bus)?.ends_with(":event-bus/default") {
            return Err(wrong(format!("{id}: SES knows the default bus alone")));
        }
        Ok(SetTold {
            set: self.text(
                properties
                    .get("ConfigurationSetName")
                    .unwrap_or(&Value::Null),
            )?,
            types: self.texts(told.get("MatchingEventTypes"))?,
            is_enabled: told.get("Enabled").and_then(Value::as_bool) == Some(true),
        })
    }

    pub(super) fn rule(&self, id: &str, properties: &Value) -> Result<Rule, TemplateError> {
        let mut queue_arns = Vec::new();
        for target in list(properties.get("Targets")) {
            queue_arns.push(self.text(target.get("Arn").unwrap_or(&Value::Null))?);
        }
        Ok(Rule {
            name: kebab(id),
            arn: self.attribute(id, "Arn")?,
            pattern: self.json(properties.get("EventPattern").unwrap_or(&Value::Null))?,
            queue_arns,
        })
    }

    pub(super) fn senders(&self, properties: &Value) -> Result<Vec<Sender>, TemplateError> {
        let policy = properties.get("PolicyDocument").unwrap_or(&Value::Null);
        let mut senders = Vec::new();
        for statement in list(policy.get("Statement")) {
            let service = statement
                .get("Principal")
                .ok_or_else(|| wrong("a queue for nobody"))
                .and_then(|principal| text_at(principal, "Service"))?;
            let condition = |operator: &str, key: &str| {
                statement
                    .get("Condition")
                    .and_then(|condition| condition.get(operator))
                    .and_then(|equals| equals.get(key))
                    .map(|value| self.text(value))
                    .transpose()
            };
            let rule_arn = condition("ArnEquals", "aws:SourceArn")?;
            let account = condition("StringEquals", "aws:SourceAccount")?;
            senders.push(Sender {
                service: service.to_owned(),
                queues: self.texts(statement.get("Resource"))?,
                rule_arn,
                account,
            });
        }
        Ok(senders)
    }

    /// A value with its references put in place.
    fn json(&self, value: &Value) -> Result<Json, TemplateError> {
        Ok(match value {
            Value::Mapping(members) => {
                let mut object = Map::new();
                for (name, inner) in members {
                    object.insert(
                        name.as_str().unwrap_or_default().to_owned(),
                        self.json(inner)?,
                    );
                }
                object.into()
            }
            Value::Sequence(values) => {
                let values: Result<Vec<Json>, TemplateError> =
                    values.iter().map(|value| self.json(value)).collect();
                values?.into()
            }
            other => self.text(other)?.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_pattern_picks_by_exact_values_and_within_lists() {
        let pattern = json!({ "source": ["aws.ses"], "detail": { "tags": { "set": ["ours"] } } });
        let event = |source: &str, set: &str| json!({ "source": source, "detail": { "tags": { "set": [set] } } });
        assert!(matches(&pattern, &event("aws.ses", "ours")));
        assert!(!matches(&pattern, &event("aws.ses", "theirs")));
        assert!(!matches(&pattern, &event("mine", "ours")));
        assert!(!matches(&pattern, &json!({ "source": "aws.ses" })));
    }
}

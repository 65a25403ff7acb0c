//! Events of the mail service on their way to a function: which of a configuration set's are told
//! (`AWS::SES::ConfigurationSetEventDestination`), which a rule picks and whom it tells
//! (`AWS::Events::Rule`), whom a function lets invoke it (`AWS::Lambda::Permission`), and whose
//! messages a queue takes (`AWS::SQS::QueuePolicy`).

use serde_json::{Map, Value as Json};
use serde_yaml_ng::Value;

use super::{
    TemplateError,
    resolve::{Resolver, kebab, list, text_at},
    wrong,
};

/// All four.
#[derive(Clone, Default, Debug)]
pub struct Events {
    pub sets: Vec<SetTold>,
    pub rules: Vec<Rule>,
    pub invokers: Vec<Invoker>,
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

/// What a rule picks from the bus, and the functions it tells.
#[derive(Clone, Debug)]
pub struct Rule {
    pub name: String,
    pub arn: String,
    pub pattern: Json,
    pub targets: Vec<Target>,
}

/// A function that a rule tells, and where lies what could not be delivered to it.
#[derive(Clone, Debug)]
pub struct Target {
    pub function_arn: String,
    pub dead_letters_arn: Option<String>,
}

/// A rule that may invoke a function.
#[derive(Clone, Debug)]
pub struct Invoker {
    pub function: String,
    pub service: String,
    pub rule_arn: Option<String>,
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
    /// Where an event goes, by the rules that match it: to functions that let the rule invoke
    /// them; else to the target's dead letters, if those take it.
    pub fn ways_for(&self, event: &Json) -> Vec<Way<'_>> {
        let rules = self
            .rules
            .iter()
            .filter(|rule| matches(&rule.pattern, event));
        rules
            .flat_map(|rule| rule.targets.iter().map(move |target| (rule, target)))
            .filter_map(|(rule, target)| {
                let is_from = |service: &str, arn: &Option<String>| {
                    service == BUS && arn.as_ref().is_none_or(|arn| *arn == rule.arn)
                };
                let is_let_in = self.invokers.iter().any(|invoker| {
                    target
                        .function_arn
                        .ends_with(&format!(":{}", invoker.function))
                        && is_from(&invoker.service, &invoker.rule_arn)
                });
                if is_let_in {
                    return Some(Way::Function(&target.function_arn));
                }
                let letters = target.dead_letters_arn.as_ref()?;
                let takes = self.senders.iter().any(|sender| {
                    sender.queues.contains(letters) && is_from(&sender.service, &sender.rule_arn)
                });
                takes.then_some(Way::DeadLetters(letters))
            })
            .collect()
    }

    /// Whether a rule tells a function.
    pub fn reach(&self, function_arn: &str) -> bool {
        let mut targets = self.rules.iter().flat_map(|rule| &rule.targets);
        targets.any(|target| target.function_arn == function_arn)
    }

    /// Whether a configuration set tells of a type of event.
    pub fn tells(&self, set: &str, kind: &str) -> bool {
        self.sets
            .iter()
            .any(|told| told.is_enabled && told.set == set && told.types.iter().any(|t| t == kind))
    }
}

/// The service that invokes and sends for rules.
const BUS: &str = "events.amazonaws.com";

/// Where an event goes, by ARN.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way<'a> {
    Function(&'a str),
    /// It could not be delivered.
    DeadLetters(&'a str),
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
        let mut targets = Vec::new();
        for target in list(properties.get("Targets")) {
            let function_arn = self.text(target.get("Arn").unwrap_or(&Value::Null))?;
            if !function_arn.contains(":function:") {
                return Err(wrong(format!("{id}: only functions are told")));
            }
            let letters = target.get("DeadLetterConfig");
            targets.push(Target {
                function_arn,
                dead_letters_arn: letters
                    .and_then(|letters| letters.get("Arn"))
                    .map(|arn| self.text(arn))
                    .transpose()?,
            });
        }
        Ok(Rule {
            name: kebab(id),
            arn: self.attribute(id, "Arn")?,
            pattern: self.json(properties.get("EventPattern").unwrap_or(&Value::Null))?,
            targets,
        })
    }

    pub(super) fn invoker(&self, properties: &Value) -> Result<Invoker, TemplateError> {
        let rule_arn = properties.get("SourceArn");
        if text_at(properties, "Action")? != "lambda:InvokeFunction" {
            return Err(wrong("only invoking is understood"));
        }
        Ok(Invoker {
            function: self.text(properties.get("FunctionName").unwrap_or(&Value::Null))?,
            service: text_at(properties, "Principal")?.to_owned(),
            rule_arn: rule_arn.map(|arn| self.text(arn)).transpose()?,
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

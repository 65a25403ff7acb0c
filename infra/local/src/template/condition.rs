//! Conditions (`Fn::If`, `Fn::Equals`, `Fn::Not`, `Fn::And`, `Fn::Or`): what of a template is there
//! under the parameters that were given.

use serde_yaml_ng::{Value, value::TaggedValue};

use super::{
    TemplateError,
    resolve::{Resolver, mapping},
    wrong,
};

impl Resolver<'_> {
    /// Whether a resource is there at all.
    pub(super) fn is_there(&self, resource: &Value) -> Result<bool, TemplateError> {
        match resource.get("Condition").and_then(Value::as_str) {
            Some(name) => self.holds(name),
            None => Ok(true),
        }
    }

    /// What an `!If` chooses, all the way down; none for `AWS::NoValue`. Other values stand.
    pub(super) fn chosen<'v>(&self, value: &'v Value) -> Result<Option<&'v Value>, TemplateError> {
        let Value::Tagged(tagged) = value else {
            return Ok(Some(value));
        };
        if tagged.tag == "Ref" && tagged.value.as_str() == Some("AWS::NoValue") {
            return Ok(None);
        }
        if tagged.tag != "If" {
            return Ok(Some(value));
        }
        match parts(tagged)? {
            [condition, yes, no] => {
                let name = condition.as_str().ok_or_else(|| wrong("!If of no name"))?;
                self.chosen(if self.holds(name)? { yes } else { no })
            }
            _ => Err(wrong("!If takes three")),
        }
    }

    fn holds(&self, name: &str) -> Result<bool, TemplateError> {
        let all = mapping(self.root, "Conditions")?;
        let condition = all
            .get(name)
            .ok_or_else(|| wrong(format!("no condition {name}")))?;
        self.is_true(condition)
    }

    fn is_true(&self, condition: &Value) -> Result<bool, TemplateError> {
        let Value::Tagged(tagged) = condition else {
            return Err(wrong(format!("no condition: {condition:?}")));
        };
        let all = || {
            parts(tagged)?
                .iter()
                .map(|part| self.is_true(part))
                .collect::<Result<Vec<bool>, TemplateError>>()
        };
        match tagged.tag.to_string().as_str() {
            "!Condition" => {
                let name = tagged.value.as_str();
                self.holds(name.ok_or_else(|| wrong("!Condition of no name"))?)
            }
            "!Equals" => match parts(tagged)? {
                [one, other] => Ok(self.text(one)? == self.text(other)?),
                _ => Err(wrong("!Equals takes two")),
            },
            "!Not" => match parts(tagged)? {
                [one] => Ok(!self.is_true(one)?),
                _ => Err(wrong("!Not takes one")),
            },
            "!And" => all().map(|parts| parts.into_iter().all(|is| is)),
            "!Or" => all().map(|parts| parts.into_iter().any(|is| is)),
            other => Err(wrong(format!("{other} is not understood"))),
        }
    }
}

fn parts(tagged: &TaggedValue) -> Result<&[Value], TemplateError> {
    let parts = tagged.value.as_sequence().map(Vec::as_slice);
    parts.ok_or_else(|| wrong(format!("{} of no list", tagged.tag)))
}

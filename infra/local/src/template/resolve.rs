//! Resources one by one, with the references in them (`Ref`, `Fn::GetAtt`, `Fn::Sub`) put in place.

use std::collections::BTreeMap;

use serde_yaml_ng::{Mapping, Value};

use super::{
    ACCOUNT, BucketResource, DEFAULT_ROUTE, FunctionResource, Given, QueueEvent, QueueResource,
    REGION, Route, Statement, TableResource, TemplateError, wrong,
};

pub(super) struct Resolver<'a> {
    pub(super) root: &'a Value,
    pub(super) resources: &'a Mapping,
    pub(super) given: &'a Given,
}

impl Resolver<'_> {
    pub(super) fn function(
        &self,
        id: &str,
        resource: &Value,
        properties: &Value,
    ) -> Result<FunctionResource, TemplateError> {
        let name = resource
            .get("Metadata")
            .and_then(|m| m.get("BuildProperties"))
            .ok_or_else(|| wrong(format!("{id} names no binary")))
            .and_then(|b| text_at(b, "Binary"))?;
        let mut variables = BTreeMap::new();
        let globals = self
            .root
            .get("Globals")
            .and_then(|g| g.get("Function"))
            .unwrap_or(&Value::Null);
        for source in [globals, properties] {
            let declared = source.get("Environment").and_then(|e| e.get("Variables"));
            for (key, value) in declared.and_then(Value::as_mapping).into_iter().flatten() {
                let key = key.as_str().unwrap_or_default().to_owned();
                variables.insert(key, self.text(value)?);
            }
        }
        let mut function = FunctionResource {
            logical_id: id.to_owned(),
            name: name.to_owned(),
            arn: self.attribute(id, "Arn")?,
            routes: Vec::new(),
            variables,
            statements: self.statements(properties)?,
            queues: Vec::new(),
            schedules: Vec::new(),
            // Lambda's own, where nothing is said.
            retries: properties
                .get("EventInvokeConfig")
                .and_then(|config| config.get("MaximumRetryAttempts"))
                .and_then(Value::as_u64)
                .and_then(|count| u32::try_from(count).ok())
                .unwrap_or(2),
            dead_letters_arn: properties
                .get("DeadLetterQueue")
                .and_then(|letters| letters.get("TargetArn"))
                .map(|arn| self.text(arn))
                .transpose()?,
        };
        for (_, event) in mapping(properties, "Events")? {
            let detail = event.get("Properties").unwrap_or(&Value::Null);
            match text_at(event, "Type")? {
                // SAM makes the default route of an event that names neither.
                "HttpApi" if detail.get("Method").is_none() && detail.get("Path").is_none() => {
                    function.routes.push(Route {
                        method: "ANY".to_owned(),
                        path: DEFAULT_ROUTE.to_owned(),
                    });
                }
                "HttpApi" => function.routes.push(Route {
                    method: text_at(detail, "Method")?.to_owned(),
                    path: text_at(detail, "Path")?.to_owned(),
                }),
                "SQS" => function.queues.push(QueueEvent {
                    queue_arn: self.text(detail.get("Queue").unwrap_or(&Value::Null))?,
                    batch_size: detail
                        .get("BatchSize")
                        .and_then(Value::as_u64)
                        .and_then(|size| usize::try_from(size).ok())
                        .unwrap_or(10),
                    is_partial: detail
                        .get("FunctionResponseTypes")
                        .and_then(Value::as_sequence)
                        .is_some_and(|types| {
                            types
                                .iter()
                                .any(|t| t.as_str() == Some("ReportBatchItemFailures"))
                        }),
                    is_enabled: detail.get("Enabled").and_then(Value::as_bool) != Some(false),
                    concurrency: detail
                        .get("ScalingConfig")
                        .and_then(|scaling| scaling.get("MaximumConcurrency"))
                        .and_then(Value::as_u64)
                        .and_then(|count| usize::try_from(count).ok())
                        .unwrap_or(1),
                }),
                "ScheduleV2" => function
                    .schedules
                    .push(text_at(detail, "ScheduleExpression")?.to_owned()),
                other => return Err(wrong(format!("{id}: unknown event {other}"))),
            }
        }
        Ok(function)
    }

    fn statements(&self, properties: &Value) -> Result<Vec<Statement>, TemplateError> {
        let mut statements = Vec::new();
        for policy in list(properties.get("Policies")) {
            for statement in list(policy.get("Statement")) {
                if text_at(&statement, "Effect")? != "Allow" {
                    return Err(wrong("only Allow is understood"));
                }
                let mut string_equals = BTreeMap::new();
                if let Some(condition) = statement.get("Condition") {
                    for (key, values) in mapping(condition, "StringEquals")? {
                        let key = key.as_str().unwrap_or_default().to_owned();
                        string_equals.insert(key, self.texts(Some(values))?);
                    }
                }
                statements.push(Statement {
                    actions: self.texts(statement.get("Action"))?,
                    resources: self.texts(statement.get("Resource"))?,
                    string_equals,
                });
            }
        }
        Ok(statements)
    }

    pub(super) fn table(
        &self,
        id: &str,
        properties: &Value,
    ) -> Result<TableResource, TemplateError> {
        let mut definition = serde_json::Map::new();
        for key in [
            "AttributeDefinitions",
            "KeySchema",
            "GlobalSecondaryIndexes",
        ] {
            if let Some(value) = properties.get(key) {
                let value = serde_json::to_value(value).map_err(|e| wrong(e.to_string()))?;
                definition.insert(key.to_owned(), value);
            }
        }
        Ok(TableResource {
            logical_id: id.to_owned(),
            name: self.reference(id)?,
            definition: definition.into(),
            ttl_attribute: properties
                .get("TimeToLiveSpecification")
                .and_then(|ttl| ttl.get("AttributeName"))
                .and_then(Value::as_str)
                .map(str::to_owned),
        })
    }

    pub(super) fn queue(
        &self,
        id: &str,
        properties: &Value,
    ) -> Result<QueueResource, TemplateError> {
        let redrive = properties.get("RedrivePolicy");
        Ok(QueueResource {
            logical_id: id.to_owned(),
            name: kebab(id),
            arn: self.attribute(id, "Arn")?,
            dead_letters_arn: redrive
                .and_then(|r| r.get("deadLetterTargetArn"))
                .map(|arn| self.text(arn))
                .transpose()?,
            receives: redrive
                .and_then(|r| r.get("maxReceiveCount"))
                .and_then(Value::as_u64)
                .and_then(|n| u32::try_from(n).ok())
                .unwrap_or(u32::MAX),
        })
    }

    pub(super) fn bucket(
        &self,
        id: &str,
        properties: &Value,
    ) -> Result<BucketResource, TemplateError> {
        let told = properties
            .get("NotificationConfiguration")
            .and_then(|told| told.get("QueueConfigurations"));
        let mut told_queue_arn = None;
        for told in list(told) {
            if text_at(&told, "Event")? != "s3:ObjectCreated:*" || told.get("Filter").is_some() {
                return Err(wrong(format!("{id}: only all new objects are told of")));
            }
            told_queue_arn = Some(self.text(told.get("Queue").unwrap_or(&Value::Null))?);
        }
        Ok(BucketResource {
            logical_id: id.to_owned(),
            name: kebab(id),
            told_queue_arn,
        })
    }

    pub(super) fn texts(&self, value: Option<&Value>) -> Result<Vec<String>, TemplateError> {
        let texts = list(value).into_iter().map(|value| {
            let chosen = self.chosen(&value)?;
            chosen.map(|value| self.text(value)).transpose()
        });
        texts.filter_map(Result::transpose).collect()
    }

    /// A scalar, or an intrinsic function that gives one.
    pub(super) fn text(&self, value: &Value) -> Result<String, TemplateError> {
        match value {
            Value::String(text) => Ok(text.clone()),
            Value::Number(number) => Ok(number.to_string()),
            Value::Bool(is) => Ok(is.to_string()),
            Value::Tagged(tagged) if tagged.tag == "If" => match self.chosen(value)? {
                Some(chosen) => self.text(chosen),
                None => Err(wrong("no value where one is needed")),
            },
            Value::Tagged(tagged) => {
                let argument = tagged
                    .value
                    .as_str()
                    .ok_or_else(|| wrong(format!("{} of something odd", tagged.tag)))?;
                match tagged.tag.to_string().as_str() {
                    "!Ref" => self.reference(argument),
                    "!GetAtt" => {
                        let (id, attribute) = argument
                            .split_once('.')
                            .ok_or_else(|| wrong(format!("!GetAtt {argument}")))?;
                        self.attribute(id, attribute)
                    }
                    "!Sub" => self.substitute(argument),
                    other => Err(wrong(format!("{other} is not understood"))),
                }
            }
            other => Err(wrong(format!("no text: {other:?}"))),
        }
    }

    fn kind(&self, id: &str) -> Result<&str, TemplateError> {
        self.resources
            .get(id)
            .ok_or_else(|| wrong(format!("no resource {id}")))
            .and_then(|resource| text_at(resource, "Type"))
    }

    fn reference(&self, id: &str) -> Result<String, TemplateError> {
        match id {
            "AWS::Region" => return Ok(REGION.to_owned()),
            "AWS::AccountId" => return Ok(ACCOUNT.to_owned()),
            "AWS::Partition" => return Ok("aws".to_owned()),
            _ => {}
        }
        if let Some(value) = self.given.parameters.get(id) {
            return Ok(value.clone());
        }
        let declared = self.root.get("Parameters").and_then(|all| all.get(id));
        if let Some(value) = declared.and_then(|declared| declared.get("Default")) {
            return self.text(value);
        }
        Ok(match self.kind(id)? {
            "AWS::SQS::Queue" => format!("{}/{ACCOUNT}/{}", self.given.endpoint, kebab(id)),
            _ => kebab(id),
        })
    }

    pub(super) fn attribute(&self, id: &str, attribute: &str) -> Result<String, TemplateError> {
        if attribute != "Arn" {
            return Err(wrong(format!("!GetAtt {id}.{attribute} is not understood")));
        }
        let name = kebab(id);
        Ok(match self.kind(id)? {
            "AWS::DynamoDB::Table" => {
                format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}")
            }
            "AWS::KMS::Key" => format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/{name}"),
            "AWS::S3::Bucket" => format!("arn:aws:s3:::{name}"),
            "AWS::SQS::Queue" => format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"),
            "AWS::Serverless::Function" => {
                format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}")
            }
            "AWS::Events::Rule" => format!("arn:aws:events:{REGION}:{ACCOUNT}:rule/{name}"),
            other => return Err(wrong(format!("no ARN for {other}"))),
        })
    }

    fn substitute(&self, pattern: &str) -> Result<String, TemplateError> {
        let mut out = String::new();
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after
                .split_once('}')
                .ok_or_else(|| wrong(format!("!Sub {pattern}")))?;
            out.push_str(before);
            out.push_str(&match name.split_once('.') {
                Some((id, attribute)) => self.attribute(id, attribute)?,
                None => self.reference(name)?,
            });
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }
}

/// `MailDeadLetters` to `mail-dead-letters`: the physical name on a laptop.
pub(super) fn kebab(id: &str) -> String {
    let mut out = String::new();
    for character in id.chars() {
        if character.is_ascii_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.push(character.to_ascii_lowercase());
    }
    out
}

pub(super) fn mapping<'a>(value: &'a Value, key: &str) -> Result<&'a Mapping, TemplateError> {
    value
        .get(key)
        .and_then(Value::as_mapping)
        .ok_or_else(|| wrong(format!("no {key}")))
}

pub(super) fn text_at<'a>(value: &'a Value, key: &str) -> Result<&'a str, TemplateError> {
    value
        .get(key)
        .and_then(Value::as_str)
        .ok_or_else(|| wrong(format!("no {key}")))
}

/// IAM takes one thing or a list of them.
pub(super) fn list(value: Option<&Value>) -> Vec<Value> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Sequence(values)) => values.clone(),
        Some(one) => vec![one.clone()],
    }
}

//! Reads `template.yaml`, the deployed truth, and says what it declares: functions with their
//! routes, variables, permissions and events; tables; queues; buckets. What the template does not say does
//! not exist on a laptop either.

mod condition;
mod events;
mod resolve;

pub use events::{Events, Invoker, Rule, Sender, SetTold, Target, Way};

use std::collections::BTreeMap;

use serde_yaml_ng::Value;

use resolve::{Resolver, mapping, text_at};

/// The template as it was when this was compiled; a test compares it with the file.
pub const TEMPLATE: &str = include_str!("../../../../template.yaml");

/// Region, account and partition that stand in for AWS's.
pub const REGION: &str = "eu-north-1";
pub const ACCOUNT: &str = "000000000000";

/// What is wrong with a template.
#[derive(Debug, thiserror::Error)]
#[error("template.yaml: {0}")]
pub struct TemplateError(String);

fn wrong(what: impl Into<String>) -> TemplateError {
    TemplateError(what.into())
}

/// The path of the route that takes what no other does, by any method.
pub const DEFAULT_ROUTE: &str = "$default";

/// One route of the HTTP API, in API Gateway's syntax (`/assets/{file+}`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Route {
    pub method: String,
    pub path: String,
}

/// One statement of a policy, its resources resolved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    pub actions: Vec<String>,
    pub resources: Vec<String>,
    /// `StringEquals` by condition key.
    pub string_equals: BTreeMap<String, Vec<String>>,
}

/// A function as it is declared.
#[derive(Clone, Debug)]
pub struct FunctionResource {
    /// Name of the resource (`VerifyCodeFunction`).
    pub logical_id: String,
    /// Name of the binary and of the folder (`verify-code`).
    pub name: String,
    pub arn: String,
    pub routes: Vec<Route>,
    pub variables: BTreeMap<String, String>,
    pub statements: Vec<Statement>,
    pub queues: Vec<QueueEvent>,
    /// Schedule expressions (`rate(5 minutes)`).
    pub schedules: Vec<String>,
    /// How often an event that failed comes again.
    pub retries: u32,
    /// Where it lies then.
    pub dead_letters_arn: Option<String>,
}

impl FunctionResource {
    /// The line in which Lambda keeps the events that it was told of, a queue that nobody can call.
    pub fn line(&self) -> QueueResource {
        QueueResource {
            logical_id: self.logical_id.clone(),
            name: resolve::kebab(&self.logical_id),
            arn: self.arn.clone(),
            dead_letters_arn: self.dead_letters_arn.clone(),
            receives: self.retries + 1,
        }
    }
}

/// A queue that a function consumes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QueueEvent {
    pub queue_arn: String,
    pub batch_size: usize,
    pub is_partial: bool,
    /// Else nothing is taken until an operator says so.
    pub is_enabled: bool,
    /// How many batches are handled at once (`ScalingConfig`).
    pub concurrency: usize,
}

/// A table with its keys.
#[derive(Clone, Debug)]
pub struct TableResource {
    pub logical_id: String,
    pub name: String,
    /// `AttributeDefinitions`, `KeySchema`, `GlobalSecondaryIndexes` as `CreateTable` takes them.
    pub definition: serde_json::Value,
    pub ttl_attribute: Option<String>,
}

/// A queue, and where its messages go that nobody could handle.
#[derive(Clone, Debug)]
pub struct QueueResource {
    pub logical_id: String,
    pub name: String,
    pub arn: String,
    pub dead_letters_arn: Option<String>,
    pub receives: u32,
}

/// A bucket, and the queue that hears of what is newly stored in it.
#[derive(Clone, Debug)]
pub struct BucketResource {
    pub logical_id: String,
    pub name: String,
    pub told_queue_arn: Option<String>,
}

/// A key of the key service.
#[derive(Clone, Debug)]
pub struct KeyResource {
    pub logical_id: String,
    pub arn: String,
    pub is_mac: bool,
}

/// All that this product's template declares.
#[derive(Clone, Debug)]
pub struct Template {
    pub functions: Vec<FunctionResource>,
    pub tables: Vec<TableResource>,
    pub queues: Vec<QueueResource>,
    pub buckets: Vec<BucketResource>,
    pub keys: Vec<KeyResource>,
    pub events: Events,
}

/// Values that AWS would give: parameters, and where queues answer.
#[derive(Clone, Debug, Default)]
pub struct Given {
    pub parameters: BTreeMap<String, String>,
    /// The endpoint that queue URLs begin with.
    pub endpoint: String,
    /// PEM certificates that functions trust beside the usual ones.
    pub extra_ca: Option<String>,
}

impl Template {
    /// Reads a template and resolves references and conditions in it.
    pub fn read(text: &str, given: &Given) -> Result<Self, TemplateError> {
        let root: Value = serde_yaml_ng::from_str(text).map_err(|e| wrong(e.to_string()))?;
        let resources = mapping(&root, "Resources")?;
        let resolver = Resolver {
            root: &root,
            resources,
            given,
        };
        let mut template = Self {
            functions: Vec::new(),
            tables: Vec::new(),
            queues: Vec::new(),
            buckets: Vec::new(),
            keys: Vec::new(),
            events: Events::default(),
        };
        for (id, resource) in resources {
            let id = id
                .as_str()
                .ok_or_else(|| wrong("a resource without name"))?;
            if !resolver.is_there(resource)? {
                continue;
            }
            let properties = resource.get("Properties").unwrap_or(&Value::Null);
            match text_at(resource, "Type")? {
                "AWS::Serverless::Function" => {
                    template
                        .functions
                        .push(resolver.function(id, resource, properties)?);
                }
                "AWS::DynamoDB::Table" => template.tables.push(resolver.table(id, properties)?),
                "AWS::SQS::Queue" => template.queues.push(resolver.queue(id, properties)?),
                "AWS::S3::Bucket" => template.buckets.push(resolver.bucket(id, properties)?),
                "AWS::KMS::Key" => template.keys.push(KeyResource {
                    logical_id: id.to_owned(),
                    arn: resolver.attribute(id, "Arn")?,
                    is_mac: properties.get("KeyUsage").and_then(Value::as_str)
                        == Some("GENERATE_VERIFY_MAC"),
                }),
                "AWS::SES::ConfigurationSetEventDestination" => {
                    template
                        .events
                        .sets
                        .push(resolver.set_told(id, properties)?);
                }
                "AWS::Events::Rule" => template.events.rules.push(resolver.rule(id, properties)?),
                "AWS::Lambda::Permission" => {
                    template.events.invokers.push(resolver.invoker(properties)?);
                }
                "AWS::SQS::QueuePolicy" => {
                    template
                        .events
                        .senders
                        .extend(resolver.senders(properties)?);
                }
                _ => {}
            }
        }
        Ok(template)
    }

    /// The function of that name.
    pub fn function(&self, name: &str) -> Option<&FunctionResource> {
        self.functions.iter().find(|f| f.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given() -> Given {
        Given {
            parameters: [
                ("Issuer", "http://localhost:1"),
                ("MailFrom", "no-reply@example.com"),
                ("MailIdentity", "example.com"),
            ]
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .into(),
            endpoint: "http://127.0.0.1:2".to_owned(),
            extra_ca: None,
        }
    }

    #[test]
    fn what_was_compiled_in_is_the_file() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../template.yaml");
        assert_eq!(std::fs::read_to_string(path).unwrap(), TEMPLATE);
    }

    #[test]
    fn the_template_is_read_with_its_references() {
        let template = Template::read(TEMPLATE, &given()).unwrap();
        let link = template.function("link").unwrap();
        assert_eq!(link.variables["ISSUER"], "http://localhost:1");
        assert_eq!(link.variables["IDENTITY_TABLE"], "identity-table");
        assert_eq!(
            link.variables["OUTBOX_QUEUE_URL"],
            "http://127.0.0.1:2/000000000000/mail-queue"
        );
        let mail = template.function("mail").unwrap();
        assert_eq!(mail.schedules, ["rate(5 minutes)"]);
        assert!(mail.queues[0].is_partial);
        assert_eq!(
            mail.queues[0].queue_arn,
            "arn:aws:sqs:eu-north-1:000000000000:mail-queue"
        );
        assert_eq!(template.tables.len(), 3);
        assert_eq!(template.keys.len(), 2);
        let uploads = template
            .buckets
            .iter()
            .find(|bucket| bucket.name == "uploads-bucket")
            .unwrap();
        assert_eq!(
            uploads.told_queue_arn.as_deref(),
            Some("arn:aws:sqs:eu-north-1:000000000000:import-queue")
        );
    }

    #[test]
    fn an_unknown_reference_is_an_error() {
        let broken = TEMPLATE.replace("!Ref MailQueue", "!Ref MailQueu");
        assert!(Template::read(&broken, &given()).is_err());
    }
}

//! Whether a function may make a call: the statements that template.yaml grants it (IAM policy
//! language, Allow with StringEquals), looked at as AWS does, action by action.

use std::collections::BTreeMap;

use crate::template::Statement;

/// One thing a call does to one resource.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Act {
    /// `dynamodb:PutItem`.
    pub action: String,
    pub resource: String,
    /// Condition keys that the call carries (`kms:EncryptionContext:purpose`).
    pub context: BTreeMap<String, String>,
}

impl Act {
    pub fn new(action: impl Into<String>, resource: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            resource: resource.into(),
            context: BTreeMap::new(),
        }
    }
}

/// Whether any statement allows it; what no statement names is denied.
pub fn is_allowed(statements: &[Statement], act: &Act) -> bool {
    statements.iter().any(|statement| {
        statement.actions.contains(&act.action)
            && statement
                .resources
                .iter()
                .any(|resource| covers(resource, &act.resource))
            && statement.string_equals.iter().all(|(key, allowed)| {
                act.context
                    .get(key)
                    .is_some_and(|value| allowed.contains(value))
            })
    })
}

/// Whether a statement's resource is the one at hand, or names the objects of its bucket by their
/// common beginning (`arn:aws:s3:::bucket/*`).
pub fn covers(stated: &str, resource: &str) -> bool {
    match stated.strip_suffix('*') {
        Some(start) if start.starts_with("arn:aws:s3:::") => resource.starts_with(start),
        _ => stated == resource,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement() -> Statement {
        Statement {
            actions: vec!["kms:Decrypt".into()],
            resources: vec!["key".into()],
            string_equals: [("purpose".to_owned(), vec!["a".to_owned()])].into(),
        }
    }

    #[test]
    fn a_condition_holds_for_the_named_values_only() {
        let mut act = Act::new("kms:Decrypt", "key");
        assert!(!is_allowed(&[statement()], &act));
        act.context.insert("purpose".into(), "a".into());
        assert!(is_allowed(&[statement()], &act));
        act.context.insert("purpose".into(), "b".into());
        assert!(!is_allowed(&[statement()], &act));
    }

    #[test]
    fn another_action_or_resource_is_denied() {
        let with = |action: &str, resource: &str| {
            let mut act = Act::new(action, resource);
            act.context.insert("purpose".into(), "a".into());
            act
        };
        assert!(!is_allowed(&[statement()], &with("kms:Encrypt", "key")));
        assert!(!is_allowed(&[statement()], &with("kms:Decrypt", "other")));
        assert!(!is_allowed(&[], &with("kms:Decrypt", "key")));
    }

    #[test]
    fn only_the_objects_of_a_bucket_are_named_by_a_star() {
        assert!(covers("arn:aws:s3:::a/*", "arn:aws:s3:::a/t/f"));
        assert!(!covers("arn:aws:s3:::a/*", "arn:aws:s3:::ab/t"));
        assert!(!covers("arn:aws:sqs:r:0:*", "arn:aws:sqs:r:0:q"));
    }
}

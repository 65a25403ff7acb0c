//! House test: template.yaml and the code say the same. Folders, resources, routes, needs,
//! variables and permissions are equal sets; what neither CloudFormation nor cfn-lint would notice
//! (a misspelt action, a schedule that is none) is noticed here.
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where a file cannot be read"
)]

mod wrong;

use std::collections::{BTreeMap, BTreeSet};

use kobling_local::{
    functions,
    template::{FunctionResource, Given, Statement, TEMPLATE, Template},
};
use kobling_shared::{
    config::VARIABLES,
    function::{Function, Need},
};
use serde_yaml_ng::Value;

const IDENTITY: &str = "arn:aws:dynamodb:eu-north-1:000000000000:table/identity-table";
const TRANSIENT: &str = "arn:aws:dynamodb:eu-north-1:000000000000:table/transient-table";
const AUDIT: &str = "arn:aws:dynamodb:eu-north-1:000000000000:table/audit-table";
const SEALING_KEY: &str = "arn:aws:kms:eu-north-1:000000000000:key/sealing-key";
const NATIONAL_ID_KEY: &str = "arn:aws:kms:eu-north-1:000000000000:key/national-id-key";
const MAIL_QUEUE: &str = "arn:aws:sqs:eu-north-1:000000000000:mail-queue";
const IMPORT_QUEUE: &str = "arn:aws:sqs:eu-north-1:000000000000:import-queue";
const PROVISION_QUEUE: &str = "arn:aws:sqs:eu-north-1:000000000000:provision-queue";
const PROVISION_DEAD_LETTERS: &str = "arn:aws:sqs:eu-north-1:000000000000:provision-dead-letters";
const LOGOUT_DEAD_LETTERS: &str = "arn:aws:sqs:eu-north-1:000000000000:logout-dead-letters";
const MAIL_EVENTS_DEAD_LETTERS: &str =
    "arn:aws:sqs:eu-north-1:000000000000:mail-events-dead-letters";
const UPLOADS: &str = "arn:aws:s3:::uploads-bucket/*";
const REPORTS: &str = "arn:aws:s3:::reports-bucket/*";
const PURPOSE: &str = "kms:EncryptionContext:purpose";

/// Every action that may be granted on a table of people or of what passes; nothing scans, and
/// nothing reads or writes without the rules of the store's own calls.
const STORE_ACTIONS: &[&str] = &[
    "dynamodb:BatchGetItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:UpdateItem",
];

/// Lambda's limit for a function's resource policy, in bytes, and about what one route takes.
const RESOURCE_POLICY: usize = 20_480;
const ONE_PERMISSION: usize = 340;

fn read(text: &str) -> Template {
    read_with(text, "a")
}

fn read_with(text: &str, national_id_keys: &str) -> Template {
    let parameters = [
        ("NationalIdKeys", national_id_keys),
        ("Issuer", "http://localhost:1"),
        ("MailFrom", "no-reply@example.com"),
        ("MailIdentity", "example.com"),
    ];
    let given = Given {
        parameters: parameters
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        endpoint: "http://127.0.0.1:2".to_owned(),
        extra_ca: None,
    };
    Template::read(text, &given).unwrap()
}

/// Everything that is wrong with a template, in words.
fn faults(text: &str) -> Vec<String> {
    let template = read(text);
    let raw: Value = serde_yaml_ng::from_str(text).unwrap();
    let mut faults = Vec::new();
    let code: BTreeMap<&str, Function> =
        functions::all().into_iter().map(|f| (f.name, f)).collect();
    let declared: BTreeSet<&str> = template.functions.iter().map(|f| f.name.as_str()).collect();
    if declared != code.keys().copied().collect() {
        faults.push(format!("functions: {declared:?}"));
    }
    for resource in &template.functions {
        let Some(function) = code.get(resource.name.as_str()) else {
            continue;
        };
        let mut found = routes(function, resource);
        found.extend(variables(function, resource));
        found.extend(permissions(function, resource));
        found.extend(events(function, resource));
        found.extend(logs(&raw, resource));
        faults.extend(
            found
                .into_iter()
                .map(|fault| format!("{}: {fault}", resource.name)),
        );
    }
    faults.extend(front_door(&raw));
    faults.extend(tables(&raw));
    faults.extend(queues(&raw));
    faults.extend(dead_letters(&template));
    faults.extend(mail_events(&template, &code));
    faults.extend(buckets(&raw));
    faults
}

fn routes(function: &Function, resource: &FunctionResource) -> Vec<String> {
    // The gateway writes what takes the rest of a path with a plus, axum with a star.
    let code: BTreeSet<(String, String)> = function
        .gateway_routes()
        .iter()
        .map(|route| {
            let path = match route.path.split_once("{*") {
                Some((before, after)) => format!("{before}{{{}", after.replace('}', "+}")),
                None => route.path.to_owned(),
            };
            (route.method.to_owned(), path)
        })
        .collect();
    let declared: BTreeSet<(String, String)> = resource
        .routes
        .iter()
        .map(|route| (route.method.clone(), route.path.clone()))
        .collect();
    let mut faults: Vec<String> = code
        .symmetric_difference(&declared)
        .map(|(method, path)| format!("route {method} {path} is on one side only"))
        .collect();
    if resource.routes.len() != declared.len() {
        faults.push("a route is declared twice".to_owned());
    }
    if declared.len() * ONE_PERMISSION > RESOURCE_POLICY {
        faults.push("too many routes for one resource policy".to_owned());
    }
    faults
}

fn variables(function: &Function, resource: &FunctionResource) -> Vec<String> {
    let needed: BTreeSet<&str> = VARIABLES
        .iter()
        .filter(|(_, need)| need.is_none_or(|need| function.needs.contains(&need)))
        .map(|(name, _)| *name)
        .collect();
    let declared: BTreeSet<&str> = resource.variables.keys().map(String::as_str).collect();
    needed
        .symmetric_difference(&declared)
        .map(|name| format!("variable {name} is on one side only"))
        .collect()
}

/// What a function's needs ask of AWS, besides the tables: (action, resource, purposes).
fn needed(function: &Function) -> BTreeSet<(String, String, Vec<String>)> {
    let has = |need: Need| function.needs.contains(&need);
    let purposes = |list: &[(bool, &str)]| -> Vec<String> {
        let mut purposes: Vec<String> = list
            .iter()
            .filter(|(is, _)| *is)
            .map(|(_, purpose)| (*purpose).to_owned())
            .collect();
        purposes.sort();
        purposes
    };
    // HR's numbers become digests at once; only a login keeps one sealed until it ends.
    let keeps_numbers = has(Need::NationalIds) && !has(Need::ReadUploads);
    let decrypt = purposes(&[
        (has(Need::DataKey), "data-key"),
        // Ours at upstream providers, and those that sign tokens.
        (has(Need::SigningKeys) || has(Need::Upstream), "signing-key"),
        (keeps_numbers, "national-id"),
        (has(Need::SessionNumbers), "session-number"),
        (has(Need::Mailer), "outbox"),
    ]);
    let encrypt = purposes(&[
        (keeps_numbers, "national-id"),
        (keeps_numbers, "session-number"),
        (has(Need::KeyMaking), "data-key"),
        (has(Need::KeyMaking), "signing-key"),
        (has(Need::Outbox), "outbox"),
    ]);
    let ses = |name: &str| format!("arn:aws:ses:eu-north-1:000000000000:{name}");
    let all = [
        (
            !decrypt.is_empty(),
            "kms:Decrypt",
            SEALING_KEY.to_owned(),
            decrypt,
        ),
        (
            !encrypt.is_empty(),
            "kms:Encrypt",
            SEALING_KEY.to_owned(),
            encrypt,
        ),
        (
            has(Need::NationalIds),
            "kms:GenerateMac",
            NATIONAL_ID_KEY.to_owned(),
            vec![],
        ),
        (
            has(Need::Outbox) || has(Need::Notices),
            "sqs:SendMessage",
            MAIL_QUEUE.to_owned(),
            vec![],
        ),
        (
            has(Need::ReadUploads),
            "s3:GetObject",
            UPLOADS.to_owned(),
            vec![],
        ),
        (
            has(Need::MissUploads),
            "s3:ListBucket",
            UPLOADS.trim_end_matches("/*").to_owned(),
            vec![],
        ),
        (
            has(Need::WriteUploads),
            "s3:PutObject",
            UPLOADS.to_owned(),
            vec![],
        ),
        (
            has(Need::ReadReports),
            "s3:GetObject",
            REPORTS.to_owned(),
            vec![],
        ),
        (
            has(Need::WriteReports),
            "s3:PutObject",
            REPORTS.to_owned(),
            vec![],
        ),
        (
            has(Need::ImportQueue),
            "sqs:SendMessage",
            IMPORT_QUEUE.to_owned(),
            vec![],
        ),
        (
            has(Need::ProvisionQueue),
            "sqs:SendMessage",
            PROVISION_QUEUE.to_owned(),
            vec![],
        ),
        (
            has(Need::ProvisionDeadLetters),
            "sqs:SendMessage",
            PROVISION_DEAD_LETTERS.to_owned(),
            vec![],
        ),
        (
            has(Need::LogoutDeadLetters),
            "sqs:SendMessage",
            LOGOUT_DEAD_LETTERS.to_owned(),
            vec![],
        ),
        (
            has(Need::Mailer),
            "ses:SendEmail",
            ses("identity/example.com"),
            vec![],
        ),
        (
            has(Need::Mailer),
            "ses:SendEmail",
            ses("configuration-set/mail-configuration-set"),
            vec![],
        ),
    ];
    all.into_iter()
        .filter(|(is, ..)| *is)
        .map(|(_, action, resource, purposes)| (action.to_owned(), resource, purposes))
        .collect()
}

fn permissions(function: &Function, resource: &FunctionResource) -> Vec<String> {
    let mut faults = Vec::new();
    let mut granted = BTreeSet::new();
    for statement in &resource.statements {
        faults.extend(wildcards(statement));
        for action in &statement.actions {
            for to in &statement.resources {
                if action.starts_with("dynamodb:") {
                    let is_known = match to.as_str() {
                        AUDIT => action == "dynamodb:PutItem",
                        IDENTITY | TRANSIENT => STORE_ACTIONS.contains(&action.as_str()),
                        _ => false,
                    };
                    if !is_known || !function.needs.contains(&Need::Store) {
                        faults.push(format!("{action} on {to}"));
                    }
                    continue;
                }
                let mut purposes = statement
                    .string_equals
                    .get(PURPOSE)
                    .cloned()
                    .unwrap_or_default();
                purposes.sort();
                granted.insert((action.clone(), to.clone(), purposes));
            }
        }
    }
    let needed = needed(function);
    for (action, to, purposes) in granted.symmetric_difference(&needed) {
        faults.push(format!(
            "{action} on {to} for {purposes:?} is on one side only"
        ));
    }
    faults
}

fn wildcards(statement: &Statement) -> Vec<String> {
    statement
        .actions
        .iter()
        .chain(&statement.resources)
        // All objects of one bucket have no other name than this.
        .filter(|text| ![UPLOADS, REPORTS].contains(&text.as_str()))
        .filter(|text| text.contains(['*', '?']))
        .map(|text| format!("wildcard in {text}"))
        .collect()
}

fn events(function: &Function, resource: &FunctionResource) -> Vec<String> {
    let mut faults = Vec::new();
    if function.queue_handler().is_some() == resource.queues.is_empty() {
        faults.push("queue on one side only".to_owned());
    }
    // What anybody may bring in time is told by an event or by a schedule, not by both.
    if function.event_handler().is_some() && function.schedule_handler().is_some() {
        faults.push("events and a schedule".to_owned());
    }
    if function.schedule_handler().is_some() == resource.schedules.is_empty() {
        faults.push("schedule on one side only".to_owned());
    }
    for queue in &resource.queues {
        if !queue.is_partial || queue.batch_size > 10 {
            faults.push(format!("{} without partial answers", queue.queue_arn));
        }
    }
    for schedule in &resource.schedules {
        if !is_rate(schedule) {
            faults.push(format!("schedule {schedule}"));
        }
    }
    faults
}

/// `rate(1 hour)`, `rate(5 minutes)`: number and unit agree, as EventBridge Scheduler asks.
fn is_rate(expression: &str) -> bool {
    let inner = expression
        .strip_prefix("rate(")
        .and_then(|rest| rest.strip_suffix(')'));
    let Some((count, unit)) = inner.and_then(|inner| inner.split_once(' ')) else {
        return false;
    };
    match count.parse::<u32>() {
        Ok(0) | Err(_) => false,
        Ok(_) => ["minutes", "hours", "days", "minute", "hour", "day"].contains(&unit),
    }
}

fn logs(raw: &Value, resource: &FunctionResource) -> Vec<String> {
    let properties = &raw["Resources"][resource.logical_id.as_str()]["Properties"];
    let group = match &properties["LoggingConfig"]["LogGroup"] {
        Value::Tagged(tagged) => tagged.value.as_str().unwrap_or_default().to_owned(),
        _ => return vec!["no log group of its own".to_owned()],
    };
    match raw["Resources"][group.as_str()]["Properties"]["RetentionInDays"].as_u64() {
        Some(days) if days <= 90 => Vec::new(),
        _ => vec![format!("{group} keeps logs too long")],
    }
}

/// Where the issuer has a name of its own, nothing is reached by the one that API Gateway gives.
fn front_door(raw: &Value) -> Vec<String> {
    let written = |value: &Value| serde_yaml_ng::to_string(value).unwrap();
    let mut faults = Vec::new();
    let own = &raw["Conditions"]["HasOwnName"];
    let wanted =
        r#"!Equals ["", !Select [1, !Split [".execute-api.", !Sub "${Issuer}.execute-api."]]]"#;
    if written(own) != written(&serde_yaml_ng::from_str(wanted).unwrap()) {
        faults.push("front door: HasOwnName says something else".to_owned());
    }
    let disabled = &raw["Resources"]["Api"]["Properties"]["DisableExecuteApiEndpoint"];
    let wanted = "!If [HasOwnName, true, false]";
    if written(disabled) != written(&serde_yaml_ng::from_str(wanted).unwrap()) {
        faults.push("front door: the default endpoint is open beside the issuer".to_owned());
    }
    faults
}

fn tables(raw: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, is_kept, ttl) in [
        ("IdentityTable", true, None),
        ("TransientTable", false, Some("expires_at")),
        ("AuditTable", true, None),
    ] {
        let table = &raw["Resources"][name];
        let properties = &table["Properties"];
        let is = |value: &Value| value.as_bool() == Some(true);
        let recovers =
            is(&properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]);
        let checks = [
            (
                "on demand",
                properties["BillingMode"].as_str() == Some("PAY_PER_REQUEST"),
            ),
            (
                "encrypted",
                is(&properties["SSESpecification"]["SSEEnabled"]),
            ),
            ("recovery", recovers == is_kept),
            (
                "deletion protection",
                is(&properties["DeletionProtectionEnabled"]) == is_kept,
            ),
            (
                "kept by CloudFormation",
                (table["DeletionPolicy"].as_str() == Some("Retain")) == is_kept,
            ),
            (
                "TTL",
                properties["TimeToLiveSpecification"]["AttributeName"].as_str() == ttl,
            ),
        ];
        let wrong = checks.into_iter().filter(|(_, holds)| !holds);
        faults.extend(wrong.map(|(what, _)| format!("{name}: {what}")));
    }
    let index = &raw["Resources"]["AuditTable"]["Properties"]["GlobalSecondaryIndexes"][0];
    if index["IndexName"].as_str() != Some("by_account") {
        faults.push("AuditTable: no index by_account".to_owned());
    }
    faults
}

fn queues(raw: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let timeout = raw["Globals"]["Function"]["Timeout"]
        .as_u64()
        .unwrap_or(u64::MAX);
    if timeout >= 30 {
        faults.push("functions outlast the gateway".to_owned());
    }
    for (name, letters, function) in [
        ("MailQueue", "MailDeadLetters", "MailFunction"),
        ("ImportQueue", "ImportDeadLetters", "ImportFunction"),
        (
            "ProvisionQueue",
            "ProvisionDeadLetters",
            "ProvisionFunction",
        ),
    ] {
        let own = &raw["Resources"][function]["Properties"]["Timeout"];
        let lives = own.as_u64().unwrap_or(timeout);
        let queue = &raw["Resources"][name]["Properties"];
        let visible = queue["VisibilityTimeout"].as_u64().unwrap_or_default();
        if visible < lives.saturating_mul(6) {
            faults.push(format!(
                "{name}: a message comes again before its function has ended"
            ));
        }
        if queue["RedrivePolicy"]["deadLetterTargetArn"].is_null() {
            faults.push(format!("{name}: no dead letters"));
        }
        for name in [name, letters] {
            let queue = &raw["Resources"][name]["Properties"];
            if queue["SqsManagedSseEnabled"].as_bool() != Some(true) {
                faults.push(format!("{name}: not encrypted"));
            }
        }
    }
    faults
}

/// Asking an empty queue costs money all month, so nothing asks dead letters by itself; and what a
/// function put aside itself it can take from there.
fn dead_letters(template: &Template) -> Vec<String> {
    let mut faults = Vec::new();
    let mut ways_back = Vec::new();
    for resource in &template.functions {
        for source in &resource.queues {
            if !source.queue_arn.ends_with("-dead-letters") {
                continue;
            }
            if source.is_enabled {
                faults.push(format!("{}: dead letters that are polled", resource.name));
            } else {
                ways_back.push(source.queue_arn.as_str());
            }
        }
    }
    if !ways_back.contains(&LOGOUT_DEAD_LETTERS) {
        faults.push("no way back from what apps did not take".to_owned());
    }
    faults
}

/// SES's events of our own configuration set, and nothing else, come to `mail-events`; what it
/// fails to take, and what could not be brought, lies in its dead letters.
fn mail_events(template: &Template, code: &BTreeMap<&str, Function>) -> Vec<String> {
    let mut faults = Vec::new();
    let events = &template.events;
    for resource in &template.functions {
        let takes = code.get(resource.name.as_str());
        let takes = takes.is_some_and(|function| function.event_handler().is_some());
        if takes != events.reach(&resource.arn) {
            faults.push(format!("{}: events on one side only", resource.name));
        }
        if !takes {
            continue;
        }
        let letters = [MAIL_EVENTS_DEAD_LETTERS.to_owned()];
        let is_kept = |arn: &Option<String>| arn.as_slice() == letters;
        let mut targets = events.rules.iter().flat_map(|rule| &rule.targets);
        if !is_kept(&resource.dead_letters_arn) || !targets.all(|t| is_kept(&t.dead_letters_arn)) {
            faults.push(format!("{}: events that are lost", resource.name));
        }
        if resource.retries == 0 {
            faults.push(format!("{}: events come once only", resource.name));
        }
        let sources = resource.queues.iter();
        let off: Vec<&str> = sources
            .filter(|source| !source.is_enabled)
            .map(|source| source.queue_arn.as_str())
            .collect();
        if off != letters {
            faults.push(format!("{}: no way back from {letters:?}", resource.name));
        }
    }
    for invoker in &events.invokers {
        if invoker.service != "events.amazonaws.com" || invoker.rule_arn.is_none() {
            faults.push(format!("{} takes events of others", invoker.function));
        }
    }
    let sets: Vec<&str> = events.sets.iter().map(|set| set.set.as_str()).collect();
    if sets != ["mail-configuration-set"] {
        faults.push(format!("events of {sets:?}"));
    }
    for set in &events.sets {
        if set.types != ["bounce", "complaint"] || !set.is_enabled {
            faults.push(format!("events {:?}", set.types));
        }
    }
    for rule in &events.rules {
        let own = &rule.pattern["detail"]["mail"]["tags"]["ses:configuration-set"];
        if rule.pattern["source"] != serde_json::json!(["aws.ses"])
            || *own != serde_json::json!(["mail-configuration-set"])
        {
            faults.push(format!("{} takes more than our mails' events", rule.name));
        }
    }
    // Without its condition anybody's rule, or bucket, could send.
    for sender in &events.senders {
        let is_ours = match sender.service.as_str() {
            "events.amazonaws.com" => sender.rule_arn.is_some(),
            "s3.amazonaws.com" => sender.account.is_some(),
            _ => false,
        };
        if !is_ours {
            faults.push(format!("{:?} takes messages of others", sender.queues));
        }
    }
    faults
}

/// Encrypted, closed to the world, by TLS only, and not kept longer than said.
fn buckets(raw: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, days) in [("UploadsBucket", 30), ("ReportsBucket", 90)] {
        let properties = &raw["Resources"][name]["Properties"];
        let block = &properties["PublicAccessBlockConfiguration"];
        let is_closed = [
            "BlockPublicAcls",
            "BlockPublicPolicy",
            "IgnorePublicAcls",
            "RestrictPublicBuckets",
        ]
        .iter()
        .all(|what| block[*what].as_bool() == Some(true));
        let policy = &raw["Resources"][format!("{name}Policy").as_str()]["Properties"];
        let statement = &policy["PolicyDocument"]["Statement"][0];
        let refuses_plain = statement["Effect"].as_str() == Some("Deny")
            && statement["Condition"]["Bool"]["aws:SecureTransport"].as_bool() == Some(false);
        let rule = &properties["LifecycleConfiguration"]["Rules"][0];
        let encryption = &properties["BucketEncryption"]["ServerSideEncryptionConfiguration"][0];
        let checks = [
            ("closed", is_closed),
            ("TLS only", refuses_plain),
            ("encrypted", !encryption.is_null()),
            ("lifecycle", rule["ExpirationInDays"].as_u64() == Some(days)),
        ];
        let wrong = checks.into_iter().filter(|(_, holds)| !holds);
        faults.extend(wrong.map(|(what, _)| format!("{name}: {what}")));
    }
    faults
}

#[test]
fn template_and_code_say_the_same() {
    assert_eq!(faults(TEMPLATE), Vec::<String>::new());
}

/// Of the two keys for national ids the one writes, the other is looked under too, and nobody may
/// use one that is not named.
#[test]
fn each_step_of_rolling_the_key_of_national_ids_over_gives_what_it_names() {
    let a = NATIONAL_ID_KEY.to_owned();
    let b = format!("{NATIONAL_ID_KEY}-b");
    for (step, current, other) in [
        ("a", &a, None),
        ("a-with-b", &a, Some(&b)),
        ("b-with-a", &b, Some(&a)),
        ("b", &b, None),
    ] {
        let template = read_with(TEMPLATE, step);
        let expected: BTreeSet<&String> = other.into_iter().chain([current]).collect();
        let there: BTreeSet<&String> = template
            .keys
            .iter()
            .filter(|key| key.is_mac)
            .map(|key| &key.arn)
            .collect();
        assert_eq!(there, expected, "{step}");
        let mut users = 0;
        for resource in &template.functions {
            let Some(named) = resource.variables.get("NATIONAL_ID_KEY") else {
                continue;
            };
            users += 1;
            assert_eq!(named, current, "{step}");
            let second = &resource.variables["NATIONAL_ID_KEY_OTHER"];
            assert_eq!(second, other.map_or("none", String::as_str), "{step}");
            let granted: BTreeSet<&String> = resource
                .statements
                .iter()
                .filter(|statement| statement.actions == ["kms:GenerateMac"])
                .flat_map(|statement| &statement.resources)
                .collect();
            assert_eq!(granted, expected, "{step}: {}", resource.name);
        }
        assert!(users >= 3);
    }
}

#[test]
fn every_folder_is_a_function_of_its_own_name() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../functions");
    let folders: BTreeSet<String> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let code: BTreeSet<String> = functions::all().iter().map(|f| f.name.to_owned()).collect();
    assert_eq!(folders, code);
    for folder in &folders {
        // The template builds by the binary's name, which cargo takes from the manifest.
        let manifest = std::fs::read_to_string(format!("{root}/{folder}/Cargo.toml")).unwrap();
        assert!(
            manifest.contains(&format!("name = \"{folder}\"")),
            "{folder}"
        );
    }
}

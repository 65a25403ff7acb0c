//! What would be wrong in template.yaml, and is noticed.

use kobling_local::template::TEMPLATE;

use crate::faults;

/// Each change is one that cfn-lint lets through.
#[test]
fn what_is_wrong_is_noticed() {
    for (right, wrong) in [
        ("rate(5 minutes)", "rate(5 minuets)"),
        (
            "      DisableExecuteApiEndpoint: !If [HasOwnName, true, false]\n",
            "",
        ),
        ("[HasOwnName, true, false]", "[HasOwnName, false, true]"),
        ("[\".execute-api.\", !Sub", "[\".example.\", !Sub"),
        ("- kms:GenerateMac\n", "- kms:GenerateMack\n"),
        ("- kms:Encrypt\n", "- kms:*\n"),
        ("- dynamodb:ConditionCheckItem\n", "- dynamodb:Scan\n"),
        ("Resource: !GetAtt AuditTable.Arn", "Resource: \"*\""),
        (
            "Resource: !GetAtt AuditTable.Arn",
            "Resource: !GetAtt MailQueue.Arn",
        ),
        ("Path: /jwks", "Path: /keys"),
        ("Path: /assets/{file+}", "Path: /assets/{file}"),
        (
            "Method: POST\n            Path: /token",
            "Method: GET\n            Path: /token",
        ),
        ("          MAIL_FROM: !Ref MailFrom\n", ""),
        ("          SEALING_KEY: !GetAtt SealingKey.Arn\n", ""),
        ("purpose: [data-key, outbox]", "purpose: [data-key]"),
        (
            "            FunctionResponseTypes: [ReportBatchItemFailures]\n        Sweep:",
            "        Sweep:",
        ),
        ("        Binary: verify-code", "        Binary: verify_code"),
        (
            "PointInTimeRecoveryEnabled: true",
            "PointInTimeRecoveryEnabled: false",
        ),
        ("AttributeName: expires_at", "AttributeName: expires"),
        ("VisibilityTimeout: 180", "VisibilityTimeout: 30"),
        ("VisibilityTimeout: 5400", "VisibilityTimeout: 900"),
        ("BlockPublicPolicy: true", "BlockPublicPolicy: false"),
        ("aws:SecureTransport: false", "aws:SecureTransport: true"),
        ("ExpirationInDays: 30", "ExpirationInDays: 3650"),
        (
            "Resource: !Sub ${UploadsBucket.Arn}/*\n            - Effect: Allow",
            "Resource: \"*\"\n            - Effect: Allow",
        ),
        (
            "MatchingEventTypes: [bounce, complaint]",
            "MatchingEventTypes: [bounce]",
        ),
        (
            "        source: [aws.ses]",
            "        source: [aws.ses, mine]",
        ),
        (
            "            Condition:\n              ArnEquals:\n                aws:SourceArn: !GetAtt MailEventRule.Arn",
            "            Metadata: none",
        ),
        ("      SourceArn: !GetAtt MailEventRule.Arn\n", ""),
        (
            "          Arn: !GetAtt MailEventsFunction.Arn",
            "          Arn: !GetAtt MailFunction.Arn",
        ),
        (
            "          DeadLetterConfig:\n            Arn: !GetAtt MailEventsDeadLetters.Arn",
            "          Input: none",
        ),
        (
            "        TargetArn: !GetAtt MailEventsDeadLetters.Arn",
            "        TargetArn: !GetAtt MailDeadLetters.Arn",
        ),
        ("            Enabled: false\n", ""),
        (
            "        MaximumRetryAttempts: 2",
            "        MaximumRetryAttempts: 0",
        ),
        (
            "ses:configuration-set: [!Ref MailConfigurationSet]",
            "tenant: [asnes]",
        ),
        (
            "RetentionInDays: 30\n\n  # Answers",
            "RetentionInDays: 3653\n\n  # Answers",
        ),
    ] {
        let changed = TEMPLATE.replacen(right, wrong, 1);
        assert_ne!(changed, TEMPLATE, "{right} is not in the template");
        assert_ne!(faults(&changed), faults(TEMPLATE), "{right} -> {wrong}");
    }
}

//! What the command says once everything runs, and, where it was asked for, at the end.

use crate::{LocalStack, shim::Totals};

/// Where to click, and who to log in as.
pub fn greeting(stack: &LocalStack) -> String {
    let issuer = stack.issuer();
    let registered = stack.registered();
    let mut lines = vec![
        "Kobling is ready.".to_owned(),
        String::new(),
        format!("  Everything   {issuer}/_local/"),
    ];
    for tenant in &registered.tenants {
        lines.push(format!("  Start        {issuer}/t/{}", tenant.id));
    }
    lines.push(format!("  Inbox        {issuer}/_local/inbox"));
    if let Some(path) = stack.authority_file() {
        lines.push(format!("  Certificate  {} (curl --cacert)", path.display()));
    }
    lines.push(String::new());
    lines.push("Log in at the first one as".to_owned());
    let first = registered.tenants.first().map(|tenant| &tenant.id);
    for (row, what) in [("L7", "new here"), ("L1", "been here before")] {
        let person = registered
            .people
            .iter()
            .find(|person| person.row == row && Some(&person.tenant) == first);
        if let Some((person, number)) = person.zip(person.and_then(|p| p.national_id.as_ref())) {
            lines.push(format!("  {number}  {} ({what})", person.name));
        }
    }
    lines.push(String::new());
    lines.push("Ctrl-C stops it.".to_owned());
    lines.join("\n")
}

/// Every call by function and operation, then the grants that nothing made use of.
pub fn calls(stack: &LocalStack) -> String {
    let mut lines = vec!["function | operation | calls | refused | units".to_owned()];
    for ((function, operation), totals) in stack.shim().counters().0 {
        let Totals {
            calls,
            refused,
            units,
        } = totals;
        lines.push(format!(
            "{function} | {operation} | {calls} | {refused} | {units}"
        ));
    }
    lines.push("granted and not used:".to_owned());
    for (function, action, resource) in stack.unused_permissions() {
        lines.push(format!("{function} | {action} | {resource}"));
    }
    lines.join("\n")
}

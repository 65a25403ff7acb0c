//! The commands about HR's files: what came, and the decision on a file that is held.

use serde_json::Value;

use crate::{
    ask::AskError,
    asker::Asker,
    hr::Listed,
    moment::moment,
    table::{Column, table},
};

const LIST: &str = "/_local/hr.json";

/// The latest imports.
pub(crate) async fn list(asker: &Asker<'_, '_>) -> Result<String, AskError> {
    let imports: Vec<Listed> = asker.instance.get(LIST).await?;
    Ok(text(&imports))
}

/// Approves a held file, once its figure was given.
pub(crate) async fn approve(
    asker: &mut Asker<'_, '_>,
    tenant: &str,
    import: &str,
    ends: Option<u64>,
) -> Result<String, AskError> {
    let held = find(asker, tenant, import).await?;
    let expected = held.people_ended;
    let what = format!("{} It {}.", told(&held), would_end(&held));
    asker.dialogue.figure(&what, expected, "--ends", ends)?;
    let figure = expected.to_string();
    let form = [
        ("tenant", tenant),
        ("import", import),
        ("decision", "approve"),
        ("ends", &figure),
    ];
    asker.instance.tell("/_local/hr-decision", &form).await?;
    Ok(format!("Approved: {}.", held.name))
}

/// Rejects a held file: nothing of it is imported.
pub(crate) async fn decline(
    asker: &mut Asker<'_, '_>,
    tenant: &str,
    import: &str,
) -> Result<String, AskError> {
    let held = find(asker, tenant, import).await?;
    let told = told(&held);
    asker.agree(&format!(
        "{told} Nothing of it would be taken, now or later; HR would have to send a new file."
    ))?;
    let form = [
        ("tenant", tenant),
        ("import", import),
        ("decision", "decline"),
    ];
    asker.instance.tell("/_local/hr-decision", &form).await?;
    Ok(format!("Rejected: {}.", held.name))
}

async fn find(asker: &Asker<'_, '_>, tenant: &str, import: &str) -> Result<Listed, AskError> {
    asker.instance.tenant(tenant)?;
    let imports: Vec<Listed> = asker.instance.get(LIST).await?;
    let mut imports = imports.into_iter();
    let found = imports.find(|one| one.tenant == tenant && one.id == import);
    let list = asker.instance.typed("hr list");
    match found {
        Some(held) if held.is_held() => Ok(held),
        Some(other) => Err(AskError::Refused(format!(
            "The import {import} is not held, but {}.",
            state(&other.state)
        ))),
        None => Err(AskError::Refused(format!(
            "There is no import {import} at {tenant}. The latest ones: {list}"
        ))),
    }
}

/// Which file it is.
fn told(held: &Listed) -> String {
    let Listed {
        name,
        tenant,
        feed,
        rows,
        created_at,
        ..
    } = held;
    let came = moment(*created_at);
    let unit = if *rows == 1 { "row" } else { "rows" };
    format!("{name}, {rows} {unit}, came to {tenant} by the feed {feed} at {came} and is held.")
}

fn would_end(held: &Listed) -> String {
    let people = if held.people == 1 { "person" } else { "people" };
    let ends = format!(
        "would end {} of {} {people}",
        held.people_ended, held.people
    );
    match held.employments_ended {
        // An import of an earlier version counted none.
        0 => ends,
        1 => format!("{ends} (1 employment)"),
        count => format!("{ends} ({count} employments)"),
    }
}

/// `done`, or `refused: older`.
fn state(state: &Value) -> String {
    match state {
        Value::String(state) => state.replace('_', " "),
        Value::Object(parts) => {
            let parts: Vec<String> = parts
                .iter()
                .map(|(name, value)| format!("{}: {}", name.replace('_', " "), self::state(value)))
                .collect();
            parts.join(", ")
        }
        other => other.to_string(),
    }
}

fn text(imports: &[Listed]) -> String {
    if imports.is_empty() {
        return "No file has come yet.".to_owned();
    }
    let columns = [
        Column::Text("TENANT"),
        Column::Text("IMPORT"),
        Column::Text("FEED"),
        Column::Text("FILE"),
        Column::Text("CAME"),
        Column::Text("STATE"),
        Column::Figure("ROWS"),
        Column::Text("RESULT"),
    ];
    let rows: Vec<_> = imports
        .iter()
        .map(|one| {
            let result = if one.is_held() {
                would_end(one)
            } else {
                one.counted()
            };
            [
                one.tenant.clone(),
                one.id.clone(),
                one.feed.clone(),
                one.name.clone(),
                moment(one.created_at),
                state(&one.state),
                one.rows.to_string(),
                result,
            ]
        })
        .collect();
    table(columns, &rows)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn listed(state: Value, employments_ended: u64) -> Listed {
        Listed {
            tenant: "asnes".to_owned(),
            id: "001772543100-Ab".to_owned(),
            feed: "hr".to_owned(),
            name: "people-2.csv".to_owned(),
            state,
            rows: 3,
            people: 27,
            people_ended: 27,
            employments_ended,
            created_at: 1_772_543_100,
            warnings: Vec::new(),
            unused_columns: Vec::new(),
            counts: json!({ "taken": 2, "refused": 1, "ended": 0 }),
            has_report: true,
            reference: "r".to_owned(),
        }
    }

    #[test]
    fn imports_are_a_table_that_says_whom_a_held_one_would_end() {
        let imports = [
            listed(json!("held"), 28),
            listed(json!("done"), 0),
            listed(
                json!({ "refused": { "no_column": "employment_number" } }),
                0,
            ),
        ];
        let expected = "\
TENANT  IMPORT           FEED  FILE          CAME                  STATE                                  ROWS  RESULT
asnes   001772543100-Ab  hr    people-2.csv  2026-03-03 13:05:00Z  held                                      3  would end 27 of 27 people (28 employments)
asnes   001772543100-Ab  hr    people-2.csv  2026-03-03 13:05:00Z  done                                      3  1 refused, 2 taken
asnes   001772543100-Ab  hr    people-2.csv  2026-03-03 13:05:00Z  refused: no column: employment number     3  1 refused, 2 taken";
        assert_eq!(text(&imports), expected);
        assert_eq!(text(&[]), "No file has come yet.");
    }

    #[test]
    fn employments_are_left_out_where_nobody_counted_them() {
        let held = listed(json!("held"), 0);
        assert_eq!(would_end(&held), "would end 27 of 27 people");
    }
}

//! The commands about keys: what a roll-over at once means, when what happens, and what is left
//! under a key of national ids.

use serde::Deserialize;

use crate::{
    ask::AskError,
    asker::Asker,
    key_tasks::Left,
    moment::{moment, span},
    table::{Column, table},
};

/// What `housekeeping` says that it did.
#[derive(Deserialize, Debug)]
struct Kept {
    made: Vec<String>,
    withdrawn: Vec<String>,
    signs_from: Option<i64>,
    data_keys: KeptOfAKind,
    proves_from: Option<i64>,
}

#[derive(Deserialize, Debug)]
struct KeptOfAKind {
    made: Vec<String>,
    withdrawn: Vec<String>,
}

/// Makes new keys and withdraws the others, once someone has heard what that ends.
pub(crate) async fn rotate_now(asker: &mut Asker<'_, '_>, grace: u32) -> Result<String, AskError> {
    let when = match grace {
        0 => "once they are in use, 11 minutes from now".to_owned(),
        grace => format!(
            "{} after they are in use, which is 11 minutes from now",
            span(grace.into())
        ),
    };
    asker.agree(&format!(
        "New signing keys and a new data key would be made, and all others withdrawn {when}. \
         Nobody is logged out. But refresh tokens end, so that apps send people through a login \
         anew; pages that are open have to be begun anew; and activation codes that were handed \
         out have to be made anew. This cannot be taken back."
    ))?;
    let seconds = grace.to_string();
    let form = [("grace_seconds", seconds.as_str())];
    let kept: Kept = asker
        .instance
        .post("/_local/keys/rotate-now", &form)
        .await?;
    Ok(rotated(&kept, grace))
}

/// What was made and withdrawn, and from when.
fn rotated(kept: &Kept, grace: u32) -> String {
    let columns = [
        Column::Text("KEY"),
        Column::Text("KIND"),
        Column::Text("WHAT"),
        Column::Text("WHEN"),
    ];
    let mut rows = Vec::new();
    let kinds = [
        (
            "signing",
            &kept.made,
            &kept.withdrawn,
            kept.signs_from,
            "signs",
        ),
        (
            "data",
            &kept.data_keys.made,
            &kept.data_keys.withdrawn,
            kept.proves_from,
            "proves",
        ),
    ];
    for (kind, made, withdrawn, from, verb) in kinds {
        let Some(from) = from else { continue };
        let mut row = |key: &String, what: &str, when: String| {
            rows.push([key.clone(), kind.to_owned(), what.to_owned(), when]);
        };
        for key in made {
            row(
                key,
                &format!("new, {verb}"),
                format!("from {}", moment(from)),
            );
        }
        for key in withdrawn {
            // One that waited for its time ends at once.
            row(
                key,
                "withdrawn",
                format!("by {}", moment(from + i64::from(grace))),
            );
        }
    }
    if rows.is_empty() {
        return "Nothing had to be done: another roll-over was quicker.".to_owned();
    }
    table(columns, &rows)
}

/// Counts what lies under a key of national ids.
pub(crate) async fn left(asker: &Asker<'_, '_>, key: &str) -> Result<String, AskError> {
    let path = "/_local/keys/left";
    let left: Left = asker.instance.post(path, &[("key", key)]).await?;
    Ok(counted(key, left))
}

fn counted(key: &str, left: Left) -> String {
    let columns = [
        Column::Text("KEY"),
        Column::Figure("EID LINKS"),
        Column::Figure("NUMBERS IN THE DIRECTORY"),
    ];
    let rows = [[
        key.to_owned(),
        left.eid_links.to_string(),
        left.directory_numbers.to_string(),
    ]];
    table(columns, &rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_roll_over_says_of_each_key_what_happens_and_when() {
        let kept: Kept = serde_json::from_value(serde_json::json!({
            "made": ["new-es", "new-rs"],
            "withdrawn": ["old-es"],
            "deleted": [],
            "signs_from": 1_772_543_100,
            "data_keys": { "made": ["new-data"], "withdrawn": ["old-data"], "deleted": [] },
            "proves_from": 1_772_543_100,
        }))
        .unwrap();
        let expected = "\
KEY       KIND     WHAT         WHEN
new-es    signing  new, signs   from 2026-03-03 13:05:00Z
new-rs    signing  new, signs   from 2026-03-03 13:05:00Z
old-es    signing  withdrawn    by 2026-03-03 14:05:00Z
new-data  data     new, proves  from 2026-03-03 13:05:00Z
old-data  data     withdrawn    by 2026-03-03 14:05:00Z";
        assert_eq!(rotated(&kept, 3600), expected);
    }

    #[test]
    fn what_is_left_stands_under_its_names() {
        let left = Left {
            eid_links: 7,
            directory_numbers: 5_012,
        };
        let expected = "\
KEY              EID LINKS  NUMBERS IN THE DIRECTORY
national-id-key          7                      5012";
        assert_eq!(counted("national-id-key", left), expected);
    }
}

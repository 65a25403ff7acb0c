//! That what is written of registrations is all that the code takes, so that nobody has to read the
//! code to connect an app.

use std::collections::BTreeSet;

use kobling_protocol::clients::client_members::{MEMBERS, OF_A_FILE};

use crate::sources::root;

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

fn all() -> BTreeSet<String> {
    MEMBERS.iter().map(|member| (*member).to_owned()).collect()
}

/// The first cells of the table under a heading, each a name in code quotes.
fn named_under(text: &str, heading: &str) -> BTreeSet<String> {
    let (_, rest) = text.split_once(heading).expect("the heading");
    let section = rest.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.split(" | ").collect();
        // Name, default, meaning.
        assert_eq!(cells.len(), 3, "{row}");
        let name = cells[0].trim_start_matches("| `").trim_end_matches('`');
        name.to_owned()
    })
    .collect()
}

#[test]
fn the_guide_for_apps_has_a_row_for_each_member_of_a_registration() {
    let guide = read("docs/develop/apps.md");
    assert_eq!(named_under(&guide, "\n## The registration\n"), all());
    for member in OF_A_FILE {
        let row = guide
            .lines()
            .find(|line| line.starts_with(&format!("| `{member}` |")));
        let row = row.unwrap();
        assert!(row.contains("in a file alone"), "{row}");
    }
}

#[test]
fn the_description_of_the_api_has_each_member_that_it_takes() {
    let description = read("docs/api/openapi.yaml");
    let description: serde_yaml_ng::Value = serde_yaml_ng::from_str(&description).unwrap();
    let members = &description["components"]["schemas"]["ClientMembers"]["properties"];
    let members = members.as_mapping().unwrap();
    let named: BTreeSet<String> = members
        .keys()
        .map(|name| name.as_str().unwrap().to_owned())
        .collect();
    let mut taken = all();
    taken.retain(|member| !OF_A_FILE.contains(&member.as_str()));
    assert_eq!(named, taken);
    // Each says what it is, but for those whose words are their own description.
    for (name, member) in members {
        let is_said = member["description"].is_string()
            || member["$ref"].is_string()
            || member["type"].as_str() == Some("boolean");
        assert!(is_said, "{name:?} has no description");
    }
}

//! Round trips to the store, held to their bounds, and the table in `docs/costs.md` held in step.

use kobling_tests::costs::{self, Cost};

#[tokio::test(flavor = "multi_thread")]
async fn costs_stay_within_their_bounds_and_the_docs_tell_them() {
    let measured = costs::measure().await;
    let of = |flow: &str| -> &Cost {
        let found = measured.iter().find(|cost| cost.flow == flow);
        found.unwrap_or_else(|| panic!("{flow} was not measured"))
    };
    for (flow, reads, writes) in [
        ("first link", 8, 5),
        ("sso", 1, 2),
        ("token", 2, 1),
        ("refresh", 2, 1),
        ("userinfo", 1, 0),
        ("service token", 1, 1),
        ("file by the API", 3, 2),
        ("device", 12, 8),
    ] {
        let cost = of(flow);
        assert!(
            cost.reads <= reads,
            "{flow}: {} reads, at most {reads}",
            cost.reads
        );
        assert!(
            cost.writes <= writes,
            "{flow}: {} writes, at most {writes}",
            cost.writes
        );
        // Counted at all, so that a counter that has gone blind does not pass.
        assert!(cost.reads > 0, "{flow}");
    }
    assert_eq!(of("first link").mails, 1);
    assert_eq!(of("token").signatures, 2);
    let text = std::fs::read_to_string(costs::FILE).unwrap();
    let told = costs::table_in(&text).expect("docs/costs.md has the table");
    assert_eq!(
        told,
        costs::table(&measured),
        "docs/costs.md tells other costs; renew it: cargo run -p kobling-tests --example costs"
    );
}

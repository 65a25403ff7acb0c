//! What a month costs: calls as docs/costs.md counts them, list prices, and assumptions about
//! people that stand here and nowhere else.

use std::{collections::BTreeMap, fs};

use kobling_local::template::{Given, TEMPLATE, Template};
use kobling_tests::costs;

use crate::report::Table;

/// List prices in US dollars, eu-north-1, without tax and free allowances, as noted on this day.
const NOTED: &str = "2026-11-22";
const LAMBDA_REQUEST: f64 = 0.20e-6;
/// A GB-second on arm64.
const LAMBDA_GB_SECOND: f64 = 13.3334e-6;
const HTTP_API_REQUEST: f64 = 1.05e-6;
const WRITE_UNIT: f64 = 0.67e-6;
const READ_UNIT: f64 = 0.1345e-6;
const STORED_GB: f64 = 0.269 + 0.21;
const SQS_REQUEST: f64 = 0.40e-6;
const MAIL: f64 = 0.16e-3;
const KMS_KEY: f64 = 1.0;
const KMS_REQUEST: f64 = 3e-6;
const LOG_GB: f64 = 0.54;

/// Idle: a queue's event source asks about this often (five pollers, 20 s each).
const POLLS: f64 = 5.0 * 3.0 * 60.0 * HOURS;
const HOURS: f64 = 730.0;

/// Of the people at a tenant, those who log in within a month.
const ACTIVE: f64 = 0.7;
/// For each of them: logins by eID, further apps by the session, refreshes.
const LOGINS: f64 = 20.0;
const SSO: f64 = 40.0;
const REFRESHES: f64 = 80.0;
/// A person links for the first time once in so many months.
const MONTHS_BETWEEN_LINKS: f64 = 24.0;
/// Notices and codes beside the first link's, a year.
const MAILS_A_YEAR: f64 = 2.0;
/// What is stored for a person, with audit, in KB; what a request logs.
const STORED_KB: f64 = 12.0;
const LOG_KB: f64 = 1.0;
/// Memory and time that Lambda bills for a request: mostly waiting for the store.
const MEMORY_GB: f64 = 0.5;
const REQUEST_MS: f64 = 25.0;
/// Requests that meet a cold start, and what that costs besides.
const COLD: f64 = 0.05;
const COLD_MS: f64 = 150.0;
/// Decryptions at a cold start: data key and two signing keys.
const COLD_DECRYPTIONS: f64 = 3.0;
/// HTTP requests of each flow.
const REQUESTS: &[(&str, f64)] = &[
    ("to the eID", 1.0),
    ("next login", 2.0),
    ("first link", 5.0),
    ("sso", 1.0),
    ("token", 1.0),
    ("refresh", 1.0),
    ("userinfo", 1.0),
];

const PLACES: &[(f64, f64)] = &[(1.0, 500.0), (50.0, 25_000.0), (400.0, 400_000.0)];

struct Month {
    keys: f64,
    idle: f64,
    store: f64,
    compute: f64,
    door: f64,
    mail: f64,
    rest: f64,
}

impl Month {
    fn sum(&self) -> f64 {
        self.keys + self.idle + self.store + self.compute + self.door + self.mail + self.rest
    }
}

/// Capacity units of a flow, from the table that a test holds true.
fn units() -> BTreeMap<String, f64> {
    let text = fs::read_to_string(costs::FILE).expect("docs/costs.md");
    let table = costs::table_in(&text).expect("the table of calls");
    table
        .lines()
        .skip(2)
        .filter_map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            Some(((*cells.get(1)?).to_owned(), cells.get(4)?.parse().ok()?))
        })
        .collect()
}

fn month(people: f64, template: &Template, units: &BTreeMap<String, f64>) -> Month {
    let active = people * ACTIVE;
    let links = people / MONTHS_BETWEEN_LINKS;
    let mails = links + people * MAILS_A_YEAR / 12.0;
    let flows = [
        ("next login", active * LOGINS),
        ("to the eID", links),
        ("first link", links),
        ("sso", active * SSO),
        ("token", active * (LOGINS + SSO) + links),
        ("userinfo", active * LOGINS + links),
        ("refresh", active * REFRESHES),
    ];
    let unit = |flow: &str| {
        *units
            .get(flow)
            .unwrap_or_else(|| panic!("{flow} is not counted"))
    };
    let requests: f64 = flows
        .iter()
        .map(|(flow, times)| {
            let each = REQUESTS.iter().find(|(name, _)| name == flow);
            times * each.expect("known requests").1
        })
        .sum();
    // Priced as writes all of them, five times what a read costs: an upper bound.
    let used: f64 = flows.iter().map(|(flow, times)| times * unit(flow)).sum();
    let stored = people * STORED_KB / 1e6;
    let seconds = requests * (REQUEST_MS + COLD * COLD_MS) / 1000.0;
    let sources = template.functions.iter().flat_map(|of| &of.queues);
    let queues = sources.filter(|source| source.is_enabled).count();
    // A schedule every five minutes is as often as any here runs.
    let schedules: usize = template.functions.iter().map(|of| of.schedules.len()).sum();
    let ticks = schedules as f64 * 12.0 * HOURS;
    let tick =
        LAMBDA_REQUEST + MEMORY_GB * REQUEST_MS / 1000.0 * LAMBDA_GB_SECOND + 8.0 * READ_UNIT;
    // The eID's answer asks the key service for two.
    let digests = 2.0 * (active * LOGINS + links);
    Month {
        keys: template.keys.len() as f64 * KMS_KEY,
        idle: queues as f64 * POLLS * SQS_REQUEST + ticks * tick,
        store: (used + mails * unit("each mail")) * WRITE_UNIT + stored * STORED_GB,
        compute: (requests + mails) * LAMBDA_REQUEST + seconds * MEMORY_GB * LAMBDA_GB_SECOND,
        door: requests * HTTP_API_REQUEST,
        mail: mails * (MAIL + SQS_REQUEST * 3.0),
        rest: (digests + 2.0 * mails + requests * COLD * COLD_DECRYPTIONS) * KMS_REQUEST
            + requests * LOG_KB / 1e6 * LOG_GB,
    }
}

/// A deployment that is idle, and three that are not.
pub fn table() -> Table {
    let template = Template::read(TEMPLATE, &Given::default()).expect("template.yaml");
    let units = units();
    let mut text = format!(
        "US dollars a month; list prices of eu-north-1 as noted on {NOTED}, no free allowance taken off.\n\n\
         | tenants, people | keys | idle | store | compute | front door | mail | key service, logs | sum | a person |\n\
         |---|---|---|---|---|---|---|---|---|---|\n"
    );
    let idle = month(0.0, &template, &units);
    let line = |name: String, month: &Month, people: f64| {
        let each = if people > 0.0 {
            format!("{:.4}", month.sum() / people)
        } else {
            "–".to_owned()
        };
        format!(
            "| {name} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {each} |\n",
            month.keys,
            month.idle,
            month.store,
            month.compute,
            month.door,
            month.mail,
            month.rest,
            month.sum(),
        )
    };
    text.push_str(&line("idle".to_owned(), &idle, 0.0));
    for (tenants, people) in PLACES {
        let of = month(*people, &template, &units);
        text.push_str(&line(format!("{tenants}, {people}"), &of, *people));
    }
    Table {
        name: "month",
        text,
    }
}

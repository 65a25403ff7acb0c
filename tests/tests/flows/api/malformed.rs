//! Whatever is sent, the API says what is wrong with it; nothing is ever its own fault.

use http::Method;
use kobling_tests::Hub;

use super::token;

/// A small generator (xorshift), so that a run can be had again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit).unwrap()).unwrap()
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

const PARTS: &[&str] = &[
    "hr",
    "feeds",
    "imports",
    "files",
    "uploads",
    "report",
    "decision",
    "conflicts",
    "people",
    "001772442000-abc",
    "999999999999-a",
    "a-b",
    "..",
    "%2e%2e",
    "%00",
    "%C3%A5",
    "%ff",
    "a%23b",
    "a%2Fb",
    "x.csv",
    "openapi.yaml",
    "",
    "{feed}",
    "-1",
];
const QUERIES: &[&str] = &[
    "",
    "?",
    "?limit=0",
    "?limit=99999999999999999999",
    "?cursor=AAAA",
    "?cursor=%00",
    "?cursor=",
    "?is_settled=maybe",
    "?limit=1&limit=2",
    "?feed=%ff",
    "?lang=sv",
    "?a=b&a=c&&&=",
];
const BODIES: &[&str] = &[
    "",
    "{",
    "{}",
    "null",
    "[]",
    "{\"approve\":1}",
    "{\"approve\":true}",
    "\u{0}\u{1}",
    "{\"name\":\"a.csv\",\"size\":1e99,\"content_type\":\"text/csv\"}",
    "{\"name\":\"a.csv\",\"size\":9999999999999999999999,\"content_type\":\"text/csv\"}",
    "{\"name\":null,\"size\":-5,\"content_type\":{}}",
    "a,b\n1,2\n",
    "\u{feff}a;b",
];
const KINDS: &[&str] = &[
    "",
    "text/csv",
    "application/json",
    "application/JSON; charset=utf-8",
    "text/csv;;;",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/octet-stream",
    "/",
];
const SEQUENCES: &[&str] = &["", "0", "-1", "18446744073709551616", "1e3", "7,8"];
const ACCEPTS: &[&str] = &["", "*/*", "application/jsonl", ",;,;", "text/csv;q=zz"];

#[tokio::test(flavor = "multi_thread")]
async fn h5_a_thousand_malformed_calls_are_all_told_what_is_wrong() {
    let hub = Hub::start().await;
    let good = token(&hub, "asnes", "hr.import hr.decide conflicts.read").await;
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut refused = 0;
    for number in 0..1000 {
        let method = dice.pick(&["GET", "PUT", "POST"]);
        let mut path = "/api".to_owned();
        for _ in 0..=dice.below(5) {
            path.push('/');
            path.push_str(dice.pick(PARTS));
        }
        // Half of them hit a route.
        if dice.below(2) == 0 {
            path = dice
                .pick(&[
                    "/api/conflicts",
                    "/api/hr/imports",
                    "/api/hr/imports/001772442000-abc",
                    "/api/hr/imports/x/report",
                    "/api/hr/imports/001772442000-abc/decision",
                    "/api/hr/feeds/hr/uploads",
                    "/api/hr/feeds/hr/files/people-1.csv",
                    "/api/hr/feeds/%00/files/%00",
                ])
                .to_owned();
        }
        path.push_str(dice.pick(QUERIES));
        let bent = format!("{}x", &good[..good.len() - 1 - dice.below(good.len() - 1)]);
        let bearer = match dice.below(6) {
            0 => format!("Bearer {bent}"),
            1 => "Bearer".to_owned(),
            2 => format!("Basic {good}"),
            _ => format!("Bearer {good}"),
        };
        let (kind, sequence) = (dice.pick(KINDS), dice.pick(SEQUENCES));
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", kind),
            ("kobling-sequence", sequence),
            ("accept", dice.pick(ACCEPTS)),
        ];
        let body = dice.pick(BODIES);
        let method: Method = method.parse().unwrap();
        let answer = hub.request(method.clone(), &path, &headers, body).await;
        assert!(
            !answer.status.is_server_error(),
            "{number}: {method} {path} {headers:?} {body:?}: {}",
            answer.body
        );
        assert!(answer.header("set-cookie").is_none(), "{method} {path}");
        refused += usize::from(answer.status.is_client_error());
    }
    assert!(refused > 700, "only {refused} were malformed");
}

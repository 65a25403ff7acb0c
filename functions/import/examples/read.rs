//! Reads one HR file twice, as the import does, and says how many rows it has, how long that took
//! and how much memory at most: `cargo run --release -p kobling-import --example read FILE`.

use std::{collections::BTreeMap, error::Error, path::Path};

use kobling_base::{clock::Clock, time_zone::TimeZone};
use kobling_import::file::{self, Limits, Settings};
use kobling_model::{hr::FeedKind, national_id::Namespace};

#[expect(clippy::print_stdout, reason = "it is what the example is for")]
fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("which file?")?;
    let clock = Clock::system();
    let zone = TimeZone::CentralEuropean;
    let settings = Settings {
        kind: FeedKind::Full,
        namespace: Namespace::NoFnr,
        columns: BTreeMap::new(),
        zone,
        today: zone.date(clock.now()),
        takes_synthetic_numbers: true,
    };
    let begun_at = clock.now_milliseconds();
    let file = file::open(Path::new(&path), settings, Limits::default())?;
    let checked = file.check(|_| {})?;
    let mut rows = 0u64;
    for row in file.rows(&checked.repeated)? {
        row?;
        rows += 1;
    }
    let took = clock.now_milliseconds() - begun_at;
    println!("rows: {rows}");
    println!("refused: {}", checked.refused);
    println!("milliseconds, both passes: {took}");
    // Linux tells it; elsewhere nothing is said.
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(peak) = status.lines().find_map(|line| line.strip_prefix("VmHWM:")) {
        println!("peak KiB: {}", peak.trim().trim_end_matches("kB").trim());
    }
    Ok(())
}

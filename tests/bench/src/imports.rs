//! A whole import of HR's, from the stored file to the report: release binaries of `import` and
//! `provision`, as many of each as template.yaml lets run at once, writing to a store on disk.

use std::{path::Path, sync::Arc, time::Duration};

use kobling_local::{hr, seed::Size};
use kobling_model::hr::{HrImport, ImportState};
use kobling_tests::hr::{FULL, HEADER, Line, file};
use rust_xlsxwriter::Workbook;

use crate::{
    runtime_api::{Instance, now},
    stage::Stage,
};

const TENANT: &str = "bench";
/// The most that a whole import may take.
const PATIENCE: Duration = Duration::from_hours(1);
/// How often is looked whether it is done.
const LOOK: Duration = Duration::from_millis(500);

/// Of one import.
#[derive(Clone, Debug)]
pub struct Imported {
    pub format: &'static str,
    pub rows: usize,
    pub wall: Duration,
    pub import: Used,
    pub provision: Used,
}

/// What a function's processes used.
#[derive(Clone, Copy, Debug)]
pub struct Used {
    pub cpu: Duration,
    /// Of the largest of them.
    pub peak_mib: f64,
}

impl Used {
    fn by(instances: &[Arc<Instance>]) -> Self {
        let peak = instances.iter().map(|instance| instance.peak_kib()).max();
        Self {
            cpu: instances.iter().map(|instance| instance.cpu()).sum(),
            peak_mib: peak.unwrap_or_default() as f64 / 1024.0,
        }
    }
}

/// Everybody of a municipality for the first time, in each format, by fresh processes.
pub async fn measure(release: &Path, rows: usize) -> Vec<Imported> {
    let lines: Vec<Line> = (0..rows).map(Line::of).collect();
    let files = [
        ("CSV", "1.csv", file(&lines).into_bytes()),
        ("XLSX", "1.xlsx", workbook(&lines)),
    ];
    drop(lines);
    let mut all = Vec::new();
    for (format, name, bytes) in files {
        eprintln!("{rows} rows of {format}");
        all.push(one(release, rows, format, name, bytes).await);
    }
    all
}

async fn one(
    release: &Path,
    rows: usize,
    format: &'static str,
    name: &str,
    bytes: Vec<u8>,
) -> Imported {
    let stage = Stage::with(Size::Small).await;
    let hub = &stage.hub;
    hub.municipality(TENANT, |_| {}).await;
    let import = stage.hand_over_queue(release, "import").await;
    let provision = stage.hand_over_queue(release, "provision").await;
    let before = [Used::by(&import), Used::by(&provision)];
    let begun = now();
    let key = format!("{TENANT}/{FULL}/{name}");
    let stored = hr::store(hub.stack.operator(), &key, bytes).await;
    assert!(stored.is_ok(), "the file was not stored");
    let done = loop {
        let found: Vec<HrImport> = hub.imports(TENANT).await;
        match found.first() {
            Some(one) if one.state == ImportState::Done && one.report_key.is_some() => {
                break one.clone();
            }
            Some(one) if matches!(one.state, ImportState::Refused(_) | ImportState::Held) => {
                panic!("it was not taken: {one:?}");
            }
            _ => {}
        }
        assert!(begun.elapsed() < PATIENCE, "it takes too long: {found:?}");
        tokio::time::sleep(LOOK).await;
    };
    let wall = begun.elapsed();
    assert_eq!(done.counts.taken, rows as u64, "{:?}", done.counts);
    let since = |used: Used, before: Used| Used {
        cpu: used.cpu.saturating_sub(before.cpu),
        ..used
    };
    Imported {
        format,
        rows,
        wall,
        import: since(Used::by(&import), before[0]),
        provision: since(Used::by(&provision), before[1]),
    }
}

/// The same rows as a spreadsheet.
fn workbook(lines: &[Line]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let text = file(lines);
    assert!(text.starts_with(HEADER));
    for (row, line) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split(';')) {
            sheet.write_string(row, column, cell).expect("it fits");
        }
    }
    workbook.save_to_buffer().expect("a workbook")
}

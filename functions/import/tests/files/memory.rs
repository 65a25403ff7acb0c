//! Reading takes little memory however many rows there are. Measured in a process of its own,
//! `examples/read.rs`, which cargo builds along with the tests.

use std::{path::PathBuf, process::Command};

use crate::made;

const ROWS: usize = 100_000;
/// In KiB; the function has 128 MiB for everything.
const MOST: u64 = 64 * 1024;

fn reader() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let folder = tests.parent().unwrap().parent().unwrap();
    folder.join("examples").join("read")
}

fn peak(name: &str, bytes: &[u8]) {
    let disk = crate::on_disk(bytes);
    let output = Command::new(reader()).arg(disk.path()).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}");
    let number = |what: &str| -> u64 {
        let line = said.lines().find_map(|line| line.strip_prefix(what));
        line.unwrap_or_else(|| panic!("{said}"))
            .trim()
            .parse()
            .unwrap()
    };
    assert_eq!(number("rows:"), ROWS as u64, "{name}");
    assert!(number("peak KiB:") < MOST, "{name}: {said}");
}

#[test]
fn a_hundred_thousand_rows_of_each_format_fit() {
    let people = made::people(9, ROWS);
    peak("CSV", made::csv(&people, ';').0.as_bytes());
    peak("XLSX", &made::xlsx(&people).0);
    peak("JSON lines", made::json_lines(&people).0.as_bytes());
}

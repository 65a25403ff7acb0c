//! Tables in Markdown, between their marks in docs/costs.md.

use std::{fmt::Write as _, fs, path::Path};

use crate::{
    cold::Cold,
    imports::{Imported, Used},
    load::Load,
};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/costs.md");

/// The mark of a package.
const MOST_MB: f64 = 5.0;

/// A table by the name of its mark.
pub struct Table {
    pub name: &'static str,
    pub text: String,
}

pub fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

fn spread(figures: &[f64]) -> String {
    let least = figures.iter().copied().fold(f64::INFINITY, f64::min);
    let most = figures.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    format!("{least:.1}–{most:.1}")
}

/// Ratio of medians, of the first to the second.
fn ratio(of: &[f64], to: &[f64]) -> String {
    format!("{:.3}", median(of) / median(to))
}

/// Prints all; writes each that has a mark in docs/costs.md.
pub fn publish(tables: &[Table], is_dry: bool) {
    let mut file = fs::read_to_string(FILE).expect("docs/costs.md");
    for table in tables {
        println!("{}\n\n{}", table.name, table.text);
        let (begin, end) = (
            format!("<!-- bench: {} -->\n", table.name),
            "<!-- bench: end -->".to_owned(),
        );
        let Some(start) = file.find(&begin).map(|at| at + begin.len()) else {
            continue;
        };
        let length = file[start..].find(&end).expect("the end of a mark");
        file.replace_range(start..start + length, &format!("\n{}\n", table.text));
    }
    if !is_dry {
        fs::write(FILE, file).expect("docs/costs.md is written");
    }
}

/// Packages and programs.
pub fn sizes(release: &Path) -> Table {
    let mut text = "| function | program, MB | package, MB |\n|---|---|---|\n".to_owned();
    let folder = release.with_file_name("lambda");
    let mut packages: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}; run tests/bench/build", folder.display()))
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "zip"))
        .collect();
    packages.sort();
    for package in packages {
        let name = package
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let mb = |path: &Path| fs::metadata(path).map_or(f64::NAN, |of| of.len() as f64 / 1e6);
        let (whole, zipped) = (mb(&release.join(&name)), mb(&package));
        let over = if zipped > MOST_MB {
            ", over the mark"
        } else {
            ""
        };
        let _infallible = writeln!(text, "| {name} | {whole:.2} | {zipped:.2}{over} |");
    }
    Table {
        name: "sizes",
        text,
    }
}

/// The cold starts that the peers have too.
pub fn beside(colds: &[Cold]) -> Table {
    let mut text = "| first event | who | first response, ms (spread) | ratio to oidc-provider | CPU, ms | ratio | resident, MiB |\n|---|---|---|---|---|---|---|\n".to_owned();
    for what in ["discovery", "authorize", "token, refused"] {
        let of = |cold: &&Cold| cold.what == what;
        let base = colds
            .iter()
            .filter(of)
            .find(|cold| cold.who == "oidc-provider");
        let base = base.expect("oidc-provider was measured");
        for cold in colds.iter().filter(of) {
            let _infallible = writeln!(
                text,
                "| {what} | {} | {:.1} ({}) | {} | {:.1} | {} | {:.1} |",
                cold.who,
                median(&cold.first_ms),
                spread(&cold.first_ms),
                ratio(&cold.first_ms, &base.first_ms),
                median(&cold.cpu_ms),
                ratio(&cold.cpu_ms, &base.cpu_ms),
                median(&cold.peak_mib),
            );
        }
    }
    Table {
        name: "cold beside",
        text,
    }
}

/// The cold starts of each function.
pub fn each(colds: &[Cold]) -> Table {
    let mut text = "| function | first event | ready, ms | first response, ms | CPU, ms | resident, MiB |\n|---|---|---|---|---|---|\n".to_owned();
    for cold in colds.iter().filter(|cold| cold.who == "kobling") {
        let _infallible = writeln!(
            text,
            "| {} | {} | {:.1} | {:.1} | {:.1} | {:.1} |",
            cold.function,
            cold.what,
            median(&cold.ready_ms),
            median(&cold.first_ms),
            median(&cold.cpu_ms),
            median(&cold.peak_mib),
        );
    }
    Table {
        name: "cold each",
        text,
    }
}

/// Logins and refreshes on warm instances.
pub fn load(loads: &[Load]) -> Table {
    let mut text = "| flow | who | CPU, ms (spread) | ratio to oidc-provider | wall, ms | most resident, MiB |\n|---|---|---|---|---|---|\n".to_owned();
    for load in loads {
        let base = loads
            .iter()
            .find(|base| base.who == "oidc-provider" && base.flow == load.flow);
        let ratio = base.map_or_else(|| "–".to_owned(), |base| ratio(&load.cpu_ms, &base.cpu_ms));
        let _infallible = writeln!(
            text,
            "| {} | {} | {:.2} ({}) | {ratio} | {:.1} | {:.1} |",
            load.flow,
            load.who,
            median(&load.cpu_ms),
            spread(&load.cpu_ms),
            median(&load.wall_ms),
            load.peak_mib,
        );
    }
    Table {
        name: "logins",
        text,
    }
}

/// Whole imports.
pub fn imported(all: &[Imported]) -> Table {
    let mut text = "| file | rows | minutes | rows a second | import: CPU a row, ms | most resident, MiB | provision: CPU a row, ms | most resident, MiB |\n|---|---|---|---|---|---|---|---|\n".to_owned();
    for one in all {
        let rows = one.rows as f64;
        let each = |used: Used| used.cpu.as_secs_f64() * 1000.0 / rows;
        let _infallible = writeln!(
            text,
            "| {} | {} | {:.1} | {:.0} | {:.3} | {:.1} | {:.3} | {:.1} |",
            one.format,
            one.rows,
            one.wall.as_secs_f64() / 60.0,
            rows / one.wall.as_secs_f64(),
            each(one.import),
            one.import.peak_mib,
            each(one.provision),
            one.provision.peak_mib,
        );
    }
    Table {
        name: "imports",
        text,
    }
}

/// Before and after a change.
pub fn changes(loads: &[Load]) -> Table {
    let mut text = "| flow | before, ms CPU | after, ms CPU | ratio | resident before, after, MiB |\n|---|---|---|---|---|\n".to_owned();
    for pair in loads.chunks(2) {
        let [before, after] = pair else { continue };
        let _infallible = writeln!(
            text,
            "| {} | {:.3} | {:.3} | {} | {:.1}, {:.1} |",
            before.flow,
            median(&before.cpu_ms),
            median(&after.cpu_ms),
            ratio(&after.cpu_ms, &before.cpu_ms),
            before.peak_mib,
            after.peak_mib,
        );
    }
    Table {
        name: "changes",
        text,
    }
}

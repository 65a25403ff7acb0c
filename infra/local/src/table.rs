//! Lists as people read them: a header line, and columns as wide as their widest cell.

/// A column's name, and on which side its cells stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Column {
    Text(&'static str),
    /// Its cells stand to the right, so that units lie under units.
    Figure(&'static str),
}

impl Column {
    const fn name(self) -> &'static str {
        match self {
            Self::Text(name) | Self::Figure(name) => name,
        }
    }
}

/// What stands where there is nothing to say.
const NOTHING: &str = "-";

/// A table without a line break at its end.
pub fn table<const N: usize>(columns: [Column; N], rows: &[[String; N]]) -> String {
    let header = columns.map(|column| column.name().to_owned());
    let mut lines = vec![header];
    lines.extend(
        rows.iter()
            .map(|row| row.each_ref().map(|cell| shown(cell))),
    );
    let width = |nth: usize| {
        let cells = lines.iter().filter_map(|line| line.get(nth));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..N).map(width).collect();
    let lines: Vec<String> = lines
        .iter()
        .map(|line| {
            let cells = line.iter().zip(columns).zip(&widths);
            let padded: Vec<String> = cells
                .map(|((cell, column), width)| match column {
                    Column::Text(_) => format!("{cell:<width$}"),
                    Column::Figure(_) => format!("{cell:>width$}"),
                })
                .collect();
            padded.join("  ").trim_end().to_owned()
        })
        .collect();
    lines.join("\n")
}

/// One line a cell, whatever a file or a directory brought.
fn shown(cell: &str) -> String {
    let cell: String = cell
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    match cell.trim() {
        "" => NOTHING.to_owned(),
        text => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell_and_figures_stand_to_the_right() {
        let row = |name: &str, count: &str, why: &str| [name, count, why].map(str::to_owned);
        let columns = [
            Column::Text("QUEUE"),
            Column::Figure("MESSAGES"),
            Column::Text("WHY"),
        ];
        let rows = [
            row("a-queue-of-åsnes", "2", "came too often"),
            row("b", "12000", ""),
            row("c", "", "two\nlines"),
        ];
        let expected = "\
QUEUE             MESSAGES  WHY
a-queue-of-åsnes         2  came too often
b                    12000  -
c                        -  two lines";
        assert_eq!(table(columns, &rows), expected);
    }

    #[test]
    fn a_table_without_rows_is_its_header() {
        let columns = [Column::Text("KEY"), Column::Figure("LEFT")];
        assert_eq!(table(columns, &[]), "KEY  LEFT");
    }
}

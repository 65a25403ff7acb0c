//! Which column is which: the feed's own headers first, then the names that HR systems in Norway,
//! Sweden and Denmark and in English use. Columns that nobody knows are passed over, and told.

use std::collections::BTreeMap;

use kobling_model::hr::{Column, FileRefusal, Headers};

use super::header_names::NAMES;

/// How a header, or a name that is known, is compared.
fn folded(name: &str) -> String {
    name.to_lowercase()
        .split(|c: char| c.is_whitespace() || "_-./*:".contains(c))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Knows the headers of one feed.
#[derive(Clone, Debug)]
pub(super) struct Names {
    own: BTreeMap<String, Column>,
    /// With the place among the names of the same column.
    known: BTreeMap<String, (Column, usize)>,
}

/// Which cells of a row are which field; where several are the same, the first that is not empty
/// counts.
#[derive(Clone, Default, Debug)]
pub(super) struct Columns(Vec<(usize, Column)>);

impl Columns {
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, Column)> {
        self.0.iter().copied()
    }

    fn has(&self, column: Column) -> bool {
        self.0.iter().any(|(_, of)| *of == column)
    }

    /// Adds what the headers came to, in their order.
    pub(super) fn note(&self, headers: &[&str], noted: &mut Headers) {
        for (at, header) in headers.iter().enumerate() {
            let mut columns = self.0.iter();
            let column = columns.find(|(of, _)| *of == at).map(|(_, column)| *column);
            noted.note(header, column);
        }
    }
}

struct Found {
    column: Column,
    rank: usize,
    at: usize,
}

/// Whether a second header of the same column is of use: people have one of each.
const fn fills_in(column: Column) -> bool {
    matches!(column, Column::NationalId | Column::Email | Column::Phone)
}

impl Names {
    pub(super) fn new(own: &BTreeMap<String, Column>) -> Self {
        let known = NAMES
            .iter()
            .flat_map(|(column, names)| {
                let ranked = names.iter().enumerate();
                ranked.map(|(rank, name)| (folded(name), (*column, rank)))
            })
            .collect();
        Self {
            own: own.clone(),
            known,
        }
    }

    /// The column that the feed itself says this header is.
    fn own(&self, header: &str) -> Option<Column> {
        self.own.get(&header.trim().to_lowercase()).copied()
    }

    /// Which headers that stand side by side are which column. A name that every feed knows gives
    /// way where the feed has named another header for the same column. Of several that every
    /// feed knows, the one that stands first in [`NAMES`] counts; of an address, a phone or a
    /// national id the others fill in where its cell is empty. Two that are the same cannot be
    /// told apart.
    pub(super) fn columns(&self, headers: &[&str]) -> Result<Columns, FileRefusal> {
        let own: Vec<Option<Column>> = headers.iter().map(|header| self.own(header)).collect();
        let mut found: Vec<Found> = Vec::new();
        for (at, header) in headers.iter().enumerate() {
            let known = || {
                let known = self.known.get(&folded(header)).copied();
                known.filter(|(column, _)| !own.contains(&Some(*column)))
            };
            let Some((column, rank)) = own[at].map(|column| (column, 0)).or_else(known) else {
                continue;
            };
            if found
                .iter()
                .any(|other| (other.column, other.rank) == (column, rank))
            {
                return Err(FileRefusal::ColumnTwice(column));
            }
            found.push(Found { column, rank, at });
        }
        found.sort_by_key(|found| (found.column, found.rank));
        found.dedup_by(|next, first| next.column == first.column && !fills_in(next.column));
        Ok(Columns(
            found.iter().map(|found| (found.at, found.column)).collect(),
        ))
    }

    /// How many of the headers mean something; for choosing among ways to part them.
    pub(super) fn count(&self, headers: &[&str]) -> usize {
        headers
            .iter()
            .filter(|header| self.own(header).is_some() || self.known.contains_key(&folded(header)))
            .count()
    }
}

/// The header line of a table.
#[derive(Clone, Debug)]
pub(super) struct Header {
    pub(super) columns: Columns,
    /// The line it stands on.
    pub(super) line: u64,
    headers: Vec<String>,
}

impl Header {
    pub(super) fn new(names: &Names, headers: &[&str], line: u64) -> Result<Self, FileRefusal> {
        let columns = names.columns(headers)?;
        if !columns.has(Column::EmploymentNumber) {
            return Err(FileRefusal::NoColumn(Column::EmploymentNumber));
        }
        Ok(Self {
            columns,
            line,
            headers: headers.iter().map(|header| (*header).to_owned()).collect(),
        })
    }

    pub(super) fn width(&self) -> usize {
        self.headers.len()
    }

    /// Which cell is the employment number.
    pub(super) fn number_at(&self) -> usize {
        let mut columns = self.columns.iter();
        let found = columns.find(|(_, column)| *column == Column::EmploymentNumber);
        found.map_or(0, |(at, _)| at)
    }

    /// What the headers came to.
    pub(super) fn told(&self) -> Headers {
        let headers: Vec<&str> = self.headers.iter().map(String::as_str).collect();
        let mut told = Headers::default();
        self.columns.note(&headers, &mut told);
        told
    }

    /// Whether a line is the header over again: two files were put together.
    pub(super) fn is_repeated_by(&self, mut cells: impl ExactSizeIterator<Item = String>) -> bool {
        cells.len() == self.headers.len()
            && self
                .headers
                .iter()
                .all(|header| Some(header) == cells.next().as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_means_two_columns() {
        let mut seen = BTreeMap::new();
        for (column, names) in NAMES {
            for name in *names {
                let before = seen.insert(folded(name), *column);
                assert!(before.is_none_or(|before| before == *column), "{name}");
            }
        }
    }

    #[test]
    fn headers_are_known_in_five_languages() {
        let names = Names::new(&BTreeMap::new());
        for headers in [
            [
                "Ansattnr.",
                "Fødselsnummer",
                "Fornavn",
                "Etternavn",
                "E-post",
                "Avdeling",
                "Til",
            ],
            [
                "Tilsettnr",
                "fnr",
                "Førenamn",
                "Etternamn",
                "E-postadresse",
                "Eining",
                "Til dato",
            ],
            [
                "Anst.nr",
                "Personnummer",
                "Förnamn",
                "Efternamn",
                "E-post",
                "Avdelning",
                "T.o.m.",
            ],
            [
                "Medarbejdernr.",
                "CPR-nr.",
                "Fornavn",
                "Efternavn",
                "E-mail",
                "Afdeling",
                "Slutdato",
            ],
            [
                "Employee ID",
                "national_id",
                "First name",
                "SURNAME",
                "email",
                "Department",
                "to",
            ],
        ] {
            let expected = [
                Column::EmploymentNumber,
                Column::NationalId,
                Column::GivenName,
                Column::FamilyName,
                Column::Email,
                Column::Department,
                Column::To,
            ];
            assert_eq!(
                used(&names, &headers).unwrap(),
                expected.map(Some),
                "{headers:?}"
            );
        }
    }

    /// The column of each header; none where it is not used.
    fn used(names: &Names, headers: &[&str]) -> Result<Vec<Option<Column>>, FileRefusal> {
        let columns = names.columns(headers)?;
        let of = |at| {
            columns
                .iter()
                .find(|(of, _)| *of == at)
                .map(|(_, column)| column)
        };
        Ok((0..headers.len()).map(of).collect())
    }

    #[test]
    fn the_feeds_own_header_is_stronger_and_two_of_a_kind_are_refused() {
        let own = BTreeMap::from([("private mail".to_owned(), Column::Email)]);
        let names = Names::new(&own);
        assert_eq!(
            used(&names, &["E-mail", " Private Mail", "x"]).unwrap(),
            [None, Some(Column::Email), None]
        );
        assert_eq!(
            used(&names, &["E-post", "e_post"]).unwrap_err(),
            FileRefusal::ColumnTwice(Column::Email)
        );
        let own = BTreeMap::from([("a".to_owned(), Column::To), ("b".to_owned(), Column::To)]);
        assert_eq!(
            used(&Names::new(&own), &["a", "b"]).unwrap_err(),
            FileRefusal::ColumnTwice(Column::To)
        );
    }

    #[test]
    fn of_several_headers_of_a_kind_one_counts_and_others_fill_in_where_that_makes_sense() {
        let names = Names::new(&BTreeMap::new());
        for (headers, expected) in [
            (
                ["stillingsnr", "ansattnr"],
                vec![(1, Column::EmploymentNumber)],
            ),
            (
                ["telefon", "mobil"],
                vec![(1, Column::Phone), (0, Column::Phone)],
            ),
            (
                ["d-nummer", "fødselsnummer"],
                vec![(1, Column::NationalId), (0, Column::NationalId)],
            ),
            (
                ["e-post", "jobb-e-post"],
                vec![(1, Column::Email), (0, Column::Email)],
            ),
            (["arbeidssted", "avdeling"], vec![(1, Column::Department)]),
            (["stilling", "stillingstittel"], vec![(0, Column::Position)]),
        ] {
            let columns = names.columns(&headers).unwrap();
            assert_eq!(columns.iter().collect::<Vec<_>>(), expected, "{headers:?}");
        }
        let header = Header::new(&names, &["Stillingsnr", "Ansattnr.", "Lokasjon"], 1).unwrap();
        let told = header.told();
        assert_eq!(told.of(Column::EmploymentNumber), Some("Ansattnr."));
        assert_eq!(told.unused, ["Stillingsnr", "Lokasjon"]);
    }
}

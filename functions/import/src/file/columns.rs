//! Which column is which: the feed's own headers first, then the names that HR systems in Norway,
//! Sweden and Denmark and in English use. Columns that nobody knows are passed over.

use std::collections::BTreeMap;

use kobling_shared::hr::{Column, FileRefusal};

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
    known: BTreeMap<String, Column>,
}

impl Names {
    pub(super) fn new(own: &BTreeMap<String, Column>) -> Self {
        let known = NAMES
            .iter()
            .flat_map(|(column, names)| names.iter().map(|name| (folded(name), *column)))
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

    /// The columns of headers that stand side by side. A name that every feed knows gives way
    /// where the feed has named another header for the same column.
    pub(super) fn columns(&self, headers: &[&str]) -> Result<Vec<Option<Column>>, FileRefusal> {
        let mut columns: Vec<Option<Column>> =
            headers.iter().map(|header| self.own(header)).collect();
        let own: Vec<Column> = columns.iter().flatten().copied().collect();
        for (slot, header) in columns.iter_mut().zip(headers) {
            if slot.is_none() {
                let known = self.known.get(&folded(header)).copied();
                *slot = known.filter(|column| !own.contains(column));
            }
        }
        let mut seen = Vec::new();
        for column in columns.iter().flatten() {
            if seen.contains(column) {
                return Err(FileRefusal::ColumnTwice(*column));
            }
            seen.push(*column);
        }
        Ok(columns)
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
    pub(super) columns: Vec<Option<Column>>,
    /// The line it stands on.
    pub(super) line: u64,
    headers: Vec<String>,
}

impl Header {
    pub(super) fn new(names: &Names, headers: &[&str], line: u64) -> Result<Self, FileRefusal> {
        let columns = names.columns(headers)?;
        if !columns.contains(&Some(Column::EmploymentNumber)) {
            return Err(FileRefusal::NoColumn(Column::EmploymentNumber));
        }
        Ok(Self {
            columns,
            line,
            headers: headers.iter().map(|header| (*header).to_owned()).collect(),
        })
    }

    /// Whether a line is the header over again: two files were put together.
    pub(super) fn is_repeated_by(&self, cells: &[&str]) -> bool {
        self.headers == cells
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
            let columns = names.columns(&headers).unwrap();
            let expected = [
                Column::EmploymentNumber,
                Column::NationalId,
                Column::GivenName,
                Column::FamilyName,
                Column::Email,
                Column::Department,
                Column::To,
            ];
            assert_eq!(columns, expected.map(Some), "{headers:?}");
        }
    }

    #[test]
    fn the_feeds_own_header_is_stronger_and_two_of_a_kind_are_refused() {
        let own = BTreeMap::from([("private mail".to_owned(), Column::Email)]);
        let names = Names::new(&own);
        assert_eq!(
            names.columns(&["E-mail", " Private Mail", "x"]).unwrap(),
            [None, Some(Column::Email), None]
        );
        assert_eq!(
            names.columns(&["E-mail", "e_post"]).unwrap_err(),
            FileRefusal::ColumnTwice(Column::Email)
        );
    }
}

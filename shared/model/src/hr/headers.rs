//! What a file's headers came to: which were understood as which column, and which were not.

use serde::{Deserialize, Serialize};

use super::Column;

/// Headers that are told at most; a file has 200 columns, JSON lines may have other keys in each.
const MOST: usize = 200;
/// Characters of a header that are told.
const LONGEST: usize = 60;
/// More digits than a header has: it is somebody's number in a file without a header.
const MOST_DIGITS: usize = 5;

/// A header that was understood.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct UsedHeader {
    /// As it stands in the file.
    pub header: String,
    pub column: Column,
}

/// The headers of a file, in its order.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize, Debug)]
pub struct Headers {
    pub used: Vec<UsedHeader>,
    pub unused: Vec<String>,
}

impl Headers {
    /// Notes what a header was understood as, once for each.
    pub fn note(&mut self, header: &str, column: Option<Column>) {
        let header = told(header);
        if header.is_empty() || self.used.len() + self.unused.len() >= MOST {
            return;
        }
        match column {
            Some(column) => {
                let used = UsedHeader { header, column };
                if !self.used.contains(&used) {
                    self.used.push(used);
                }
            }
            None if !self.unused.contains(&header) => self.unused.push(header),
            None => {}
        }
    }

    /// What HR calls a column.
    pub fn of(&self, column: Column) -> Option<&str> {
        let found = self.used.iter().find(|used| used.column == column)?;
        Some(&found.header)
    }

    /// Whether headers are known and none of them is an address.
    pub fn lack_address(&self) -> bool {
        !self.used.is_empty() && self.of(Column::Email).is_none()
    }
}

/// A header as it may stand in a report: nothing of a person that got among the headers.
fn told(header: &str) -> String {
    let digits = header.chars().filter(char::is_ascii_digit).count();
    if digits > MOST_DIGITS || header.contains('@') {
        return "…".to_owned();
    }
    header.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_told_once_and_nothing_of_a_person_with_them() {
        let mut headers = Headers::default();
        for (header, column) in [
            ("Ansattnr", Some(Column::EmploymentNumber)),
            ("Persnr", None),
            ("Persnr", None),
            ("", None),
            ("14058812345", None),
            ("14.05.1988", None),
            ("ola@example.com", None),
            ("Adresselinje 2", None),
        ] {
            headers.note(header, column);
        }
        assert_eq!(headers.of(Column::EmploymentNumber), Some("Ansattnr"));
        assert_eq!(headers.unused, ["Persnr", "…", "Adresselinje 2"]);
        assert!(headers.lack_address());
        assert!(!Headers::default().lack_address(), "nothing is known of it");
        for number in 0..1000 {
            headers.note(&format!("k{number}"), None);
        }
        assert_eq!(headers.used.len() + headers.unused.len(), MOST);
    }
}

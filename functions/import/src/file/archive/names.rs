//! Names of parts (ECMA-376 part 2, 6.2), in one form for all that mean the same part. Archives
//! write them in many ways: with backslashes, in other cases, percent-encoded; and relationships
//! name them from the folder of the part that they belong to.

/// A part's name from the archive's root: segments parted by `/`, without one at the start, no
/// segment `.` or `..`, ASCII letters in lower case. Bytes, for the encoding is not always known.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in super::super) struct PartName(Vec<u8>);

impl PartName {
    /// From the archive's root.
    pub(in super::super) fn new(written: &[u8]) -> Self {
        Self::within(&[], written)
    }

    fn within(folder: &[u8], written: &[u8]) -> Self {
        let mut segments: Vec<Vec<u8>> = folder
            .split(|byte| *byte == b'/')
            .filter(|segment| !segment.is_empty())
            .map(<[u8]>::to_vec)
            .collect();
        for segment in decoded(written).split(|byte| is_separator(*byte)) {
            match segment {
                b"" | b"." => {}
                b".." => drop(segments.pop()),
                _ => segments.push(segment.to_ascii_lowercase()),
            }
        }
        Self(segments.join(&b'/'))
    }

    /// The part that a relationship of this part leads to.
    pub(in super::super) fn target(&self, written: &str) -> Self {
        let written = written.as_bytes();
        if written.first().is_some_and(|byte| is_separator(*byte)) {
            Self::new(written)
        } else {
            Self::within(self.halves().0, written)
        }
    }

    /// The part that lists this part's relationships.
    pub(in super::super) fn relationships(&self) -> Self {
        let (folder, name) = self.halves();
        Self([folder, b"_rels/", name, b".rels"].concat())
    }

    pub(in super::super) fn ends_with(&self, end: &str) -> bool {
        self.0.ends_with(end.as_bytes())
    }

    /// The folder with its `/`, and the name within it.
    fn halves(&self) -> (&[u8], &[u8]) {
        let slash = self.0.iter().rposition(|byte| *byte == b'/');
        self.0.split_at(slash.map_or(0, |slash| slash + 1))
    }
}

pub(super) const fn is_separator(byte: u8) -> bool {
    matches!(byte, b'/' | b'\\')
}

/// With `%41` as `A`. What only looks like it stays.
fn decoded(written: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(written.len());
    let mut rest = written;
    while let Some((first, after)) = rest.split_first() {
        let digit = |at: usize| {
            let digit = char::from(*after.get(at)?).to_digit(16)?;
            u8::try_from(digit).ok()
        };
        rest = after;
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                out.push(high << 4 | low);
                rest = &after[2..];
            }
            _ => out.push(*first),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_mean_the_same_are_the_same() {
        let name = PartName::new(b"xl/workbook 2.xml");
        for written in [
            "xl\\workbook 2.xml",
            "/xl/workbook 2.xml",
            "XL/Workbook 2.XML",
            "xl/workbook%202.xml",
            "./xl/./workbook 2.xml",
            "docProps/../xl//workbook 2.xml",
            "../../xl/workbook 2.xml",
        ] {
            assert_eq!(PartName::new(written.as_bytes()), name, "{written}");
        }
        for written in [
            "xl/workbook2.xml",
            "xl/workbook%2.xml",
            "workbook 2.xml",
            "xl",
            "",
        ] {
            assert_ne!(PartName::new(written.as_bytes()), name, "{written}");
        }
    }

    #[test]
    fn targets_are_told_from_the_folder_of_their_part() {
        let book = PartName::new(b"a/b/Book.xml");
        assert_eq!(
            book.relationships(),
            PartName::new(b"a/b/_rels/book.xml.rels")
        );
        for (written, name) in [
            ("sheet.xml", "a/b/sheet.xml"),
            ("./s/sheet.xml", "a/b/s/sheet.xml"),
            ("../sheet.xml", "a/sheet.xml"),
            ("..\\..\\..\\sheet.xml", "sheet.xml"),
            ("/c/sheet.xml", "c/sheet.xml"),
            ("\\c\\sheet.xml", "c/sheet.xml"),
        ] {
            assert_eq!(
                book.target(written),
                PartName::new(name.as_bytes()),
                "{written}"
            );
        }
        let root = PartName::new(b"book.xml");
        assert_eq!(root.target("s.xml"), PartName::new(b"s.xml"));
        assert_eq!(root.relationships(), PartName::new(b"_rels/book.xml.rels"));
        let package = PartName::new(b"");
        assert_eq!(package.relationships(), PartName::new(b"_rels/.rels"));
        assert_eq!(package.target("xl/a.xml"), PartName::new(b"xl/a.xml"));
    }
}

//! What a workbook is made of (`workbook.xml` and its relationships): its first sheet that is not
//! hidden, its texts and its formats.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use kobling_shared::hr::FileRefusal;

use super::{
    super::{
        Limits, ReadError,
        archive::{Archive, Part},
    },
    rows::Sheet,
    shared_texts::SharedTexts,
    styles::Styles,
    xml::{Piece, Xml, attribute},
};

const WORKBOOK: &str = "xl/workbook.xml";
const RELATIONSHIPS: &str = "xl/_rels/workbook.xml.rels";
const MOST_RELATIONSHIPS: usize = 2000;

/// Opened once; its sheet can be read as often as wanted.
#[derive(Debug)]
pub(in super::super) struct Workbook {
    sheet: Part,
    pub(super) texts: Arc<SharedTexts>,
    pub(super) styles: Arc<Styles>,
    pub(super) counts_from_1904: bool,
}

pub(in super::super) fn open(path: &Path, limits: &Limits) -> Result<Workbook, ReadError> {
    let archive = Archive::open(path, limits)?;
    // An archive of something else: a text document, an OpenDocument sheet, a binary workbook.
    let workbook = archive.part(WORKBOOK).ok_or(FileRefusal::UnknownFormat)?;
    let relationships = archive
        .part(RELATIONSHIPS)
        .ok_or(FileRefusal::UnknownFormat)?;
    let relationships = Relationships::read(path, relationships)?;
    let outline = Outline::read(path, workbook)?;
    let broken = || ReadError::broken(0);
    let sheet = outline.sheet.ok_or(FileRefusal::Empty)?;
    let sheet = relationships.by_id.get(&sheet).ok_or_else(broken)?;
    let texts = match relationships.target("sharedStrings", &archive) {
        Some(part) => SharedTexts::read(path, part, limits)?,
        None => SharedTexts::default(),
    };
    let styles = match relationships.target("styles", &archive) {
        Some(part) => Styles::read(path, part)?,
        None => Styles::default(),
    };
    Ok(Workbook {
        sheet: archive.part(&sheet.target).ok_or_else(broken)?,
        texts: Arc::new(texts),
        styles: Arc::new(styles),
        counts_from_1904: outline.counts_from_1904,
    })
}

impl Workbook {
    /// The rows of the sheet, from the first.
    pub(in super::super) fn rows(&self, path: &Path, limits: &Limits) -> Result<Sheet, ReadError> {
        Ok(Sheet::new(self, self.sheet.read(path)?, limits))
    }
}

struct Relationship {
    /// The last part of its type, such as `styles`.
    kind: String,
    /// The name of the part it leads to.
    target: String,
}

struct Relationships {
    by_id: BTreeMap<String, Relationship>,
}

impl Relationships {
    fn read(path: &Path, part: Part) -> Result<Self, ReadError> {
        let mut xml = Xml::new(part.read(path)?);
        let mut by_id = BTreeMap::new();
        while let Some(piece) = xml.next(0)? {
            let Piece::Begin(begin) = piece else { continue };
            let [id, kind, target] =
                ["Id", "Type", "Target"].map(|name| attribute(&begin, name).unwrap_or_default());
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            // Relative to the workbook's folder, or from the archive's root.
            let target = match target.strip_prefix('/') {
                Some(target) => target.to_owned(),
                None => format!("xl/{target}"),
            };
            if by_id.len() >= MOST_RELATIONSHIPS {
                return Err(ReadError::broken(0));
            }
            by_id.insert(id, Relationship { kind, target });
        }
        Ok(Self { by_id })
    }

    fn target(&self, kind: &str, archive: &Archive) -> Option<Part> {
        let mut all = self.by_id.values();
        let found = all.find(|relationship| relationship.kind == kind)?;
        archive.part(&found.target)
    }
}

struct Outline {
    /// The relationship of the sheet to read.
    sheet: Option<String>,
    counts_from_1904: bool,
}

impl Outline {
    fn read(path: &Path, part: Part) -> Result<Self, ReadError> {
        let mut xml = Xml::new(part.read(path)?);
        let mut outline = Self {
            sheet: None,
            counts_from_1904: false,
        };
        while let Some(piece) = xml.next(0)? {
            let Piece::Begin(begin) = piece else { continue };
            match begin.local_name().as_ref() {
                "workbookPr" => {
                    let value = attribute(&begin, "date1904");
                    outline.counts_from_1904 = matches!(value.as_deref(), Some("1" | "true"));
                }
                "sheet" if outline.sheet.is_none() => {
                    let state = attribute(&begin, "state");
                    let is_shown = matches!(state.as_deref(), None | Some("visible"));
                    if is_shown {
                        outline.sheet = attribute(&begin, "id");
                    }
                }
                _ => {}
            }
        }
        Ok(outline)
    }
}

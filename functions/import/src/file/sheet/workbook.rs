//! What a workbook is made of (`workbook.xml` and its relationships): its first sheet that is not
//! hidden, its texts and its formats.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use kobling_model::hr::FileRefusal;

use super::{
    super::{
        Limits, ReadError,
        archive::{Archive, Part, PartName},
    },
    rows::Sheet,
    shared_texts::SharedTexts,
    styles::Styles,
    xml::{Piece, Xml, attribute},
};

/// The main part, where the package does not name it.
const WORKBOOK: &[u8] = b"xl/workbook.xml";
/// A workbook has one for each of its sheets, and some more.
const MOST_RELATIONSHIPS: usize = 2000;
/// Of a relationship's own name and its target, which are held in memory.
const RELATIONSHIP_BYTES: usize = 4096;

/// Opened once; its sheet can be read as often as wanted.
#[derive(Debug)]
pub(in super::super) struct Workbook {
    sheet: Part,
    texts: Arc<SharedTexts>,
    styles: Arc<Styles>,
    counts_from_1904: bool,
}

pub(in super::super) fn open(path: &Path, limits: &Limits) -> Result<Workbook, ReadError> {
    let archive = Archive::open(path, limits)?;
    let name = main_part(path, &archive)?;
    // An archive of something else: a text document, an OpenDocument sheet, a binary workbook.
    let workbook = archive
        .part(&name)
        .filter(|_| !name.ends_with(".bin"))
        .ok_or(FileRefusal::UnknownFormat)?;
    let relationships = archive
        .part(&name.relationships())
        .ok_or(FileRefusal::UnknownFormat)?;
    let outline = Outline::read(path, workbook)?;
    let relationships = Relationships::read(path, relationships, &name)?;
    let sheet = relationships.sheet(&outline.shown)?;
    let texts = match relationships.part("sharedStrings", &archive) {
        Some(part) => SharedTexts::read(path, part, limits)?,
        None => SharedTexts::default(),
    };
    let styles = match relationships.part("styles", &archive) {
        Some(part) => Styles::read(path, part)?,
        None => Styles::default(),
    };
    Ok(Workbook {
        sheet: archive.part(sheet).ok_or_else(|| ReadError::broken(0))?,
        texts: Arc::new(texts),
        styles: Arc::new(styles),
        counts_from_1904: outline.counts_from_1904,
    })
}

/// The part that the package's own relationships lead to, whatever it is called.
fn main_part(path: &Path, archive: &Archive) -> Result<PartName, ReadError> {
    let package = PartName::new(b"");
    if let Some(part) = archive.part(&package.relationships()) {
        let relationships = Relationships::read(path, part, &package)?;
        let found = relationships.target("officeDocument");
        if let Some(name) = found.filter(|name| archive.part(name).is_some()) {
            return Ok(name.clone());
        }
    }
    Ok(PartName::new(WORKBOOK))
}

impl Workbook {
    /// The rows of the sheet, from the first.
    pub(in super::super) fn rows(&self, path: &Path, limits: &Limits) -> Result<Sheet, ReadError> {
        Sheet::new(
            self.sheet.read(path)?,
            self.texts.clone(),
            self.styles.clone(),
            self.counts_from_1904,
            limits,
        )
    }
}

struct Relationship {
    /// The last part of its type, such as `styles`; what stands before it has two forms.
    kind: String,
    target: PartName,
}

struct Relationships {
    by_id: BTreeMap<String, Relationship>,
}

impl Relationships {
    /// `part` lists the relationships of the part `of`.
    fn read(path: &Path, part: Part, of: &PartName) -> Result<Self, ReadError> {
        let mut xml = Xml::new(part.read(path)?)?;
        let mut by_id = BTreeMap::new();
        while let Some(piece) = xml.next(0)? {
            let Piece::Begin(begin) = piece else { continue };
            let [id, kind, target] =
                ["Id", "Type", "Target"].map(|name| attribute(&begin, name).unwrap_or_default());
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            // A link to somewhere else.
            if attribute(&begin, "TargetMode").as_deref() == Some("External") {
                continue;
            }
            let length = id.len() + kind.len() + target.len();
            if by_id.len() >= MOST_RELATIONSHIPS || length > RELATIONSHIP_BYTES {
                return Err(ReadError::broken(0));
            }
            let target = of.target(&target);
            by_id.insert(id, Relationship { kind, target });
        }
        Ok(Self { by_id })
    }

    fn target(&self, kind: &str) -> Option<&PartName> {
        let mut all = self.by_id.values();
        let found = all.find(|relationship| relationship.kind == kind)?;
        Some(&found.target)
    }

    fn part(&self, kind: &str, archive: &Archive) -> Option<Part> {
        archive.part(self.target(kind)?)
    }

    /// The first of these that has rows; a chart can have a sheet of its own.
    fn sheet(&self, shown: &[String]) -> Result<&PartName, ReadError> {
        for id in shown {
            let found = self.by_id.get(id).ok_or_else(|| ReadError::broken(0))?;
            if found.kind != "chartsheet" {
                return Ok(&found.target);
            }
        }
        Err(FileRefusal::Empty.into())
    }
}

struct Outline {
    /// The relationships of the sheets that are not hidden, in their order.
    shown: Vec<String>,
    counts_from_1904: bool,
}

impl Outline {
    fn read(path: &Path, part: Part) -> Result<Self, ReadError> {
        let mut xml = Xml::new(part.read(path)?)?;
        let mut outline = Self {
            shown: Vec::new(),
            counts_from_1904: false,
        };
        let mut is_in_workbook = false;
        while let Some(piece) = xml.next(0)? {
            let Piece::Begin(begin) = piece else { continue };
            match begin.local_name().as_ref() {
                "workbook" => is_in_workbook = true,
                // The main part of a text document, or of a presentation.
                _ if !is_in_workbook => return Err(FileRefusal::UnknownFormat.into()),
                "workbookPr" => {
                    let value = attribute(&begin, "date1904");
                    outline.counts_from_1904 = matches!(value.as_deref(), Some("1" | "true"));
                }
                "sheet" => {
                    let state = attribute(&begin, "state");
                    let is_shown = matches!(state.as_deref(), None | Some("visible"));
                    let id = attribute(&begin, "id").filter(|_| is_shown);
                    let length = id.as_ref().map_or(0, String::len);
                    outline.shown.extend(id);
                    let count = outline.shown.len();
                    if count > MOST_RELATIONSHIPS || length > RELATIONSHIP_BYTES {
                        return Err(ReadError::broken(0));
                    }
                }
                _ => {}
            }
        }
        Ok(outline)
    }
}

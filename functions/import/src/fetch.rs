//! An object's bytes, in a temporary file that goes when it is dropped.

use std::io::BufWriter;

use kobling_aws::objects::{Bucket, Download, Head};
use kobling_base::Internal;
use kobling_model::hr::FileRefusal;
use kobling_shared::app::App;
use tempfile::NamedTempFile;

use crate::file::Limits;

/// What came of it.
pub(crate) enum Fetched {
    File(NamedTempFile),
    Refused(FileRefusal),
    /// Replaced or deleted since; whatever is there now has a notice of its own.
    Gone,
}

/// Brings the bytes here, and no more of them than may be.
pub(crate) async fn fetch(app: &App, key: &str, head: &Head) -> Result<Fetched, Internal> {
    let limit = Limits::default().bytes;
    if head.size > limit {
        return Ok(Fetched::Refused(FileRefusal::TooLarge));
    }
    let mut file = NamedTempFile::new().map_err(Internal::new)?;
    let downloaded = {
        let mut writer = BufWriter::new(file.as_file_mut());
        let objects = app.objects()?;
        objects
            .download(Bucket::Uploads, key, head, limit, &mut writer)
            .await?
    };
    Ok(match downloaded {
        Download::Whole(_) => Fetched::File(file),
        Download::TooLarge => Fetched::Refused(FileRefusal::TooLarge),
        Download::Gone => Fetched::Gone,
    })
}

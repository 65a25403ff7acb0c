//! A folder that HR's files may be dropped into: `hr/TENANT/FEED/` beside the data. What lies
//! still there is stored once as HR would store it, and then moved to `done`.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use crate::{hr, seed::Operator};

/// How often it is looked into. A file that did not grow meanwhile is whole.
const EVERY: Duration = Duration::from_secs(1);
/// Where files go that were stored.
const DONE: &str = "done";

/// Watches until the task is ended.
pub(crate) async fn watch(folder: PathBuf, operator: Operator) {
    let mut seen: BTreeMap<PathBuf, (u64, SystemTime)> = BTreeMap::new();
    loop {
        tokio::time::sleep(EVERY).await;
        let lies = match look(&folder) {
            Ok(lies) => lies,
            Err(error) => {
                tracing::warn!(%error, "the folder of HR's files cannot be read");
                continue;
            }
        };
        for (path, state) in &lies {
            if seen.get(path) == Some(state)
                && let Err(why) = take(&folder, path, &operator).await
            {
                tracing::warn!(why, "a file of HR's was not stored");
            }
        }
        seen = lies;
    }
}

/// The files of all feeds, with size and time.
fn look(folder: &Path) -> io::Result<BTreeMap<PathBuf, (u64, SystemTime)>> {
    let mut lies = BTreeMap::new();
    for tenant in folders(folder)? {
        for feed in folders(&tenant)? {
            for entry in std::fs::read_dir(&feed)? {
                let entry = entry?;
                let about = entry.metadata()?;
                if about.is_file() {
                    lies.insert(entry.path(), (about.len(), about.modified()?));
                }
            }
        }
    }
    Ok(lies)
}

fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    if folder.exists() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            }
        }
    }
    Ok(folders)
}

async fn take(folder: &Path, path: &Path, operator: &Operator) -> Result<(), String> {
    let below = path.strip_prefix(folder).map_err(|e| e.to_string())?;
    let key = below
        .components()
        .map(|part| part.as_os_str().to_str())
        .collect::<Option<Vec<&str>>>()
        .ok_or("its name is no text")?
        .join("/");
    let bytes = std::fs::read(path).map_err(|e| e.to_string())?;
    hr::store(operator, &key, bytes)
        .await
        .map_err(|failure| failure.chain())?;
    let done = path.parent().unwrap_or(folder).join(DONE);
    std::fs::create_dir_all(&done).map_err(|e| e.to_string())?;
    let name = path.file_name().unwrap_or_default();
    std::fs::rename(path, done.join(name)).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_feeds_are_seen_and_done_ones_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let feed = folder.path().join("asnes/hr");
        std::fs::create_dir_all(feed.join(DONE)).unwrap();
        std::fs::write(feed.join("1.csv"), "a").unwrap();
        std::fs::write(feed.join(DONE).join("0.csv"), "a").unwrap();
        std::fs::write(folder.path().join("stray.csv"), "a").unwrap();
        let seen: Vec<PathBuf> = look(folder.path()).unwrap().into_keys().collect();
        assert_eq!(seen, [feed.join("1.csv")]);
    }
}

//! The folder where the demo's data is kept between runs: the store, key material, mails, and
//! what is registered. One process at a time; damage is told in a sentence that helps.

use std::{
    fs::{self, DirBuilder, File, TryLockError},
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::Arc,
};

use dynoxide::Database;

/// Everything this product writes there. `--fresh` takes away these and nothing else.
const FILES: &[&str] = &[
    "store.sqlite",
    "store.sqlite-wal",
    "store.sqlite-shm",
    "keys.json",
    "registered.json",
    "inbox.jsonl",
    "hr-fjellvik.csv",
    "queues.jsonl",
    "buckets",
    "tls.json",
    "ca.pem",
];

/// Why the folder cannot be used; each a sentence for whoever started this.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    #[error("The folder {0} cannot be written: {1}. Choose another one with --data.")]
    Folder(PathBuf, std::io::Error),
    #[error("Another Kobling is using the folder {0}. Stop it, or choose another one with --data.")]
    InUse(PathBuf),
    #[error(
        "The data in {0} is damaged ({1}). Start with --fresh to throw it away and begin anew, or \
         put a copy of yours back first."
    )]
    Damaged(PathBuf, String),
}

/// A folder, or memory that ends with the process. Cheap to clone; the last clone lets go of the
/// lock.
#[derive(Clone, Debug, Default)]
pub struct DataDir(Option<Arc<Inner>>);

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    /// Held for as long as the process lives.
    _lock: File,
}

impl DataDir {
    /// Keeps nothing.
    pub fn memory() -> Self {
        Self(None)
    }

    /// Opens a folder, made where it is not there, for this process alone. `is_fresh` throws away
    /// what an earlier run left.
    pub fn open(path: &Path, is_fresh: bool) -> Result<Self, DataError> {
        let folder = |error| DataError::Folder(path.to_path_buf(), error);
        // Codes in mails, keys and people: for nobody else on this machine.
        let mut made = DirBuilder::new();
        made.recursive(true)
            .mode(0o700)
            .create(path)
            .map_err(folder)?;
        let lock = File::create(path.join("lock")).map_err(folder)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(DataError::InUse(path.to_path_buf())),
            Err(TryLockError::Error(error)) => return Err(folder(error)),
        }
        let this = Self(Some(Arc::new(Inner {
            path: path.to_path_buf(),
            _lock: lock,
        })));
        // Without the register, which is written last, a seed did not get to its end.
        let is_whole = path.join("registered.json").exists();
        if is_fresh || !is_whole {
            this.wipe().map_err(folder)?;
        }
        Ok(this)
    }

    /// Whether a folder holds anything that `--fresh` throws away.
    pub fn holds_data(path: &Path) -> bool {
        FILES.iter().any(|name| path.join(name).exists())
    }

    /// The folder, if anything is kept; from the root, because whoever reads it may be elsewhere.
    pub fn folder(&self) -> Option<PathBuf> {
        let path = &self.0.as_ref()?.path;
        Some(fs::canonicalize(path).unwrap_or_else(|_| path.clone()))
    }

    fn wipe(&self) -> std::io::Result<()> {
        for file in FILES.iter().filter_map(|name| self.file(name)) {
            if file.is_dir() {
                fs::remove_dir_all(file)?;
            } else if file.exists() {
                fs::remove_file(file)?;
            }
        }
        Ok(())
    }

    /// Where a file of that name is kept, if anything is.
    pub fn file(&self, name: &str) -> Option<PathBuf> {
        self.0.as_ref().map(|inner| inner.path.join(name))
    }

    /// Says that a file in here cannot be read.
    pub fn damaged(&self, name: &str, why: &dyn std::fmt::Display) -> DataError {
        let path = self.file(name).unwrap_or_else(|| PathBuf::from(name));
        DataError::Damaged(path, why.to_string())
    }

    /// The embedded store.
    pub fn database(&self) -> Result<Database, DataError> {
        let name = "store.sqlite";
        match self.file(name) {
            None => Database::memory().map_err(|error| self.damaged(name, &error)),
            Some(path) => {
                let opened = Database::new(&path.to_string_lossy());
                opened.map_err(|error| self.damaged(name, &error))
            }
        }
    }

    /// A JSON file, if it is there.
    pub fn read<T: serde::de::DeserializeOwned>(&self, name: &str) -> Result<Option<T>, DataError> {
        let Some(path) = self.file(name).filter(|path| path.exists()) else {
            return Ok(None);
        };
        let text = fs::read(path).map_err(|error| self.damaged(name, &error))?;
        let value = serde_json::from_slice(&text).map_err(|error| self.damaged(name, &error))?;
        Ok(Some(value))
    }

    /// Writes a JSON file whole or not at all.
    pub fn write<T: serde::Serialize>(&self, name: &str, value: &T) -> Result<(), DataError> {
        let Some(path) = self.file(name) else {
            return Ok(());
        };
        let folder = |error| DataError::Folder(path.clone(), error);
        let text = serde_json::to_vec_pretty(value).map_err(|e| folder(e.into()))?;
        let draft = path.with_extension("new");
        fs::write(&draft, text).map_err(folder)?;
        fs::rename(&draft, &path).map_err(folder)
    }
}

/// Writes a file that only its owner can read, from its first byte on; whole or not at all.
pub(crate) fn write_for_owner(path: &Path, text: &[u8]) -> std::io::Result<()> {
    let draft = path.with_extension("new");
    if draft.exists() {
        fs::remove_file(&draft)?;
    }
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)?;
    file.write_all(text)?;
    fs::rename(&draft, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_process_is_told_that_the_folder_is_in_use() {
        let folder = tempfile::tempdir().unwrap();
        let first = DataDir::open(folder.path(), false).unwrap();
        let second = DataDir::open(folder.path(), false).unwrap_err();
        assert!(matches!(second, DataError::InUse(_)));
        drop(first);
        assert!(DataDir::open(folder.path(), false).is_ok());
    }

    #[test]
    fn a_damaged_store_is_told_in_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("registered.json"), "{}").unwrap();
        fs::write(
            folder.path().join("store.sqlite"),
            "no database at all".repeat(99),
        )
        .unwrap();
        let data = DataDir::open(folder.path(), false).unwrap();
        let Err(error) = data.database() else {
            panic!("opened");
        };
        assert!(error.to_string().contains("--fresh"), "{error}");
    }

    #[test]
    fn a_seed_that_was_cut_short_is_thrown_away_and_other_files_are_left() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("store.sqlite"), "half").unwrap();
        fs::write(folder.path().join("mine.txt"), "keep").unwrap();
        DataDir::open(folder.path(), false).unwrap();
        assert!(!folder.path().join("store.sqlite").exists());
        assert!(folder.path().join("mine.txt").exists());
    }
}

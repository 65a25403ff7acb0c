//! Why reading ended: the file is refused, or the disk did not give it. What goes wrong within a
//! stream travels as an `io::Error` and is told apart here.

use std::io;

use kobling_model::hr::FileRefusal;

#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Nothing of the file is taken.
    #[error("the file is refused: {}", .0.name())]
    Refused(FileRefusal),
    /// Trying again may help.
    #[error("the file could not be read")]
    Io(#[source] io::Error),
}

impl From<FileRefusal> for ReadError {
    fn from(refusal: FileRefusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::at(0, &error)
    }
}

impl ReadError {
    /// What an error of a stream means that was met on `line`.
    pub(super) fn at(line: u64, error: &io::Error) -> Self {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
        match (inner, error.kind()) {
            (Some(Refusing(refusal)), _) => Self::Refused(refusal.clone()),
            // So the decompressor says that the bytes make no sense.
            (
                None,
                io::ErrorKind::InvalidData
                | io::ErrorKind::InvalidInput
                | io::ErrorKind::UnexpectedEof,
            ) => Self::Refused(FileRefusal::Broken { line }),
            (None, kind) => Self::Io(kind.into()),
        }
    }

    pub(super) fn broken(line: u64) -> Self {
        Self::Refused(FileRefusal::Broken { line })
    }
}

/// A refusal on its way through a `Read`.
#[derive(Debug, thiserror::Error)]
#[error("the file is refused")]
struct Refusing(FileRefusal);

pub(super) fn refusing(refusal: FileRefusal) -> io::Error {
    io::Error::other(Refusing(refusal))
}

//! Both sides of a command: the process that answers, and whoever typed it.

use crate::{
    ask::{AskError, Instance},
    question::Dialogue,
};

/// Both sides of a command: the process that answers, and whoever typed it.
pub(crate) struct Asker<'a, 'b> {
    pub(crate) instance: Instance,
    pub(crate) dialogue: &'a mut Dialogue<'b>,
    /// Agreed to beforehand, with `--yes`.
    pub(crate) is_agreed: bool,
}

impl Asker<'_, '_> {
    /// Asks whether to go on, unless that was said beforehand.
    pub(crate) fn agree(&mut self, what: &str) -> Result<(), AskError> {
        Ok(self.dialogue.agree(what, self.is_agreed)?)
    }
}

//! Questions before something is done that cannot be taken back, and remarks beside what a command
//! prints. Both go where errors go, so that what scripts read stays as it is.

use std::io::{BufRead, IsTerminal, Write};

/// Why what was asked for is not done.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotAgreed {
    #[error("Nothing was done: nobody can be asked here. Say it beforehand with {0}.")]
    NobodyToAsk(String),
    #[error("Nothing was done.")]
    No,
    #[error("Nothing was done: {given} is not the number, which is {expected}.")]
    OtherFigure { given: String, expected: u64 },
}

/// Whoever typed the command.
pub struct Dialogue<'a> {
    input: Box<dyn BufRead + 'a>,
    output: Box<dyn Write + 'a>,
    /// Someone reads the questions.
    can_answer: bool,
}

impl Dialogue<'static> {
    /// At this process's own terminal, if it has one.
    pub fn here() -> Self {
        let input = std::io::stdin();
        Self {
            can_answer: input.is_terminal(),
            input: Box::new(input.lock()),
            output: Box::new(std::io::stderr()),
        }
    }
}

impl<'a> Dialogue<'a> {
    pub fn new(input: impl BufRead + 'a, output: impl Write + 'a, can_answer: bool) -> Self {
        Self {
            input: Box::new(input),
            output: Box::new(output),
            can_answer,
        }
    }

    /// A remark.
    pub fn tell(&mut self, text: &str) {
        let _nobody_reads = writeln!(self.output, "{text}");
    }

    /// Goes on only where someone says yes, now or beforehand (`is_agreed`, the option `--yes`).
    pub fn agree(&mut self, what: &str, is_agreed: bool) -> Result<(), NotAgreed> {
        if is_agreed {
            return Ok(());
        }
        if !self.can_answer {
            self.tell(what);
            return Err(NotAgreed::NobodyToAsk("--yes".to_owned()));
        }
        let answer = self.ask(&format!("{what} Go on? [y/N] "));
        match answer.to_lowercase().as_str() {
            "y" | "yes" => Ok(()),
            _ => Err(NotAgreed::No),
        }
    }

    /// Goes on only where someone gives this very figure, now or beforehand by that option.
    pub fn figure(
        &mut self,
        what: &str,
        expected: u64,
        option: &str,
        given: Option<u64>,
    ) -> Result<(), NotAgreed> {
        let given = match given {
            Some(given) => given.to_string(),
            None if !self.can_answer => {
                self.tell(what);
                return Err(NotAgreed::NobodyToAsk(format!("{option} {expected}")));
            }
            None => self.ask(&format!("{what} Type {expected} to go on: ")),
        };
        if given == expected.to_string() {
            Ok(())
        } else if given.is_empty() {
            Err(NotAgreed::No)
        } else {
            Err(NotAgreed::OtherFigure { given, expected })
        }
    }

    /// One line; an end of the input is an empty one.
    fn ask(&mut self, question: &str) -> String {
        let _nobody_reads = write!(self.output, "{question}").and_then(|()| self.output.flush());
        let mut answer = String::new();
        match self.input.read_line(&mut answer) {
            Ok(_) => answer.trim().to_owned(),
            Err(_) => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agree(answer: &str, can_answer: bool, is_agreed: bool) -> Result<(), NotAgreed> {
        Dialogue::new(answer.as_bytes(), Vec::new(), can_answer).agree("It ends.", is_agreed)
    }

    fn figure(answer: &str, can_answer: bool, given: Option<u64>) -> Result<(), NotAgreed> {
        let mut dialogue = Dialogue::new(answer.as_bytes(), Vec::new(), can_answer);
        dialogue.figure("It ends 27 people.", 27, "--ends", given)
    }

    #[test]
    fn only_a_yes_goes_on() {
        for yes in ["y\n", "yes\n", " YES \n", "y"] {
            assert_eq!(agree(yes, true, false), Ok(()), "{yes:?}");
        }
        for no in ["", "\n", "n\n", "no\n", "yess\n", "27\n"] {
            assert_eq!(agree(no, true, false), Err(NotAgreed::No), "{no:?}");
        }
        assert_eq!(agree("", false, true), Ok(()));
    }

    #[test]
    fn only_the_very_figure_goes_on() {
        assert_eq!(figure("27\n", true, None), Ok(()));
        assert_eq!(figure("", false, Some(27)), Ok(()));
        assert_eq!(figure("\n", true, None), Err(NotAgreed::No));
        for wrong in ["2\n", "yes\n", "027\n", "27 people\n"] {
            let refused = figure(wrong, true, None);
            assert!(
                matches!(refused, Err(NotAgreed::OtherFigure { .. })),
                "{wrong:?}"
            );
        }
        // A figure that was given beforehand and is wrong is not asked for anew.
        let refused = figure("27\n", true, Some(26));
        assert!(matches!(refused, Err(NotAgreed::OtherFigure { .. })));
    }

    #[test]
    fn where_nobody_can_be_asked_the_option_is_named() {
        let why = agree("y\n", false, false).unwrap_err().to_string();
        assert!(why.contains("--yes"), "{why}");
        let why = figure("27\n", false, None).unwrap_err().to_string();
        assert!(why.contains("--ends 27"), "{why}");
    }

    #[test]
    fn a_question_stands_where_errors_go() {
        let mut said = Vec::new();
        let mut dialogue = Dialogue::new("n\n".as_bytes(), &mut said, true);
        assert!(dialogue.agree("It ends.", false).is_err());
        drop(dialogue);
        assert_eq!(String::from_utf8(said).unwrap(), "It ends. Go on? [y/N] ");
    }
}

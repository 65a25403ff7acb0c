//! Steps indicator: where the person is in a wizard. On a phone only the current step shows its name;
//! screen readers read all names, and which steps are done.

use std::cmp::Ordering;

use askama::Template;

use crate::{State, texts::Words};

/// The steps of a wizard, in order.
#[derive(Clone, Debug, Template)]
#[template(path = "part-steps.html", whitespace = "minimize")]
pub struct Steps {
    pub w: Words,
    /// The name of each step, in a few words.
    pub names: Vec<String>,
    /// Index into `names`; `names.len()` or more when all steps are done.
    pub current: usize,
}

enum Place {
    Done,
    Here,
    Ahead,
}

impl Steps {
    /// Number (from 1), name and place of each step.
    fn places(&self) -> impl Iterator<Item = (usize, &str, Place)> {
        let numbered = self.names.iter().enumerate();
        numbered.map(|(index, name)| {
            let place = match index.cmp(&self.current) {
                Ordering::Less => Place::Done,
                Ordering::Equal => Place::Here,
                Ordering::Greater => Place::Ahead,
            };
            (index + 1, name.as_str(), place)
        })
    }

    /// SVG path of a tick, in a square of 32.
    fn tick() -> &'static str {
        State::Done.sign()
    }
}

//! x
pub mod pages;
pub mod texts;

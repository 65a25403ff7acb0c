//! What stands round every page.

use fluent_bundle::FluentValue;

#[cfg(test)]
use super::Row;
use super::{Text, Words};

words! {
    who_is(name: text);
    who_is_nameless();
    who_not();
    log_in_as_someone_else();
}

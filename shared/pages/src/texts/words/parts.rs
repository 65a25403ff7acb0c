//! Texts that parts of pages bring along wherever they are used.

#[cfg(test)]
use super::Row;
use super::Words;

words! {
    steps_label();
    step_done();
    summary_none();
    summary_add();
    summary_change();
    timeline_none();
    confirmation_happens();
    copy_button();
    copy_done();
    copy_failed();
    select_choose();
}

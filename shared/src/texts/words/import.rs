//! What the report of an HR import says; which of it for what is `hr::sentences`.

use fluent_bundle::FluentValue;

#[cfg(test)]
use super::Row;
use super::{Count, Text, Words};

words! {
    import_file();
    import_sequence();
    import_reference();
    import_state();
    import_state_checking();
    import_state_held(people_ended: count, people: count);
    import_state_provisioning();
    import_state_done();
    import_rows();
    import_line();
    import_outcome();
    import_details();
    import_notes();
    import_taken();
    import_changed();
    import_unchanged();
    import_older();
    import_refused();
    import_ended();
    import_ended_details();
    column_employment_number();
    column_person_number();
    column_national_id();
    column_birth_date();
    column_given_name();
    column_family_name();
    column_email();
    column_mailing();
    column_phone();
    column_department();
    column_position();
    column_from();
    column_to();
    column_rights();
    row_no_employment_number();
    row_employment_number_twice();
    row_wrong_national_id();
    row_wrong_date(column: text);
    row_ends_before_it_begins();
    row_no_name();
    row_wrong_yes_no(column: text);
    row_too_long(column: text);
    row_wrong_characters(column: text);
    row_wrong_cell_count();
    row_number_of_another();
    row_person_number_of_another();
    row_dead_letter();
    note_invalid_email();
    note_invalid_phone();
    note_pending_email();
    note_disputed();
    file_unknown_feed();
    file_no_sequence();
    file_older();
    file_too_large();
    file_too_large_inflated();
    file_too_many_rows();
    file_too_many_columns();
    file_unknown_format();
    file_unknown_encoding();
    file_nul_bytes();
    file_broken(line: text);
    file_broken_whole();
    file_empty();
    file_no_column(column: text);
    file_column_twice(column: text);
    file_formulas();
    file_declined();
    file_gone();
}

//! Workbooks as a spreadsheet program writes them, made by a crate that is none of ours.

use kobling_model::{
    hr::{Column, FileRefusal, Note, RowRefusal, Said},
    national_id::Namespace,
};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use crate::{
    archives::{parts, rows, zip},
    read, read_by, settings,
};

#[test]
fn numbers_days_and_truths_are_what_they_look_like() {
    let mut workbook = Workbook::new();
    let hidden = workbook.add_worksheet();
    hidden.write(0, 0, "ansattnr").unwrap();
    hidden.set_hidden(true);
    let sheet = workbook.add_worksheet();
    sheet.set_active(true);
    let day = Format::new().set_num_format("dd.mm.yyyy");
    // Blank rows above the header, as under a logo.
    for (column, header) in [
        "Ansattnr.",
        "Fødselsdato",
        "Fra",
        "Til",
        "Utsending",
        "Fornavn",
        "Personnr",
    ]
    .into_iter()
    .enumerate()
    {
        sheet.write(2, column as u16, header).unwrap();
    }
    sheet.write(3, 0, 10023).unwrap();
    let born = ExcelDateTime::from_ymd(1984, 2, 29).unwrap();
    sheet.write_with_format(3, 1, &born, &day).unwrap();
    sheet.write(3, 2, 20_260_301).unwrap();
    sheet.write(3, 3, "31.3.2026").unwrap();
    sheet.write(3, 4, true).unwrap();
    sheet.write(3, 5, " Åse ").unwrap();
    // A styled cell without content far to the right is nothing.
    sheet.write_blank(3, 300, &day).unwrap();
    sheet.write(4, 0, "0042").unwrap();
    sheet.write(4, 3, 46_082).unwrap();
    sheet.write(6, 0, 10024.5).unwrap();
    sheet.write(7, 0, "5").unwrap();
    sheet.write(7, 9, "beyond").unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let read = read(&bytes).unwrap();
    let row = &read.fine[0].row;
    assert_eq!((row.line, row.employment_number.as_str()), (4, "10023"));
    assert_eq!(row.birth_date, Said::Value("1984-02-29".to_owned()));
    // In the time of Norway: winter, and summer.
    assert_eq!(row.from, Said::Value(1_772_319_600));
    assert_eq!(row.to, Said::Value(1_774_994_400));
    assert_eq!(row.mailing, Said::Value(true));
    assert_eq!(row.given_name, Said::Value("Åse".to_owned()));
    let row = &read.fine[1].row;
    assert_eq!((row.line, row.employment_number.as_str()), (7, "10024.5"));
    assert_eq!(row.given_name, Said::Empty);
    let refusals: Vec<(u64, RowRefusal)> = read.refusals().into_iter().collect();
    assert_eq!(
        refusals,
        [
            (5, RowRefusal::WrongDate(Column::To)),
            (8, RowRefusal::WrongCellCount)
        ]
    );
    assert_eq!(read.numbers, ["10023", "0042", "10024.5", "5"]);
}

#[test]
fn a_number_that_lost_its_zeros_gets_them_back() {
    for (namespace, number, kept) in [
        (Namespace::DkCpr, 101_841_234.0, "0101841234"),
        (Namespace::SePnr, 196_408_233_234.0, "196408233234"),
        (Namespace::SePnr, 6_408_233_234.0, "196408233234"),
    ] {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.write(0, 0, "employment number").unwrap();
        sheet.write(0, 1, "national id").unwrap();
        sheet.write(1, 0, 1).unwrap();
        sheet.write(1, 1, number).unwrap();
        let mut settings = settings();
        settings.namespace = namespace;
        let read = read_by(&workbook.save_to_buffer().unwrap(), settings).unwrap();
        assert_eq!(read.fine[0].number.as_ref().unwrap().expose(), kept);
    }
}

#[test]
fn a_formula_anywhere_in_the_sheet_refuses_it() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "ansattnr").unwrap();
    sheet.write(1, 0, 1).unwrap();
    sheet
        .write(2, 7, Formula::new("=1+1").set_result("2"))
        .unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    assert_eq!(read(&bytes).unwrap_err(), FileRefusal::Formulas);
}

#[test]
fn cells_of_days_as_text_are_days_with_a_time_or_without() {
    for (written, from) in [
        ("2026-03-01", Said::Value(1_772_319_600)),
        ("2026-03-01T00:00:00", Said::Value(1_772_319_600)),
        ("2026-03-01T00:00:00.000", Said::Value(1_772_319_600)),
        (" 2026-03-01T12:30:00 ", Said::Value(1_772_319_600)),
        ("", Said::Empty),
    ] {
        let sheet = rows(&format!(
            r#"<row><c t="inlineStr"><is><t>ansattnr</t></is></c><c t="inlineStr"><is><t>fra</t></is></c></row>
            <row><c><v>7</v></c><c t="d"><v>{written}</v></c></row>
            <row><c><v>8</v></c><c t="d"><v>2026-03-01T23:30:00Z</v></c></row>"#
        ));
        let read = read(&zip(&parts(sheet, "<sst/>"))).unwrap();
        assert_eq!(read.fine[0].row.from, from, "{written}");
        // Somewhere this is the next day.
        assert_eq!(read.refused[0].refusal, RowRefusal::WrongDate(Column::From));
    }
}

#[test]
fn cells_without_a_value_are_blank_whatever_their_kind() {
    let cells = ["s", "n", "b", "d", "str", "inlineStr"]
        .map(|kind| format!(r#"<c t="{kind}"/>"#))
        .concat();
    let sheet = rows(&format!(
        r#"<row><c t="inlineStr"><is><t>ansattnr</t></is></c></row>
        <row>{cells}</row><row><c><v>7</v></c>{cells}</row><row><c t="s"><v></v></c></row>"#
    ));
    let read = read(&zip(&parts(sheet, "<sst/>"))).unwrap();
    assert_eq!(
        (read.numbers, read.checked.refused),
        (vec!["7".to_owned()], 0)
    );
}

#[test]
fn an_error_cell_is_one_in_a_workbook_too() {
    let sheet = rows(
        r#"<row><c t="inlineStr"><is><t>ansattnr</t></is></c><c t="inlineStr"><is><t>stilling</t></is></c></row>
        <row><c><v>7</v></c><c t="e"><v>#N/A</v></c></row><row><c><v>8</v></c></row>"#,
    );
    let read = read(&zip(&parts(sheet, "<sst/>"))).unwrap();
    assert_eq!(read.numbers, ["7", "8"]);
    let row = &read.fine[0].row;
    assert_eq!(row.position, Said::Nothing);
    assert_eq!(row.notes, [Note::ErrorValue(Column::Position)]);
}

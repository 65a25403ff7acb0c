//! What each part says to browsers and screen readers beyond what the samples' tests hold of all.

use scraper::{ElementRef, Html, Selector};

use super::*;
use crate::{
    State,
    texts::{Language, Words},
};

const W: Words = Words::in_language(Language::En);

fn parse(part: &impl ToString) -> Html {
    let html = part.to_string();
    let parsed = Html::parse_fragment(&html);
    assert!(parsed.errors.is_empty(), "{:?}: {html}", parsed.errors);
    parsed
}

fn find<'a>(html: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

fn texts(html: &Html, selector: &str) -> Vec<String> {
    let text = |element: ElementRef<'_>| {
        let text = element.text().collect::<String>();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    find(html, selector).into_iter().map(text).collect()
}

#[test]
fn of_the_steps_one_is_the_current_and_those_before_it_are_done() {
    let steps = |current| Steps {
        w: W,
        names: ["A", "B", "C"].map(str::to_owned).into(),
        current,
    };
    let html = parse(&steps(1));
    assert_eq!(texts(&html, "li"), ["A (done)", "2B", "3C"]);
    assert_eq!(texts(&html, "[aria-current=step] .step-name"), ["B"]);
    let html = parse(&steps(3));
    assert_eq!(find(&html, "[aria-current]").len(), 0);
    assert_eq!(texts(&html, "li"), ["A (done)", "B (done)", "C (done)"]);
}

#[test]
fn a_value_that_is_missing_is_said_to_be_and_is_added_where_others_are_changed() {
    let row = |values: &[&str], change: Option<&str>| SummaryRow {
        label: "Address".to_owned(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
        change: change.map(str::to_owned),
    };
    let rows = vec![
        row(&["a@example.com", "b"], Some("/change")),
        row(&[], Some("/change")),
        row(&[], Some("javascript:alert(1)")),
        SummaryRow::fixed("Name".to_owned(), "<b>"),
    ];
    let html = parse(&Summary { w: W, rows });
    assert_eq!(texts(&html, "a"), ["Change: Address", "Add: Address"]);
    let values = ["a@example.comb", "Not registered", "Not registered", "<b>"];
    assert_eq!(texts(&html, "dd:not(.change)"), values);
    assert_eq!(find(&html, "dd br").len(), 1);
}

#[test]
fn an_entry_has_its_time_for_people_and_for_machines() {
    let entry = |at, who: Option<&str>| TimelineEntry {
        at,
        what: "It happened".to_owned(),
        who: who.map(str::to_owned),
        detail: Some("Hamar".to_owned()),
    };
    let entries = vec![entry(1_772_543_100, Some("by you")), entry(i64::MAX, None)];
    let html = parse(&Timeline { w: W, entries });
    let times = find(&html, "time");
    assert_eq!(times[0].attr("datetime"), Some("2026-03-03T13:05:00Z"));
    assert_eq!(times[1].attr("datetime"), None);
    let hints = texts(&html, ".hint");
    assert_eq!(hints[0], "3 March 2026 at 14:05 · by you · Hamar");
    assert!(!hints[1].contains("by"), "{hints:?}");
    let entries = Vec::new();
    let html = parse(&Timeline { w: W, entries });
    assert_eq!(texts(&html, "p"), ["Nothing has happened yet."]);
    assert_eq!(find(&html, "ol").len(), 0);
}

#[test]
fn each_state_has_a_sign_of_its_own_shape_and_only_news_is_read_out() {
    let all = [
        State::Done,
        State::Waiting,
        State::Stopped,
        State::Warning,
        State::Error,
        State::Info,
    ];
    let mut shapes = std::collections::BTreeSet::new();
    for state in all {
        let note = Note::of(state, "x".to_owned());
        let html = parse(&note);
        assert_eq!(find(&html, "[role]").len(), 0);
        assert_eq!(find(&html, "svg[aria-hidden=true]").len(), 1);
        let paths = find(&html, "path");
        shapes.insert(
            paths
                .iter()
                .filter_map(|path| path.attr("d"))
                .collect::<String>(),
        );
        assert_eq!(find(&parse(&note.as_news()), "[role=status]").len(), 1);
    }
    assert_eq!(shapes.len(), all.len());
}

#[test]
fn what_cannot_be_undone_is_said_and_its_button_looks_like_it() {
    let question = |consequences: &[&str], irreversible: Option<&str>, weight| Confirmation {
        w: W,
        consequences: consequences.iter().map(|text| (*text).to_owned()).collect(),
        irreversible: irreversible.map(str::to_owned),
        weight,
        action: "close",
        button: "Close".to_owned(),
        back: "/account".to_owned(),
    };
    let html = parse(&question(
        &["One.", "Two."],
        Some("Never."),
        Weight::Destructive,
    ));
    assert_eq!(texts(&html, "li"), ["One.", "Two."]);
    assert_eq!(texts(&html, ".note-warning"), ["Never."]);
    assert_eq!(texts(&html, "button.danger[value=close]"), ["Close"]);
    assert_eq!(texts(&html, "a[href='/account']"), ["Back"]);
    let html = parse(&question(&["One."], None, Weight::Plain));
    assert_eq!(texts(&html, "p"), ["One."]);
    assert_eq!(find(&html, ".danger, .note, li").len(), 0);
}

#[test]
fn the_button_that_copies_is_hidden_until_the_script_shows_it() {
    let html = parse(&CopyField {
        w: W,
        id: "number",
        label: "Number".to_owned(),
        value: "a<b".to_owned(),
    });
    let button = find(&html, "button").pop().unwrap();
    assert!(button.attr("hidden").is_some());
    assert_eq!(button.attr("type"), Some("button"));
    assert_eq!(texts(&html, "button"), ["Copy: Number"]);
    assert_eq!(texts(&html, "code#number"), ["a<b"]);
    assert_eq!(button.attr("data-copy"), Some("number"));
    let status = format!("#{}[role=status]", button.attr("data-status").unwrap());
    assert_eq!(texts(&html, &status), [""]);
}

#[test]
fn a_choice_that_was_made_is_kept_and_without_one_a_list_asks_for_it() {
    let select = |chosen: Option<&str>| Select {
        w: W,
        name: "language",
        label: "Language".to_owned(),
        hint: None,
        options: ["nb", "en"]
            .map(|value| SelectOption {
                value: value.to_owned(),
                words: value.to_owned(),
            })
            .into(),
        chosen: chosen.map(str::to_owned),
        error: None,
    };
    let html = parse(&select(Some("en")));
    assert_eq!(texts(&html, "option"), ["nb", "en"]);
    assert_eq!(texts(&html, "option[selected]"), ["en"]);
    let html = parse(&select(None));
    assert_eq!(texts(&html, "option[value='']"), ["Choose"]);
    assert_eq!(find(&html, "[aria-describedby], [aria-invalid]").len(), 0);
}

#[test]
fn a_group_is_described_by_its_hint_and_error_and_each_box_by_its_own_hint() {
    let group = |kind| Choices {
        name: "about",
        legend: "About".to_owned(),
        hint: Some("Any.".to_owned()),
        kind,
        choices: ["a", "b"]
            .map(|value| Choice {
                value: value.to_owned(),
                words: value.to_owned(),
                hint: (value == "b").then(|| "Rare.".to_owned()),
                is_chosen: value == "b",
            })
            .into(),
        error: Some("Choose.".to_owned()),
    };
    let html = parse(&group(ChoiceKind::Any));
    let group_of_boxes = find(&html, "fieldset").pop().unwrap();
    let described = Some("about-hint about-error");
    assert_eq!(group_of_boxes.attr("aria-describedby"), described);
    assert_eq!(
        find(&html, "input[type=checkbox][aria-invalid=true]").len(),
        2
    );
    let second = find(&html, "input#about-1[checked]").pop().unwrap();
    assert_eq!(second.attr("aria-describedby"), Some("about-1-hint"));
    assert_eq!(texts(&html, "#about-1-hint"), ["Rare."]);
    let html = parse(&group(ChoiceKind::One));
    assert_eq!(
        find(&html, "input[type=radio]:not([aria-invalid])").len(),
        2
    );
    let invalid = "fieldset[role=radiogroup][aria-invalid=true]";
    assert_eq!(find(&html, invalid).len(), 1);
}

#[test]
fn a_one_time_code_is_not_shown_again_and_other_values_are() {
    let field = |kind| TextField {
        name: "code",
        label: "Code".to_owned(),
        hint: None,
        kind,
        value: "482913".to_owned(),
        error: None,
    };
    let html = parse(&field(TextKind::OneTimeCode));
    assert_eq!(
        find(&html, "input.code[inputmode=numeric]:not([value])").len(),
        1
    );
    for kind in [TextKind::Code, TextKind::Email, TextKind::Phone] {
        assert_eq!(find(&parse(&field(kind)), "input[value='482913']").len(), 1);
    }
}

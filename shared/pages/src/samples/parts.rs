//! The parts in their states.

use super::{
    MOMENT, Named, fields,
    gallery::{Button, Gallery, Shown, asks, shows, text_field},
};
use crate::{
    State,
    chrome::Frame,
    parts::{
        Confirmation, CopyField, Note, NoteLink, Steps, Summary, SummaryRow, TextKind, Timeline,
        TimelineEntry, Weight,
    },
    texts::Words,
};

pub(super) fn parts(mark: &str) -> Vec<Named> {
    let mut all = told(mark);
    all.extend(asked(mark));
    all.extend(fields::fields(mark));
    all.into_iter()
        .map(|(name, page)| -> Named { (name, Box::new(page)) })
        .collect()
}

/// What is told: summaries, timelines, boxes, values to copy.
fn told(mark: &str) -> Vec<Shown> {
    let mark = mark.to_owned();
    let summary = {
        let mark = mark.clone();
        move |frame: &Frame<'_>| {
            let w = frame.w;
            let row = |label, values: &[&str], change: bool| SummaryRow {
                label,
                values: values
                    .iter()
                    .map(|value| format!("{value}{mark}"))
                    .collect(),
                change: change.then(|| format!("/account?change={mark}")),
            };
            let changed = w.account_password_changed(w.day(MOMENT));
            let addresses = [
                "bokhylle.sommerregn@granvik.example.com",
                "bokhylle@example.com",
            ];
            let rows = vec![
                row(w.account_name(), &["Bokhylle Sommerregn"], false),
                row(w.address_label(), &addresses, true),
                row(w.account_password(), &[&changed], true),
                row(w.account_eid(), &["ID\u{2011}porten"], false),
                row(w.account_mobile(), &[], true),
            ];
            vec![Summary { w, rows }.to_string()]
        }
    };
    let timeline = {
        let mark = mark.clone();
        move |frame: &Frame<'_>| {
            let w = frame.w;
            let say = |text: &str| format!("{text}{mark}");
            let entry = |hours: i64, what, who, detail: &str| TimelineEntry {
                at: MOMENT - hours * 3600,
                what,
                who,
                detail: (!detail.is_empty()).then(|| say(detail)),
            };
            let you = || Some(w.account_by_you());
            let help_desk = Some(w.account_by_help_desk(&frame.tenant));
            let login = w.account_event_login(say("Lønn og fravær"));
            let eid = w.account_event_eid(say("ID\u{2011}porten"));
            let entries = vec![
                entry(0, login, you(), "Chrome, Windows"),
                entry(20, w.account_event_address(), help_desk, "7KQ2-M4TD"),
                entry(700, eid, you(), ""),
                entry(701, w.account_event_created(&frame.tenant), None, ""),
            ];
            vec![Timeline { w, entries }.to_string()]
        }
    };
    let nothing = |frame: &Frame<'_>| {
        let (w, entries) = (frame.w, Vec::new());
        vec![Timeline { w, entries }.to_string()]
    };
    let number = {
        let mark = mark.clone();
        move |frame: &Frame<'_>| {
            let w = frame.w;
            let copied = CopyField {
                w,
                id: "number",
                label: w.account_number(),
                value: format!("0b5c2f6e-7a14-4d0e-9f3c-5d1e8a7b6c42{mark}"),
            };
            vec![
                copied.to_string(),
                format!("<p class=\"hint\">{}</p>", w.account_number_lead()),
            ]
        }
    };
    let recovery = {
        let mark = mark.clone();
        move |frame: &Frame<'_>| {
            let w = frame.w;
            let copied = CopyField {
                w,
                id: "recovery",
                label: w.account_recovery_label(),
                value: format!("KRM7-2QXD-94TB{mark}"),
            };
            vec![
                format!("<p>{}</p>", w.account_recovery_lead()),
                copied.to_string(),
            ]
        }
    };
    vec![
        ("parts/summary", shows(Words::account_heading, summary)),
        ("parts/notes", shows(Words::account_heading, notes(mark))),
        (
            "parts/timeline",
            shows(Words::account_events_heading, timeline),
        ),
        (
            "parts/timeline-empty",
            shows(Words::account_events_heading, nothing),
        ),
        ("parts/copy-number", shows(Words::account_heading, number)),
        (
            "parts/copy-code",
            shows(Words::account_recovery_heading, recovery),
        ),
    ]
}

/// A box in each state.
fn notes(mark: String) -> impl Fn(&Frame<'_>) -> Vec<String> {
    move |frame| {
        let w = frame.w;
        let note = |state, heading, text| Note {
            heading: Some(heading),
            ..Note::of(state, text)
        };
        let provider = format!("ID\u{2011}porten{mark}");
        let one_way = Note {
            link: Some(NoteLink {
                href: format!("/account?add=passkey{mark}"),
                words: w.account_one_way_add(),
            }),
            ..note(
                State::Warning,
                w.account_one_way(),
                w.account_one_way_next(),
            )
        };
        let paused = w.suspended(&frame.tenant);
        let paused = Note {
            text: vec![paused.what, paused.now],
            ..note(State::Stopped, paused.heading, String::new())
        };
        let all = [
            note(
                State::Info,
                w.account_mail_sent(),
                w.account_mail_sent_next(),
            ),
            note(
                State::Done,
                w.account_password_saved(),
                w.account_password_saved_next(),
            )
            .as_news(),
            one_way,
            note(
                State::Error,
                w.account_eid_taken(&provider),
                w.account_eid_taken_next(),
            ),
            Note::of(State::Waiting, w.asked_before(w.day(MOMENT))),
            paused,
        ];
        all.iter().map(ToString::to_string).collect()
    }
}

/// What is asked once more, and a task in its steps.
fn asked(mark: &str) -> Vec<Shown> {
    let back = format!("/account{mark}");
    let others = {
        let back = back.clone();
        move |frame: &Frame<'_>| {
            let w = frame.w;
            let question = Confirmation {
                w,
                consequences: vec![w.account_others_lead()],
                irreversible: None,
                weight: Weight::Plain,
                action: "others",
                button: w.account_others_button(),
                back: back.clone(),
            };
            vec![question.to_string()]
        }
    };
    let close = {
        let mark = mark.to_owned();
        move |frame: &Frame<'_>| {
            let w = frame.w;
            let address = format!("bokhylle.sommerregn@granvik.example.com{mark}");
            let rows = vec![SummaryRow::fixed(w.account_label(), address)];
            let question = Confirmation {
                w,
                consequences: vec![
                    w.account_close_logged_out(),
                    w.account_close_no_login(),
                    w.account_close_told(),
                ],
                irreversible: Some(w.account_close_forever()),
                weight: Weight::Destructive,
                action: "close",
                button: w.account_close_button(),
                back: back.clone(),
            };
            vec![Summary { w, rows }.to_string(), question.to_string()]
        }
    };
    let steps = |current: usize| {
        let mark = mark.to_owned();
        move |frame: &Frame<'_>| {
            let w = frame.w;
            let steps = Steps {
                w,
                names: vec![
                    w.account_address_step_new(),
                    w.account_address_step_code(),
                    w.account_address_step_done(),
                ],
                current,
            };
            let value = format!("bokhylle@example.com{mark}");
            let below = match current {
                0 => {
                    let field = text_field("address", w.address_label(), TextKind::Email, value);
                    format!("<p>{}</p>{field}", w.account_address_lead())
                }
                1 => text_field("code", w.code_label(), TextKind::OneTimeCode, value).to_string(),
                _ => Note {
                    heading: Some(w.account_address_changed()),
                    ..Note::of(State::Done, w.account_address_changed_next())
                }
                .as_news()
                .to_string(),
            };
            vec![steps.to_string(), below]
        }
    };
    let step = |current, button: Button| Gallery {
        button: Some(button),
        ..asks(Words::account_address_heading, steps(current))
    };
    vec![
        (
            "parts/confirm-plain",
            asks(Words::account_others_heading, others),
        ),
        (
            "parts/confirm-destructive",
            asks(Words::account_close_heading, close),
        ),
        ("parts/steps-first", step(0, ("send", Words::send_code))),
        (
            "parts/steps-second",
            step(1, ("verify", Words::code_button)),
        ),
        (
            "parts/steps-done",
            shows(Words::account_address_heading, steps(3)),
        ),
    ]
}

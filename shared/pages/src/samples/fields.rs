//! Fields of each kind in a form.

use super::gallery::{Gallery, Shown, asks, text_field};
use crate::{
    Problem,
    chrome::Frame,
    parts::{Choice, ChoiceKind, Choices, Select, SelectOption, TextField, TextKind},
    texts::{Language, Words},
};

/// A form with a field of each kind: as it is met, filled in, and come back with errors.
pub(super) fn fields(mark: &str) -> Vec<Shown> {
    let form = |is_filled: bool| {
        let mark = mark.to_owned();
        move |frame: &Frame<'_>| {
            let w = frame.w;
            let choice = |value: &str, words, hint, is_chosen| Choice {
                value: format!("{value}{mark}"),
                words,
                hint,
                is_chosen,
            };
            let mobile = TextField {
                hint: Some(w.account_mobile_hint()),
                error: frame.error_at("mobile"),
                ..text_field("mobile", w.account_mobile(), TextKind::Phone, mark.clone())
            };
            let languages = Language::ALL.map(|language| SelectOption {
                value: language.code().to_owned(),
                words: language.native_name().to_owned(),
            });
            let language = Select {
                w,
                name: "language",
                label: w.account_language(),
                hint: Some(w.account_language_hint()),
                options: languages.into(),
                chosen: is_filled.then(|| w.language().code().to_owned()),
                error: frame.error_at("language"),
            };
            let by_text = Some(w.account_codes_by_text_hint());
            let codes = Choices {
                name: "codes_by",
                legend: w.account_codes_by(),
                hint: None,
                kind: ChoiceKind::One,
                choices: vec![
                    choice("mail", w.account_codes_by_mail(), None, is_filled),
                    choice("text", w.account_codes_by_text(), by_text, false),
                ],
                error: frame.error_at("codes_by"),
            };
            let logins = Some(w.account_tell_logins_hint());
            let about = Choices {
                name: "tell_about",
                legend: w.account_tell_about(),
                hint: Some(w.account_tell_about_hint()),
                kind: ChoiceKind::Any,
                choices: vec![
                    choice("logins", w.account_tell_logins(), logins, is_filled),
                    choice("apps", w.account_tell_apps(), None, is_filled),
                ],
                error: frame.error_at("tell_about"),
            };
            let plain = TextKind::Plain {
                autocomplete: "name",
            };
            let name = format!("Bokhylle Sommerregn{mark}");
            vec![
                format!("<p>{}</p>", w.account_messages_lead()),
                text_field("name", w.account_name(), plain, name).to_string(),
                mobile.to_string(),
                language.to_string(),
                codes.to_string(),
                about.to_string(),
            ]
        }
    };
    let page = |is_filled, problems| Gallery {
        button: Some(("save", Words::account_save)),
        problems,
        ..asks(Words::account_messages_heading, form(is_filled))
    };
    vec![
        ("parts/form", page(false, |_| Vec::new())),
        ("parts/form-filled", page(true, |_| Vec::new())),
        (
            "parts/form-errors",
            page(false, |w| {
                vec![
                    Problem::at("mobile", w.error_mobile()),
                    Problem::at("language", w.error_language()),
                    Problem::at("codes_by", w.error_codes_by()),
                    Problem::at("tell_about", w.error_tell_about()),
                ]
            }),
        ),
    ]
}

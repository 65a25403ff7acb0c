//! Every mail in every language.

use scraper::{Html, Selector};

use super::{samples::marked, *};
use crate::{HelpDesk, Palette, sample_brand, samples::marked_brand};

fn links(html: &str) -> Vec<String> {
    let html = Html::parse_document(html);
    let anchors = Selector::parse("a[href]").unwrap();
    let links = html.select(&anchors).filter_map(|a| a.attr("href"));
    links.map(str::to_owned).collect()
}

fn words(html: &str) -> String {
    let html = Html::parse_document(html);
    let body = html
        .select(&Selector::parse("body").unwrap())
        .next()
        .unwrap();
    body.text()
        .collect::<Vec<_>>()
        .join(" ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn the_text_part_says_all_that_the_html_says() {
    let brand = sample_brand();
    for sample in samples() {
        for language in Language::ALL {
            let mail = sample.render(language, &brand);
            let html = Html::parse_document(&mail.html);
            assert!(html.errors.is_empty(), "{}: {:?}", sample.name, html.errors);
            assert!(
                mail.html
                    .contains(&format!("<html lang=\"{}\">", language.code()))
            );
            assert!(mail.html.matches("<h1").count() == 1 && !mail.html.contains("<img"));
            let said = words(&mail.html);
            for line in mail
                .text
                .lines()
                .filter(|line| !line.is_empty() && *line != "--")
            {
                let linked = links(&mail.html).iter().any(|link| link == line);
                let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(
                    linked || said.contains(&line),
                    "{}: {line}\n{said}",
                    sample.name
                );
            }
            assert!(mail.text.contains(&brand.name), "{}", sample.name);
        }
    }
}

#[test]
fn no_mail_holds_a_link_but_the_one_that_is_meant() {
    for sample in samples() {
        let mail = sample.render(Language::Nb, &sample_brand());
        let most = usize::from(
            [
                "code",
                "code-no-app-one-minute",
                "address-in-use",
                "several-people",
                "approval-given",
                "invited",
            ]
            .contains(&sample.name),
        );
        assert_eq!(links(&mail.html).len(), most, "{}", sample.name);
        let help = sample_brand().help_desk.unwrap().url.unwrap();
        let addresses = mail.text.matches("https://").count() - mail.text.matches(&help).count();
        assert_eq!(addresses, most, "{}", sample.name);
    }
}

#[test]
fn a_mail_that_tells_of_a_change_says_whom_to_ask() {
    let changes = [
        "linked",
        "app-link-made",
        "app-link-moved",
        "eid-replaced",
        "address-added",
        "account-detached",
    ];
    let silent = Brand {
        help_desk: None,
        ..sample_brand()
    };
    for sample in samples()
        .into_iter()
        .filter(|sample| changes.contains(&sample.name))
    {
        for language in Language::ALL {
            let w = Words::in_language(language);
            let text = sample.render(language, &sample_brand()).text;
            assert!(
                text.contains(&w.mail_not_me()) && text.contains("+47 00 00 00 00"),
                "{text}"
            );
            let text = sample.render(language, &silent).text;
            assert!(
                text.contains(&w.mail_not_me()) && text.contains(&w.help_ask(&silent.name)),
                "{text}"
            );
        }
    }
}

#[test]
fn only_the_mail_with_the_code_holds_the_code_and_no_subject_does() {
    for sample in samples() {
        let mail = sample.render(Language::Da, &sample_brand());
        assert_eq!(
            mail.text.contains("482913"),
            sample.name.starts_with("code") || sample.name == "several-people",
            "{}",
            sample.name
        );
        assert!(
            !mail.subject.contains("482913") && !mail.subject.contains('@'),
            "{}",
            mail.subject
        );
    }
}

#[test]
fn every_mail_to_a_person_has_the_tenants_name_and_help_and_a_button_that_can_be_read() {
    let brand = sample_brand();
    let colours = Palette::light(brand.colour.unwrap());
    for sample in samples() {
        let mail = sample.render(Language::Nb, &brand);
        let is_for_desk = ["admin-", "import-"].map(|to| sample.name.starts_with(to));
        assert_eq!(
            mail.text.contains("Brukerstøtte, Servicetorget"),
            is_for_desk == [false, false],
            "{}",
            sample.name
        );
        let top = &mail.html[..mail.html.find("<h1").unwrap()];
        assert!(top.contains(&brand.name), "{}", sample.name);
        assert!(mail.html.contains(&colours.band.to_string()));
        if !links(&mail.html).is_empty() {
            let button = format!("background:{};color:{}", colours.fill, colours.on_fill);
            assert!(mail.html.contains(&button), "{}", sample.name);
        }
        for part in [&mail.subject, &mail.text, &mail.html] {
            assert!(!part.contains('\u{2011}'), "{}", sample.name);
        }
    }
    let plain = Brand {
        colour: None,
        ..brand
    };
    let html = samples()[0].render(Language::Nb, &plain).html;
    assert!(html.contains("background:#0b5563;color:#ffffff"));
}

#[test]
fn the_mail_with_the_code_says_who_asks_and_when_in_its_subject() {
    let mail = samples()[0].render(Language::Nb, &sample_brand());
    let asker = "Forespørselen kom fra Firefox, Windows, IP-adresse 192.0.2.7.";
    assert!(mail.text.contains(asker), "{}", mail.text);
    let time = Words::in_language(Language::Nb).time_of_day(crate::samples::MOMENT);
    assert!(
        mail.subject.ends_with(&format!(", {time}")),
        "{}",
        mail.subject
    );
}

#[test]
fn a_mail_about_a_case_names_its_reference_and_the_command_that_goes_on() {
    for sample in samples() {
        if !sample.name.starts_with("admin-") {
            continue;
        }
        let mail = sample.render(Language::En, &sample_brand());
        assert!(mail.subject.contains("K7QM-2XP9"), "{}", mail.subject);
        assert!(
            mail.text.contains("\n\nkobling waiting\n\n"),
            "{}",
            mail.text
        );
    }
}

#[test]
fn what_comes_from_outside_stays_text_and_in_its_line() {
    let brand = marked_brand("\"'><script>alert(1)</script>\r\nBcc: x@example.com");
    for sample in marked("\"'><script>alert(1)</script>") {
        let mail = sample.render(Language::En, &brand);
        assert!(!mail.subject.contains(['\r', '\n']), "{}", mail.subject);
        let html = Html::parse_document(&mail.html);
        assert!(
            html.select(&Selector::parse("script").unwrap())
                .next()
                .is_none(),
            "{}",
            sample.name
        );
        assert!(mail.html.contains("alert(1)"), "{}", sample.name);
    }
}

#[test]
fn a_help_desk_is_written_out_as_far_as_it_is_known() {
    let desk = HelpDesk {
        phone: Some("+47 00 00 00 00".into()),
        ..HelpDesk::default()
    };
    let brand = Brand {
        help_desk: Some(desk),
        ..sample_brand()
    };
    let text = MailBody::NotMeReported.render(Language::En, &brand).text;
    assert!(
        text.contains("Need help?\nPhone: +47 00 00 00 00\n\nKind regards"),
        "{text}"
    );
}

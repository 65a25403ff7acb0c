//! Every page in every state and language, read as a browser and a screen reader would.

use std::{
    collections::{BTreeSet, HashSet},
    path::Path,
};

use scraper::{ElementRef, Html, Node, Selector};

use super::{
    samples::{marked, marked_brand},
    *,
};
use crate::texts::{self, Language};

/// Closes whatever attribute or element it lands in, then does harm.
const HARM: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>";

fn select<'a>(html: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

fn text(element: ElementRef<'_>) -> String {
    element
        .text()
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Runs `check` on every sample in every language, with and without a tenant.
fn each(check: impl Fn(&str, Language, &Html)) {
    let brand = sample_brand();
    for sample in samples() {
        for language in Language::ALL {
            for tenant in [Some(&brand), None] {
                let source = sample.render(language, tenant);
                let html = Html::parse_document(&source);
                assert!(
                    html.errors.is_empty(),
                    "{}: {:?}\n{source}",
                    sample.name,
                    html.errors
                );
                check(sample.name, language, &html);
            }
        }
    }
}

#[test]
fn a_page_has_its_language_one_heading_and_a_title_that_begins_with_it() {
    each(|name, language, html| {
        assert_eq!(
            select(html, "html")[0].attr("lang"),
            Some(language.code()),
            "{name}"
        );
        let headings = select(html, "h1");
        assert_eq!(headings.len(), 1, "{name}");
        let titles = select(html, "title");
        assert_eq!(titles.len(), 1, "{name}");
        let title = text(titles[0]);
        let failed = !select(html, ".error-summary").is_empty();
        let rest = if failed {
            title.split_once(": ").unwrap().1
        } else {
            &title
        };
        assert!(rest.starts_with(&text(headings[0])), "{name}: {title}");
        assert!(
            !title.contains('@') && !title.contains("482913"),
            "{name}: {title}"
        );
        for selector in [
            "main#main",
            "a.skip[href='#main']",
            "header",
            "header nav[aria-label]",
            "footer",
        ] {
            assert_eq!(select(html, selector).len(), 1, "{name}: {selector}");
        }
    });
}

#[test]
fn each_language_is_one_link_away() {
    each(|name, language, html| {
        // Folded, so that they never push the heading down; `details` opens without script.
        assert_eq!(select(html, "header nav details > summary").len(), 1);
        let links = select(html, "header nav details a");
        assert_eq!(links.len(), 5, "{name}");
        for (link, to) in links.iter().zip(Language::ALL) {
            assert_eq!(link.attr("lang"), Some(to.code()));
            assert_eq!(link.attr("hreflang"), Some(to.code()));
            assert_eq!(
                link.attr("href"),
                Some(format!("/link?r=r3qu3st&lang={}", to.code()).as_str())
            );
            assert_eq!(link.attr("aria-current").is_some(), to == language);
        }
    });
}

#[test]
fn an_error_is_summed_up_at_the_top_and_linked_to_its_field() {
    each(|name, _, html| {
        let Some(summary) = select(html, ".error-summary").pop() else {
            assert!(select(html, "[aria-invalid], .error").is_empty(), "{name}");
            return;
        };
        assert_eq!(summary.attr("role"), Some("alert"));
        assert!(summary.attr("autofocus").is_some() && summary.attr("tabindex") == Some("-1"));
        let links = select(html, ".error-summary a");
        assert_eq!(links.len(), select(html, ".error").len(), "{name}");
        let most = if name == "parts/form-errors" { 4 } else { 1 };
        assert_eq!(links.len(), most, "{name}");
        let mut ids = Vec::new();
        for link in links {
            let field = link.attr("href").unwrap();
            let at_field = select(html, field);
            assert_eq!(at_field.len(), 1, "{name}: {field}");
            let error = select(html, &format!("{field}-error"));
            assert_eq!(error.len(), 1, "{name}: {field}-error");
            assert_eq!(text(error[0]), text(link), "{name}");
            let description = format!("[aria-describedby~='{}-error']", &field[1..]);
            assert_eq!(select(html, &description).len(), 1, "{name}: {description}");
            // A button has no value that could be wrong.
            let invalid = format!("{field}[aria-invalid=true], [aria-invalid=true] {field}");
            let is_button = at_field[0].value().name() == "button";
            assert_eq!(
                select(html, &invalid).is_empty(),
                is_button,
                "{name}: {field}"
            );
            ids.push(field.to_owned());
        }
        // The summary's order is the page's.
        let all = select(html, ".error").into_iter();
        let in_page = all.map(|error| error.attr("id").unwrap().replace("-error", ""));
        let in_page: Vec<_> = in_page.map(|id| format!("#{id}")).collect();
        assert_eq!(ids, in_page, "{name}");
    });
}

#[test]
fn every_field_has_a_label_and_every_reference_an_end() {
    each(|name, _, html| {
        let ids: Vec<_> = select(html, "[id]")
            .iter()
            .map(|element| element.attr("id").unwrap())
            .collect();
        let unique: HashSet<_> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len(), "{name}: {ids:?}");
        for input in select(html, "input:not([type=hidden]), select") {
            let id = input.attr("id").unwrap();
            let labels = select(html, &format!("label[for='{id}']"));
            assert_eq!(labels.len(), 1, "{name}: {id}");
            assert!(!text(labels[0]).is_empty(), "{name}: {id}");
        }
        for (selector, attribute) in [
            ("[aria-describedby]", "aria-describedby"),
            ("[aria-labelledby]", "aria-labelledby"),
            ("label", "for"),
        ] {
            for element in select(html, selector) {
                for id in element.attr(attribute).unwrap().split(' ') {
                    assert!(unique.contains(&id), "{name}: {id}");
                }
            }
        }
        for radio in select(html, "input[type=radio]") {
            let mut ancestors = radio.ancestors().filter_map(ElementRef::wrap);
            assert!(
                ancestors.any(|element| element.value().name() == "fieldset"),
                "{name}"
            );
        }
        for element in select(html, "button, a, h1, h2, label, legend, dt, dd, p") {
            assert!(
                !text(element).is_empty(),
                "{name}: empty {}",
                element.html()
            );
        }
    });
}

/// Whether the form of a page is posted to an app, and not to us.
fn is_for_an_app(name: &str) -> bool {
    ["to-app", "notice/level-too-low-form"].contains(&name)
}

#[test]
fn every_form_is_posted_to_its_step_with_the_hidden_fields() {
    each(|name, _, html| {
        for form in select(html, "form") {
            if name.starts_with("choose-tenant/") {
                // A search changes nothing: the same request, asked again.
                let is_bare = name == "choose-tenant/front-door";
                let action = if is_bare { "/" } else { "/authorize" };
                assert_eq!(form.attr("method"), Some("get"), "{name}");
                assert_eq!(form.attr("action"), Some(action), "{name}");
                continue;
            }
            assert_eq!(form.attr("method"), Some("post"), "{name}");
            let action = form.attr("action").unwrap();
            if is_for_an_app(name) {
                continue;
            }
            let page = action.split('?').next().unwrap();
            if page == "/device" {
                // A code is looked up, for whoever asks: nothing is there yet to be tied to.
                continue;
            }
            let has_request = ["/link", "/verify-code", "/consent"].contains(&page);
            assert!(
                has_request
                    || ["/logout", "/device/allow", "/consents", "/account"].contains(&page),
                "{name}: {action}"
            );
            // The answer's address, loaded anew, must still lead to the login.
            if has_request && !name.starts_with("mailed-link") {
                assert_eq!(action, format!("{page}?request=r3qu3st"), "{name}");
            }
            for (field, value) in [("csrf", "c5rfT0ken"), ("request", "r3qu3st")] {
                let selector =
                    Selector::parse(&format!("input[type=hidden][name={field}]")).unwrap();
                let values: Vec<_> = form
                    .select(&selector)
                    .map(|input| input.attr("value"))
                    .collect();
                assert_eq!(values, [Some(value)], "{name}");
            }
        }
        for button in select(html, "form[method=post] button:not([type=button])") {
            // What goes to an app is the answer alone: a button with a name would add to it.
            if is_for_an_app(name) {
                assert_eq!(button.attr("name"), None, "{name}");
                continue;
            }
            assert!(
                button.attr("name").is_some() && button.attr("value").is_some(),
                "{name}"
            );
        }
        for code in select(html, "input.code, input[type=email]") {
            assert!(
                code.attr("maxlength").is_none() && code.attr("required").is_none(),
                "{name}"
            );
        }
    });
}

#[test]
fn the_content_security_policy_has_nothing_to_stop() {
    each(|name, _, html| {
        assert!(
            select(html, "style, [style], iframe, object, base").is_empty(),
            "{name}"
        );
        for script in select(html, "script") {
            assert!(
                script.attr("src").is_some() && text(script).is_empty(),
                "{name}"
            );
        }
        for element in html.tree.nodes().filter_map(ElementRef::wrap) {
            for (attribute, value) in element.value().attrs() {
                assert!(!attribute.starts_with("on"), "{name}: {attribute}");
                if ["src", "href"].contains(&attribute) && element.value().name() != "a" {
                    assert!(value.starts_with("/assets/"), "{name}: {value}");
                }
            }
        }
    });
}

#[test]
fn what_comes_from_outside_stays_text() {
    let brand = marked_brand(HARM);
    for sample in marked(HARM) {
        let source = sample.render(Language::Nb, Some(&brand));
        let html = Html::parse_document(&source);
        assert!(
            source.contains("alert(1)"),
            "{}: nothing foreign in it",
            sample.name
        );
        assert_eq!(
            select(&html, "script").len(),
            1,
            "{}\n{source}",
            sample.name
        );
        assert!(select(&html, "[onerror]").is_empty(), "{}", sample.name);
        assert!(html.errors.is_empty(), "{}: {:?}", sample.name, html.errors);
    }
}

#[test]
fn links_that_are_none_are_left_out() {
    let way = Way {
        href: "javascript:alert(1)".to_owned(),
        kind: WayKind::ToStart,
    };
    let page = NoticePage {
        notice: Notice::NotFound,
        aside: Some(way.clone()),
        way: Some(way),
    };
    let tenant = TenantChoice {
        id: "x".into(),
        name: "X".into(),
        href: "//evil.example".into(),
    };
    let start = "data:text/html,x".to_owned();
    let gone = MailedLinkPage {
        state: MailedLinkState::Gone {
            why: GoneReason::Spent,
            start,
        },
    };
    let brand = Brand {
        name: "X".into(),
        logo: Some("https://evil.example/x.png".into()),
        stylesheet: Some("//evil.example/x.css".into()),
        colour: None,
        help_desk: Some(HelpDesk {
            url: Some("javascript:alert(1)".into()),
            ..HelpDesk::default()
        }),
    };
    let chrome = Chrome {
        tenant: Some(&brand),
        here: "//evil.example".to_owned(),
        ..Chrome::bare(Language::En)
    };
    let pages = [
        page.render(&chrome),
        gone.render(&chrome),
        ChooseTenantPage {
            tenants: vec![tenant],
            is_own: true,
            search: None,
            someone_else: Some("javascript:alert(1)".into()),
        }
        .render(&chrome),
        NoticePage {
            notice: Notice::Internal,
            way: None,
            aside: None,
        }
        .render(&chrome),
    ];
    for html in pages {
        assert!(
            !html.contains("evil") && !html.contains("alert(1)") && !html.contains("data:"),
            "{html}"
        );
    }
}

#[test]
fn every_text_is_on_some_page_or_mail_or_in_a_report() {
    texts::tests::said();
    each(|_, _, _| {});
    sentences::tests::say_everything(Words::in_language(Language::En));
    for tenant in [
        sample_brand(),
        Brand {
            help_desk: None,
            ..sample_brand()
        },
    ] {
        for sample in mail::samples() {
            sample.render(Language::En, &tenant);
        }
    }
    let said = texts::tests::said();
    let silent: BTreeSet<_> = texts::tests::all().difference(&said).copied().collect();
    assert!(silent.is_empty(), "no sample says {silent:?}");
}

#[test]
fn the_parser_notices_what_is_malformed() {
    let html = "<!DOCTYPE html><html><head></head><body><p>x</div></body></html>";
    assert!(!Html::parse_document(html).errors.is_empty());
}

#[test]
fn a_notice_has_one_sign_above_its_heading_which_is_not_read_out() {
    let mut signs = BTreeSet::new();
    each(|name, _, html| {
        let found = select(html, "main svg.state[aria-hidden='true']");
        assert_eq!(
            found.len(),
            usize::from(name.starts_with("notice/")),
            "{name}"
        );
    });
    for sample in samples() {
        let html = Html::parse_document(&sample.render(Language::Nb, None));
        for sign in select(&html, "svg.state") {
            // Told by its shape, not by its colour alone.
            let paths = Selector::parse("path").unwrap();
            let shape: Vec<_> = sign
                .select(&paths)
                .filter_map(|path| path.attr("d"))
                .collect();
            signs.insert((sign.attr("class").unwrap().to_owned(), shape.join(" ")));
        }
    }
    let (classes, shapes): (BTreeSet<_>, BTreeSet<_>) = signs.iter().cloned().unzip();
    assert_eq!((classes.len(), shapes.len(), signs.len()), (5, 5, 5));
}

#[test]
fn samples_have_names_of_their_own() {
    let all = samples();
    let names: HashSet<_> = all.iter().map(|sample| sample.name).collect();
    assert_eq!(names.len(), all.len());
}

/// A template with its tags taken out; what is inside them is code and checked by the compiler.
fn without_tags(template: &str) -> String {
    let mut rest = template;
    let mut plain = String::new();
    while let Some(start) = rest.find(['{']) {
        let end = match rest.as_bytes().get(start + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => panic!("a lone brace: {}", &rest[start..]),
        };
        plain.push_str(&rest[..start]);
        rest = &rest[start..];
        rest = &rest[rest.find(end).unwrap() + 2..];
    }
    plain + rest
}

#[test]
fn no_template_holds_words() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut seen = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let html = Html::parse_document(&without_tags(&std::fs::read_to_string(&path).unwrap()));
        for node in html.tree.nodes() {
            let (words, place) = match node.value() {
                Node::Text(text) => (text.to_string(), "text".to_owned()),
                Node::Element(element) => {
                    let of_people = [
                        "title",
                        "alt",
                        "placeholder",
                        "aria-label",
                        "aria-description",
                    ];
                    let words = of_people
                        .iter()
                        .filter_map(|name| element.attr(name))
                        .collect();
                    (words, format!("attributes of {}", element.name()))
                }
                _ => continue,
            };
            assert!(
                !words.chars().any(char::is_alphabetic),
                "{path:?}, {place}: {words}"
            );
        }
        seen += 1;
    }
    assert!(seen > 10);
}

/// The value of a custom property of `kobling.css`, in its first (light) or second (dark) set.
fn property(name: &str, set: usize) -> Rgb {
    let css = include_str!("../assets/kobling.css");
    let name = format!("--{name}: ");
    let mut values = css
        .match_indices(&name)
        .map(|(start, _)| &css[start + name.len()..][..7]);
    values.nth(set).unwrap().parse().unwrap()
}

#[test]
fn the_stylesheets_own_colours_are_legible() {
    for (set, surfaces) in [colour::LIGHT_SURFACES, colour::DARK_SURFACES]
        .into_iter()
        .enumerate()
    {
        let here = |name: &str| property(name, set);
        assert_eq!([here("surface"), here("page")], surfaces);
        let least = |one: &str, other: &str, least: f64| {
            let contrast = here(one).contrast(here(other));
            assert!(contrast >= least, "{one} on {other}: {contrast}");
        };
        for surface in ["surface", "page", "tint"] {
            for ink in ["text", "muted", "ink", "error", "good", "stop"] {
                least(ink, surface, 4.5);
            }
            for control in ["edge", "fill"] {
                least(control, surface, 3.0);
            }
        }
        for (sign, tint) in [
            ("error", "error-tint"),
            ("good", "good-tint"),
            ("stop", "stop-tint"),
        ] {
            least(sign, tint, 4.5);
            least("text", tint, 4.5);
        }
        least("on-error", "error", 4.5);
        least("on-fill", "fill", 4.5);
        least("on-fill", "fill-hover", 4.5);
    }
}

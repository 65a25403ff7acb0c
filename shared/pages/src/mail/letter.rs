//! How a mail is put together: the same parts as plain text (RFC 3676 is not used: lines are as
//! long as their paragraphs) and as HTML.

use askama::Template;

use super::{Brand, Mail};
use crate::{Palette, Rgb, mailed_link::asker, texts::Words};

pub(super) enum Part {
    Paragraph(String),
    Code(String),
    Link { words: String, url: String },
    Lines(Vec<String>),
}

pub(super) struct Letter<'a> {
    w: Words,
    tenant: &'a Brand,
    subject: String,
    parts: Vec<Part>,
}

#[derive(Template)]
#[template(path = "mail.html", whitespace = "minimize")]
struct HtmlLetter<'a> {
    language: &'static str,
    subject: &'a str,
    tenant: &'a str,
    colours: Palette,
    parts: &'a [Part],
    footer: &'a str,
}

/// Kobling's own, where a tenant has none.
const PETROL: Rgb = Rgb(0x0b, 0x55, 0x63);

impl<'a> Letter<'a> {
    pub(super) fn new(w: Words, tenant: &'a Brand, subject: &str) -> Self {
        // A header is one line (RFC 5322 section 2.2); a tenant's name is not ours to trust.
        let subject = subject
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        Self {
            w,
            tenant,
            subject,
            parts: vec![Part::Paragraph(w.mail_greeting())],
        }
    }

    pub(super) fn says(self, words: String) -> Self {
        self.with(Part::Paragraph(words))
    }

    /// Who asked, as it was noted.
    pub(super) fn asked_from(self, noted: &str) -> Self {
        if noted.is_empty() {
            return self;
        }
        let w = self.w;
        self.says(w.mail_code_from(asker(w, noted)))
    }

    pub(super) fn code(self, code: &str) -> Self {
        self.with(Part::Code(code.to_owned()))
    }

    pub(super) fn link(self, words: String, url: &str) -> Self {
        match crate::chrome::link(url) {
            Some(url) => self.with(Part::Link {
                words,
                url: url.to_owned(),
            }),
            None => self,
        }
    }

    /// Whom to ask. Written out and not linked, as a mail holds one link at most.
    pub(super) fn help(self) -> Self {
        let w = self.w;
        let Some(desk) = &self.tenant.help_desk else {
            let ask = w.help_ask(&self.tenant.name);
            return self.says(ask);
        };
        let named = |label: String, value: &Option<String>| {
            value.as_ref().map(|value| format!("{label}: {value}"))
        };
        let lines = [
            Some(w.help_heading()),
            desk.name.clone(),
            named(w.help_phone(), &desk.phone),
            named(w.help_email(), &desk.email),
            named(w.help_web(), &desk.url),
        ];
        self.with(Part::Lines(lines.into_iter().flatten().collect()))
    }

    pub(super) fn mail(self) -> Mail {
        let Self {
            w,
            tenant,
            subject,
            mut parts,
        } = self;
        parts.push(Part::Lines(vec![w.mail_closing(), tenant.name.clone()]));
        let footer = w.mail_automatic(&tenant.name);
        let mut paragraphs: Vec<String> = parts.iter().map(Part::as_text).collect();
        paragraphs.push(format!("--\n{footer}"));
        let html = crate::document(&HtmlLetter {
            language: w.language().code(),
            subject: &subject,
            tenant: &tenant.name,
            colours: Palette::light(tenant.colour.unwrap_or(PETROL)),
            parts: &parts,
            footer: &footer,
        });
        Mail {
            text: paragraphs.join("\n\n") + "\n",
            html,
            subject,
        }
    }

    fn with(mut self, part: Part) -> Self {
        self.parts.push(part.plain());
        self
    }
}

impl Part {
    /// With plain hyphens, in words that pages show too.
    fn plain(self) -> Self {
        let plain = |text: String| text.replace('\u{2011}', "-");
        match self {
            Self::Paragraph(text) => Self::Paragraph(plain(text)),
            Self::Lines(lines) => Self::Lines(lines.into_iter().map(plain).collect()),
            other => other,
        }
    }

    fn as_text(&self) -> String {
        match self {
            Self::Paragraph(text) | Self::Code(text) => text.clone(),
            Self::Link { url, .. } => url.clone(),
            Self::Lines(lines) => lines.join("\n"),
        }
    }
}

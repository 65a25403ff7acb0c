//! The inbox of everyone: mails that would have gone out, by address, newest first, as JSON and
//! as a page that renews itself. Kept between runs beside the store.

use std::{
    collections::BTreeMap,
    io::Write,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

/// A mail as SES took it.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub struct Mail {
    pub id: String,
    pub from: String,
    pub to: Vec<String>,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub headers: Vec<(String, String)>,
    pub at_milliseconds: i64,
}

impl Mail {
    /// The six-digit codes in it, written together or in two groups of three.
    pub fn codes(&self) -> Vec<String> {
        codes(&self.text)
    }

    /// The web addresses in it.
    pub fn links(&self) -> Vec<String> {
        let is_end = |c: char| c.is_whitespace() || "<>\"'()".contains(c);
        let mut links: Vec<String> = Vec::new();
        let mut rest = self.text.as_str();
        while let Some(start) = ["http://", "https://"]
            .iter()
            .filter_map(|scheme| rest.find(scheme))
            .min()
        {
            let from = &rest[start..];
            let end = from.find(is_end).unwrap_or(from.len());
            let link = from[..end].trim_end_matches(['.', ',', ';']).to_owned();
            if !links.contains(&link) {
                links.push(link);
            }
            rest = &from[end..];
        }
        links
    }

    /// The sender as a mail program shows it, an encoded word (RFC 2047) in clear.
    pub fn sender(&self) -> String {
        let Some((word, address)) = self
            .from
            .strip_prefix("=?UTF-8?B?")
            .and_then(|rest| rest.split_once("?="))
        else {
            return self.from.clone();
        };
        match STANDARD.decode(word).map(String::from_utf8) {
            Ok(Ok(name)) => format!("{name}{address}"),
            _ => self.from.clone(),
        }
    }

    fn is_to(&self, address: &str) -> bool {
        self.to.iter().any(|to| to.eq_ignore_ascii_case(address))
    }
}

fn codes(text: &str) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    // A code stands alone: digits in links and telephone numbers are none.
    for line in text.lines().filter(|line| !line.contains("://")) {
        let mut words = line
            .split(|c: char| c.is_whitespace() || c == '\u{a0}')
            .map(|word| word.trim_matches(['.', ',', ':', ';', '(', ')', '*']))
            .filter(|word| !word.is_empty())
            .peekable();
        while let Some(word) = words.next() {
            let is_digits =
                |word: &str, n| word.len() == n && word.bytes().all(|b| b.is_ascii_digit());
            if is_digits(word, 6) {
                codes.push(word.to_owned());
            } else if is_digits(word, 3)
                && let Some(next) = words.next_if(|next| is_digits(next, 3))
                && words.peek().is_none_or(|after| !is_digits(after, 3))
            {
                codes.push(format!("{word}{next}"));
            }
        }
    }
    codes.dedup();
    codes
}

/// What a mailbox does with a mail.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum Behaviour {
    Takes,
    /// There is no such mailbox.
    Bounces,
    /// It is full.
    BouncesSoftly,
    /// It takes the mail, and its reader calls it unwanted.
    Complains,
}

impl Behaviour {
    /// After "This mailbox".
    pub fn words(self) -> &'static str {
        match self {
            Self::Takes => "takes mail",
            Self::Bounces => "does not exist",
            Self::BouncesSoftly => "is full",
            Self::Complains => "complains about mail",
        }
    }

    pub fn is_delivered(self) -> bool {
        matches!(self, Self::Takes | Self::Complains)
    }

    /// As the names of SES's mailbox simulator have it; a label after a plus is free there.
    fn of_simulator(address: &str) -> Option<Self> {
        let (local, domain) = address.rsplit_once('@')?;
        if !domain.eq_ignore_ascii_case("simulator.amazonses.com") {
            return None;
        }
        match local.split_once('+').map_or(local, |(name, _)| name) {
            "bounce" | "suppressionlist" => Some(Self::Bounces),
            "ooto" => Some(Self::Takes),
            "complaint" => Some(Self::Complains),
            _ => None,
        }
    }
}

/// All mails, oldest first.
#[derive(Default)]
pub struct Inbox {
    behaviours: Mutex<BTreeMap<String, Behaviour>>,
    mails: Mutex<Vec<Mail>>,
    file: Option<PathBuf>,
}

impl Inbox {
    /// Reads what was kept. A last line that a cut cut short is left out.
    pub fn open(file: Option<&Path>) -> std::io::Result<Self> {
        let mut mails = Vec::new();
        if let Some(file) = file.filter(|file| file.exists()) {
            let text = std::fs::read_to_string(file)?;
            mails.extend(
                text.lines()
                    .filter_map(|line| serde_json::from_str(line).ok()),
            );
        }
        Ok(Self {
            behaviours: Mutex::default(),
            mails: Mutex::new(mails),
            file: file.map(Path::to_path_buf),
        })
    }

    /// Takes a mail; it is kept before this returns.
    pub fn take(&self, mail: &Mail) -> std::io::Result<()> {
        if let Some(file) = &self.file {
            let mut line = serde_json::to_vec(mail)?;
            line.push(b'\n');
            std::fs::OpenOptions::new()
                .create(true)
                .append(true)
                .open(file)?
                .write_all(&line)?;
        }
        self.lock().push(mail.clone());
        Ok(())
    }

    /// The mails to an address, or all, newest first.
    pub fn to(&self, address: Option<&str>) -> Vec<Mail> {
        self.lock()
            .iter()
            .rev()
            .filter(|mail| address.is_none_or(|address| mail.is_to(address)))
            .cloned()
            .collect()
    }

    /// Says what a mailbox does from now on, until this process ends.
    pub fn behave(&self, address: &str, behaviour: Behaviour) {
        self.behaviours
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(address.to_ascii_lowercase(), behaviour);
    }

    pub fn behaviour(&self, address: &str) -> Behaviour {
        let told = self
            .behaviours
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&address.to_ascii_lowercase())
            .copied();
        told.or_else(|| Behaviour::of_simulator(address))
            .unwrap_or(Behaviour::Takes)
    }

    pub fn find(&self, id: &str) -> Option<Mail> {
        self.lock().iter().find(|mail| mail.id == id).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Mail>> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_together_or_in_two_groups() {
        assert_eq!(codes("Your code: 123456."), ["123456"]);
        assert_eq!(codes("Koden er\n123 456\nHilsen"), ["123456"]);
        assert_eq!(codes("Koden er 123\u{a0}456"), ["123456"]);
        assert!(codes("Ring 12 34 56 78 eller 123 456 789").is_empty());
        assert!(codes("http://localhost/x?code=123456 og 1234567").is_empty());
    }

    fn mail(id: &str, to: &str, text: &str) -> Mail {
        Mail {
            id: id.into(),
            from: "no-reply@example.com".into(),
            to: vec![to.into()],
            subject: "s".into(),
            text: text.into(),
            html: String::new(),
            headers: Vec::new(),
            at_milliseconds: 0,
        }
    }

    #[test]
    fn links_end_where_the_sentence_does() {
        let mail = mail(
            "1",
            "a@example.com",
            "Go to http://localhost:1/x?a=b#c.\n<https://e.example/y>",
        );
        assert_eq!(
            mail.links(),
            ["http://localhost:1/x?a=b#c", "https://e.example/y"]
        );
    }

    #[test]
    fn an_encoded_sender_is_shown_in_clear() {
        let mut mail = mail("1", "a@example.com", "");
        mail.from = "=?UTF-8?B?w4VzbmVz?= <no-reply@example.com>".to_owned();
        assert_eq!(mail.sender(), "Åsnes <no-reply@example.com>");
        mail.from = "\"A\" <b@example.com>".to_owned();
        assert_eq!(mail.sender(), mail.from);
    }

    #[test]
    fn mails_are_kept_and_come_newest_first() {
        let folder = std::env::temp_dir().join(format!("kobling-inbox-{}", std::process::id()));
        let inbox = Inbox::open(Some(&folder)).unwrap();
        inbox.take(&mail("1", "a@example.com", "")).unwrap();
        inbox.take(&mail("2", "b@example.com", "")).unwrap();
        inbox.take(&mail("3", "A@example.com", "")).unwrap();
        let again = Inbox::open(Some(&folder)).unwrap();
        let ids: Vec<String> = again
            .to(Some("a@example.com"))
            .into_iter()
            .map(|m| m.id)
            .collect();
        assert_eq!(ids, ["3", "1"]);
        std::fs::remove_file(&folder).unwrap();
    }
}

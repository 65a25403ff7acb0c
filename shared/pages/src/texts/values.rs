//! What a text takes as values, and as what it writes them.

// The traits take references of references, as templates pass everything by reference.

/// A value that is written as it is: a name, an address, a date already in words.
pub trait Text {
    fn as_text(&self) -> &str;
}

impl Text for str {
    fn as_text(&self) -> &str {
        self
    }
}

impl Text for String {
    fn as_text(&self) -> &str {
        self
    }
}

impl<T: Text + ?Sized> Text for &T {
    fn as_text(&self) -> &str {
        (**self).as_text()
    }
}

/// A value that may choose between singular and plural.
pub trait Count {
    fn as_count(&self) -> u32;
}

impl Count for u32 {
    fn as_count(&self) -> u32 {
        *self
    }
}

impl<T: Count + ?Sized> Count for &T {
    fn as_count(&self) -> u32 {
        (**self).as_count()
    }
}

/// An instant in Unix seconds.
pub trait Seconds {
    fn as_seconds(&self) -> i64;
}

impl Seconds for i64 {
    fn as_seconds(&self) -> i64 {
        *self
    }
}

impl<T: Seconds + ?Sized> Seconds for &T {
    fn as_seconds(&self) -> i64 {
        (**self).as_seconds()
    }
}

/// A name as a page shows it: "ID-porten" with a hyphen (U+2011) at which no line ends. Mails
/// keep the plain one, since not every mail program's font has the other.
pub fn unbroken(name: &str) -> String {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let mut before = None;
    let mut rest = name.chars().peekable();
    let mut out = String::with_capacity(name.len());
    while let Some(c) = rest.next() {
        let joins = c == '-' && letter(before) && letter(rest.peek().copied());
        out.push(if joins { '\u{2011}' } else { c });
        before = Some(c);
    }
    out
}

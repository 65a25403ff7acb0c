//! Whether bytes that are read as windows-1252 are rather MacRoman or DOS: none of these files is
//! broken, but `Bjørn` is `Bj¿rn` or `Bj›rn` in them. Each word is weighed in each code page: how
//! unlike it is to what is written in names, titles and addresses.

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};

/// DOS's code page for Western Europe, from 0x80 on. Those of the USA (437) and of the Nordic
/// countries (865) have the same letters in the same places as far as Nordic ones go.
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// Letters of the Nordic languages and of names that are common with them.
const NORDIC: &str = "æøåäöéüÆØÅÄÖÉÜ";

/// The longest word that is looked at as one.
const WORD_BYTES: usize = 64;

/// A letter of another language; a quotation mark or a dash that touches a word.
const UNUSUAL: u64 = 3;
/// An apostrophe or a space that cannot be broken, where there hardly is one; `NordØst`.
const ODD: u64 = 6;
/// A sign within a word; a capital letter among small ones, or the other way round.
const WRONG: u64 = 8;

/// How many times as likely as windows-1252 the others have to be. A file is refused in vain when
/// it is refused wrongly; when it is not, people get wrong names.
const CAUTION: u64 = 3;

/// What the words of a file have shown so far.
pub(super) struct Words {
    windows: Vec<char>,
    others: [Other; 2],
    word: Vec<u8>,
}

/// A code page that the file may be in, against windows-1252.
struct Other {
    letters: Vec<char>,
    /// By how much words look better in windows-1252, and by how much others do in this one.
    against: u64,
    for_it: u64,
}

impl Words {
    pub(super) fn new() -> Self {
        let others = [upper_half(MACINTOSH), CP850.chars().collect()];
        Self {
            windows: upper_half(WINDOWS_1252),
            others: others.map(|letters| Other {
                letters,
                against: 0,
                for_it: 0,
            }),
            word: Vec::new(),
        }
    }

    /// Looks at the next bytes of the file; words may be cut by their end.
    pub(super) fn look(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if byte.is_ascii_alphabetic() || !byte.is_ascii() {
                self.word.push(*byte);
                if self.word.len() < WORD_BYTES {
                    continue;
                }
            }
            self.weigh();
        }
    }

    fn weigh(&mut self) {
        // A sign or a letter alone can be anything.
        if self.word.len() > 1 && !self.word.is_ascii() {
            let windows = cost(&decoded(&self.word, &self.windows));
            for other in &mut self.others {
                let cost = cost(&decoded(&self.word, &other.letters));
                other.for_it += windows.saturating_sub(cost);
                other.against += cost.saturating_sub(windows);
            }
        }
        self.word.clear();
    }

    /// Whether the file is in a code page that is not read.
    pub(super) fn are_foreign(mut self) -> bool {
        self.weigh();
        let mut others = self.others.iter();
        others.any(|other| other.for_it.saturating_mul(CAUTION) > other.against)
    }
}

/// What the bytes from 0x80 on are.
fn upper_half(encoding: &'static Encoding) -> Vec<char> {
    let bytes: Vec<u8> = (0x80..=0xff).collect();
    let (text, _) = encoding.decode_without_bom_handling(&bytes);
    text.chars().collect()
}

fn decoded(word: &[u8], letters: &[char]) -> Vec<char> {
    let decode = |byte: &u8| match byte.checked_sub(0x80) {
        None => Some(char::from(*byte)),
        Some(at) => letters.get(usize::from(at)).copied(),
    };
    word.iter().filter_map(decode).collect()
}

/// How unlike the word is to any that people write; 0 where it is like them.
fn cost(word: &[char]) -> u64 {
    let foreign = |letters: &[char]| {
        let casing = cost_of_casing(letters);
        let letters = letters.iter().filter(|letter| !letter.is_ascii());
        letters
            .map(|letter| match letter {
                _ if casing > 0 => casing,
                // Hardly any name has it, and it is where MacRoman has a capital one.
                'ÿ' | 'Ÿ' => WRONG,
                letter if NORDIC.contains(*letter) => 0,
                _ => UNUSUAL,
            })
            .sum::<u64>()
    };
    let letters: u64 = word.split(|c| !is_letter(*c)).map(foreign).sum();
    let signs = word.iter().enumerate().filter(|(_, c)| !is_letter(**c));
    let signs = signs.map(|(at, _)| cost_of_sign(&word[..at], word[at], &word[at + 1..]));
    letters + signs.sum::<u64>()
}

const fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ÿ')
        || matches!(c, 'Š' | 'š' | 'Ž' | 'ž' | 'Œ' | 'œ' | 'Ÿ')
}

/// For each letter that is not ASCII. Most words are all small, all capital, or have one capital
/// in front.
fn cost_of_casing(letters: &[char]) -> u64 {
    let is_capital = |letter: &char| letter.is_uppercase();
    let rest = letters.get(1..).unwrap_or_default();
    if letters.iter().all(is_capital) || !rest.iter().any(is_capital) {
        return 0;
    }
    // Words put together, each with its capital.
    let last = letters.last().is_some_and(is_capital);
    let mut pairs = letters.windows(2);
    if last || pairs.any(|pair| pair.iter().all(is_capital)) {
        WRONG
    } else {
        ODD
    }
}

fn cost_of_sign(before: &[char], sign: char, after: &[char]) -> u64 {
    let [left, right] = [before.last(), after.first()].map(|c| c.filter(|c| is_letter(**c)));
    match (left, sign, right) {
        (None, _, None) => 0,
        // O'Brien
        (Some('O'), '’' | '‘' | '´', Some(_)) if before.len() == 1 => 0,
        // D'Angelo, Kid's
        (Some(_), '’' | '‘' | '´', Some(next)) if next.is_uppercase() || after == ['s'] => {
            UNUSUAL
        }
        (Some(_), '’' | '‘' | '´', Some(_)) => ODD,
        (Some(_), '\u{a0}', Some(next)) if next.is_lowercase() => ODD,
        (_, '–' | '—' | '\u{a0}', _) => UNUSUAL,
        (Some(_), '…' | '™' | '®' | '©' | '¹' | '²' | '³' | 'º' | 'ª', None) => UNUSUAL,
        (None, '•' | '§', Some(_)) => UNUSUAL,
        (Some(_), _, Some(_)) => WRONG,
        (_, '“' | '”' | '„' | '‘' | '’' | '‚' | '´' | '«' | '»' | '‹' | '›', _) => {
            UNUSUAL
        }
        _ => WRONG,
    }
}

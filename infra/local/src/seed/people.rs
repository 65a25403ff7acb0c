//! Made-up people, the same ones each time: plainly artificial names from word lists, and Tenor's
//! synthetic national numbers (month + 80), which no living person has.

/// Weather and light. No list of given names was looked at.
const GIVEN: &[&str] = &[
    "Avle", "Birka", "Bris", "Dis", "Drivil", "Elve", "Fonna", "Glo", "Glitre", "Gry", "Gyv",
    "Heia", "Ildri", "Jøkul", "Kveld", "Lyna", "Løvar", "Morild", "Myrka", "Nordan", "Nyve", "Ogn",
    "Rimfrid", "Ryfjell", "Sildre", "Skodde", "Snøfrid", "Solve", "Stille", "Storm", "Tindra",
    "Torve", "Trast", "Ulvar", "Vårin", "Vinda", "Ylva", "Ymse", "Ære", "Åre",
];

/// Things of the kitchen and the tool shed.
const FAMILY: &[&str] = &[
    "Amboltby",
    "Bakstehelle",
    "Bollestad",
    "Dørslag",
    "Eltekar",
    "Filspån",
    "Gaffelrud",
    "Grytemo",
    "Hengsleng",
    "Høvelås",
    "Kanneberg",
    "Kjeleland",
    "Klinkebu",
    "Kvernvik",
    "Ladestad",
    "Målbånd",
    "Muggerud",
    "Navarstø",
    "Ostehøvel",
    "Pannevold",
    "Raspeseter",
    "Rivjernby",
    "Sagbukk",
    "Skjefteng",
    "Sleivhaug",
    "Sponvik",
    "Stekespade",
    "Tangerud",
    "Trillebør",
    "Tvaretun",
    "Vaterpass",
    "Vinkelhake",
    "Vispeland",
    "Øseby",
    "Ølkjenge",
];

pub(super) const DEPARTMENTS: &[&str] = &[
    "Barnehage nord",
    "Barnehage sør",
    "Brann og redning",
    "Bibliotek",
    "Eiendom",
    "Heimeteneste",
    "Hjemmesykepleie",
    "Kultur",
    "Legevakt",
    "Renhold",
    "Rådhuset",
    "Skole øst",
    "Skole vest",
    "Sykehjem",
    "Vann og avløp",
];

pub(super) const POSITIONS: &[&str] = &[
    "Assistent",
    "Barnehagelærer",
    "Brannkonstabel",
    "Fagarbeider",
    "Helsefagarbeider",
    "Ingeniør",
    "Konsulent",
    "Lærer",
    "Renholder",
    "Rådgiver",
    "Sykepleier",
    "Vaktmester",
];

/// A small generator of numbers that repeats itself for a seed (SplitMix64). Not for secrets.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `below`.
    pub(super) fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let mixed = mixed ^ (mixed >> 31);
        usize::try_from(mixed % below.max(1) as u64).unwrap_or_default()
    }

    pub(super) fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.roll(list.len())]
    }
}

/// A made-up person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Person {
    pub(super) given_name: &'static str,
    pub(super) family_name: &'static str,
    /// `YYYY-MM-DD`.
    pub(super) birth_date: String,
    pub(super) national_id: String,
}

impl Person {
    /// The `index`th of a list of people; `list` keeps the numbers of different lists apart, since
    /// it decides the birth year, and no two indices of one list have the same number.
    pub(super) fn nth(list: u16, index: usize) -> Self {
        let mut dice = Dice::new(u64::from(list) << 32 | index as u64);
        let month = 1 + index % 12;
        let day = 1 + (index / 12) % 28;
        let year = 1950 + usize::from(list % 5) * 10 + (index / (12 * 28)) % 10;
        let first = (index / (12 * 28 * 10)) * 45;
        let national_id = (first..500)
            .find_map(|individual| {
                complete(&format!(
                    "{day:02}{:02}{:02}{individual:03}",
                    month + 80,
                    year % 100
                ))
            })
            .unwrap_or_default();
        Self {
            given_name: dice.one_of(GIVEN),
            family_name: dice.one_of(FAMILY),
            birth_date: format!("{year}-{month:02}-{day:02}"),
            national_id,
        }
    }

    pub(super) fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }

    /// Ends the given and family name as an address takes them, with a number against doubles.
    pub(super) fn mailbox(&self, number: usize) -> String {
        let name = user_name(self.given_name, self.family_name);
        format!("{name}{number}")
    }
}

/// A name in the letters of an address.
pub(super) fn user_name(given_name: &str, family_name: &str) -> String {
    let plain = |name: &str| -> String {
        name.to_lowercase()
            .replace('æ', "ae")
            .replace('ø', "o")
            .replace(['å', 'ä'], "a")
            .replace('ö', "o")
    };
    format!("{}.{}", plain(given_name), plain(family_name))
}

/// Adds the two check digits of today's rule to nine digits; some nine have none.
fn complete(nine: &str) -> Option<String> {
    let mut digits: Vec<u32> = nine.chars().filter_map(|c| c.to_digit(10)).collect();
    for weights in [
        [3, 7, 6, 1, 8, 9, 4, 5, 2, 0].as_slice(),
        [5, 4, 3, 2, 7, 6, 5, 4, 3, 2].as_slice(),
    ] {
        let sum: u32 = weights.iter().zip(&digits).map(|(w, d)| w * d).sum();
        let check = (11 - sum % 11) % 11;
        if check == 10 {
            return None;
        }
        digits.push(check);
    }
    Some(digits.iter().map(ToString::to_string).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn six_thousand_people_have_six_thousand_numbers_and_all_are_synthetic() {
        let mut seen = BTreeSet::new();
        for list in 0..2 {
            for index in 0..6000 {
                let person = Person::nth(list, index);
                assert_eq!(person.national_id.len(), 11);
                let month: u32 = person.national_id[2..4].parse().unwrap();
                assert!((81..=92).contains(&month), "{}", person.national_id);
                assert!(seen.insert(person.national_id.clone()), "{index}");
            }
        }
    }

    #[test]
    fn the_same_people_come_each_time() {
        assert_eq!(Person::nth(1, 77), Person::nth(1, 77));
        assert_ne!(Person::nth(1, 77), Person::nth(1, 78));
    }

    #[test]
    fn the_national_login_takes_the_numbers() {
        for index in 0..500 {
            let number = Person::nth(0, index).national_id;
            assert!(kobling_simulators::idporten::is_synthetic_number(&number));
        }
    }
}

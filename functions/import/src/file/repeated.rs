//! Which employment numbers stand in a file more than once. Holds 16 bytes a row while counting,
//! and afterwards only what is repeated; never a number itself.

use kobling_base::digest::sha256_prefix;

/// The first half of a SHA-256: nobody can make two numbers that share it.
type Mark = [u8; 16];

/// The numbers that more than one row has.
#[derive(Debug, Default)]
pub struct Repeated(Vec<Mark>);

impl Repeated {
    /// For the first pass, which does not know yet.
    pub(super) fn none() -> Self {
        Self::default()
    }

    pub(super) fn gather() -> Gathered {
        Gathered(Vec::new())
    }

    pub fn contains(&self, number: &str) -> bool {
        self.0.binary_search(&sha256_prefix(number)).is_ok()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// All numbers so far, each with whether its row would have been fine.
pub(super) struct Gathered(Vec<(Mark, bool)>);

impl Gathered {
    pub(super) fn note(&mut self, number: &str, is_fine: bool) {
        self.0.push((sha256_prefix(number), is_fine));
    }

    /// The repeated ones, and how many rows are refused for that alone.
    pub(super) fn finish(mut self) -> (Repeated, u64) {
        self.0.sort_unstable();
        let mut repeated = Vec::new();
        let mut rows = 0;
        for same in self.0.chunk_by(|one, other| one.0 == other.0) {
            if let [(mark, _), _, ..] = same {
                repeated.push(*mark);
                rows += same
                    .iter()
                    .map(|(_, is_fine)| u64::from(*is_fine))
                    .sum::<u64>();
            }
        }
        (Repeated(repeated), rows)
    }
}

#[cfg(test)]
mod tests {
    use super::Repeated;

    #[test]
    fn only_what_is_there_twice_is_repeated() {
        let mut gathered = Repeated::gather();
        for (number, is_fine) in [
            ("1", true),
            ("2", true),
            ("3", false),
            ("2", true),
            ("3", true),
        ] {
            gathered.note(number, is_fine);
        }
        let (repeated, refused_too) = gathered.finish();
        let found: Vec<bool> = ["1", "2", "3", "4"]
            .map(|number| repeated.contains(number))
            .into();
        assert_eq!(found, [false, true, true, false]);
        assert_eq!(refused_too, 3);
    }
}

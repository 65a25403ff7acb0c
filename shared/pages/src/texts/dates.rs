//! Dates and times as people in Norway, Sweden and Denmark, who share one clock, read them.

use kobling_base::time_zone::TimeZone;
use time::Date;

use super::{Words, values::Seconds};

impl Words {
    /// A day, such as “3. mars 2026”.
    pub fn date(self, date: Date) -> String {
        let month = u32::from(u8::from(date.month()));
        self.date_of(u32::from(date.day()), month, date.year().unsigned_abs())
    }

    /// An instant, given in Unix seconds, as local day and time, such as “3. mars 2026 kl. 14.05”.
    pub fn date_time(self, unix_seconds: impl Seconds) -> String {
        let local = TimeZone::CentralEuropean.local(unix_seconds.as_seconds());
        let two = |number: u8| format!("{number:02}");
        self.date_time_of(
            self.date(local.date()),
            two(local.hour()),
            two(local.minute()),
        )
    }

    /// The day of an instant, given in Unix seconds.
    pub fn day(self, unix_seconds: impl Seconds) -> String {
        self.date(TimeZone::CentralEuropean.date(unix_seconds.as_seconds()))
    }

    /// A later instant, seen from now: the time alone on the same day, with the minutes until then
    /// where they are few.
    pub fn soon(self, unix_seconds: impl Seconds, now: impl Seconds) -> String {
        let (at, now) = (unix_seconds.as_seconds(), now.as_seconds());
        let zone = TimeZone::CentralEuropean;
        if zone.date(at) != zone.date(now) {
            return self.date_time(at);
        }
        match u32::try_from((at - now + 59) / 60) {
            Ok(minutes) if minutes <= 90 => self.clock_soon(self.time_of_day(at), minutes),
            _ => self.time_of_day(at),
        }
    }

    /// An instant, given in Unix seconds, as the local time of its day, such as “kl. 14.05”.
    pub fn time_of_day(self, unix_seconds: impl Seconds) -> String {
        let local = TimeZone::CentralEuropean.local(unix_seconds.as_seconds());
        let two = |number: u8| format!("{number:02}");
        self.time_of_day_of(two(local.hour()), two(local.minute()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Language;
    use crate::texts::Words;

    fn say(language: Language, unix: i64) -> String {
        Words::in_language(language).date_time(unix)
    }

    #[test]
    fn the_clock_changes_on_the_last_sundays_of_march_and_october() {
        // 2026-03-29 and 2026-10-25, a second before and at 01:00 UTC.
        for (unix, local) in [
            (1_774_745_999, "29. mars 2026 kl. 01.59"),
            (1_774_746_000, "29. mars 2026 kl. 03.00"),
            (1_792_889_999, "25. oktober 2026 kl. 02.59"),
            (1_792_890_000, "25. oktober 2026 kl. 02.00"),
            (1_772_542_800, "3. mars 2026 kl. 14.00"),
            (1_798_758_000, "1. januar 2027 kl. 00.00"),
        ] {
            assert_eq!(say(Language::Nb, unix), local);
        }
    }

    #[test]
    fn each_language_writes_dates_its_own_way() {
        let unix = 1_772_543_100;
        assert_eq!(say(Language::Nn, unix), "3. mars 2026 kl. 14.05");
        assert_eq!(say(Language::Sv, unix), "den 3 mars 2026 kl. 14.05");
        assert_eq!(say(Language::Da, unix), "den 3. marts 2026 kl. 14.05");
        assert_eq!(say(Language::En, unix), "3 March 2026 at 14:05");
        let time = |language| Words::in_language(language).time_of_day(unix);
        assert_eq!(time(Language::Da), "kl. 14.05");
        assert_eq!(time(Language::En), "14:05");
    }

    #[test]
    fn a_time_on_the_same_day_goes_without_its_date() {
        let nb = Words::in_language(Language::Nb);
        // 3 March 2026, 14:05.
        let at = 1_772_543_100;
        assert_eq!(nb.soon(at, at - 45 * 60), "kl. 14.05 (om 45 minutter)");
        assert_eq!(nb.soon(at, at - 59), "kl. 14.05 (om ett minutt)");
        assert_eq!(nb.soon(at, at - 3 * 3600), "kl. 14.05");
        assert_eq!(nb.soon(at, at - 15 * 3600), "3. mars 2026 kl. 14.05");
        assert_eq!(nb.day(at), "3. mars 2026");
    }

    #[test]
    fn instants_out_of_range_do_not_stop_a_page() {
        for unix in [i64::MIN, i64::MAX, -1, 253_402_300_799] {
            assert!(!say(Language::En, unix).is_empty());
        }
    }
}

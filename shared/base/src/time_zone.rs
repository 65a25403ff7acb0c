//! Days and the time of day where people live. An employment's days are those of its tenant's
//! country; what is stored and compared are instants (UTC).

use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time};

use crate::clock::Timestamp;

/// A clock on the wall, by law. A country with another one gets a variant of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TimeZone {
    /// Norway, Sweden and Denmark: UTC+1, and UTC+2 between the last Sundays of March and October
    /// at 01:00 UTC (directive 2000/84/EC). Computed, so that no time zone database has to be kept
    /// up. Years before 1996 had other Sundays; a day is turned into an instant and back by the
    /// same rule, so it stays the day that was written.
    CentralEuropean,
}

impl TimeZone {
    /// Day and time of day at an instant. Instants that no calendar reaches are taken for 1970.
    pub fn local(self, at: Timestamp) -> PrimitiveDateTime {
        let utc = OffsetDateTime::from_unix_timestamp(at).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let utc = PrimitiveDateTime::new(utc.date(), utc.time());
        utc.saturating_add(self.offset(utc))
    }

    /// The day that an instant lies in.
    pub fn date(self, at: Timestamp) -> Date {
        self.local(at).date()
    }

    /// The first second of a day.
    pub fn start_of(self, day: Date) -> Timestamp {
        // The clock is never put forward at midnight: each day has one.
        let midnight = day.midnight();
        let as_winter = midnight.saturating_sub(Duration::hours(1));
        let as_summer = midnight.saturating_sub(Duration::hours(2));
        let start = if as_summer.saturating_add(self.offset(as_summer)) == midnight {
            as_summer
        } else {
            as_winter
        };
        start.assume_utc().unix_timestamp()
    }

    /// The first second after a day.
    pub fn end_of(self, day: Date) -> Timestamp {
        match day.next_day() {
            Some(next) => self.start_of(next),
            None => self.start_of(day) + Duration::DAY.whole_seconds(),
        }
    }

    /// How far the clock is ahead of UTC.
    fn offset(self, utc: PrimitiveDateTime) -> Duration {
        match self {
            Self::CentralEuropean => {
                let is_summer = change(utc.year(), Month::March)
                    .zip(change(utc.year(), Month::October))
                    .is_some_and(|(begins, ends)| begins <= utc && utc < ends);
                Duration::hours(if is_summer { 2 } else { 1 })
            }
        }
    }
}

/// 01:00 UTC on the last Sunday of a month with 31 days.
fn change(year: i32, month: Month) -> Option<PrimitiveDateTime> {
    let last = Date::from_calendar_date(year, month, 31).ok()?;
    let sunday = last - Duration::days(last.weekday().number_days_from_sunday().into());
    Some(PrimitiveDateTime::new(
        sunday,
        Time::from_hms(1, 0, 0).ok()?,
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::{date, datetime};

    use super::*;

    const ZONE: TimeZone = TimeZone::CentralEuropean;

    #[test]
    fn the_clock_changes_on_the_last_sundays_of_march_and_october() {
        for (utc, local) in [
            (
                datetime!(2026-03-29 0:59:59 UTC),
                datetime!(2026-03-29 1:59:59),
            ),
            (datetime!(2026-03-29 1:00 UTC), datetime!(2026-03-29 3:00)),
            (
                datetime!(2026-10-25 0:59:59 UTC),
                datetime!(2026-10-25 2:59:59),
            ),
            (datetime!(2026-10-25 1:00 UTC), datetime!(2026-10-25 2:00)),
            (datetime!(2026-12-31 23:00 UTC), datetime!(2027-01-01 0:00)),
        ] {
            assert_eq!(ZONE.local(utc.unix_timestamp()), local);
        }
    }

    #[test]
    fn a_day_begins_and_ends_at_its_own_midnights() {
        for (day, start, end) in [
            // Winter, summer, the day before summer time and the two days of change.
            (
                date!(2026 - 12 - 01),
                datetime!(2026-11-30 23:00 UTC),
                datetime!(2026-12-01 23:00 UTC),
            ),
            (
                date!(2026 - 07 - 01),
                datetime!(2026-06-30 22:00 UTC),
                datetime!(2026-07-01 22:00 UTC),
            ),
            (
                date!(2026 - 03 - 28),
                datetime!(2026-03-27 23:00 UTC),
                datetime!(2026-03-28 23:00 UTC),
            ),
            (
                date!(2026 - 03 - 29),
                datetime!(2026-03-28 23:00 UTC),
                datetime!(2026-03-29 22:00 UTC),
            ),
            (
                date!(2026 - 10 - 25),
                datetime!(2026-10-24 22:00 UTC),
                datetime!(2026-10-25 23:00 UTC),
            ),
            // A leap day, and the day before it in a year that has none.
            (
                date!(2028 - 02 - 29),
                datetime!(2028-02-28 23:00 UTC),
                datetime!(2028-02-29 23:00 UTC),
            ),
            (
                date!(2027 - 02 - 28),
                datetime!(2027-02-27 23:00 UTC),
                datetime!(2027-02-28 23:00 UTC),
            ),
        ] {
            assert_eq!(ZONE.start_of(day), start.unix_timestamp(), "{day}");
            assert_eq!(ZONE.end_of(day), end.unix_timestamp(), "{day}");
        }
        assert_eq!(ZONE.end_of(Date::MAX) - ZONE.start_of(Date::MAX), 86_400);
    }

    proptest! {
        #[test]
        fn every_second_of_a_day_is_of_that_day(days in 0i64..2_900_000, second in 0i64..82_800) {
            let Some(day) = date!(1850 - 01 - 01).checked_add(Duration::days(days)) else {
                return Ok(());
            };
            let (start, end) = (ZONE.start_of(day), ZONE.end_of(day));
            prop_assert_eq!(ZONE.local(start), day.midnight());
            prop_assert_eq!(ZONE.date(start + second), day);
            prop_assert_eq!(ZONE.date(end - 1), day);
            prop_assert!(ZONE.date(end) > day || end > 253_402_300_799);
        }
    }
}

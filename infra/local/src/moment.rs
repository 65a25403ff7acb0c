//! Moments and spans as the commands print them.

use time::{OffsetDateTime, macros::format_description};

/// A moment in Unix seconds, as day and time in UTC, such as `2026-03-03 13:05:00Z`.
pub fn moment(unix_seconds: i64) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]Z");
    OffsetDateTime::from_unix_timestamp(unix_seconds)
        .ok()
        .and_then(|moment| moment.format(&format).ok())
        .unwrap_or_else(|| format!("{unix_seconds} s after 1970"))
}

/// A span of seconds in the two largest of its units, such as `3 days 4 h`.
pub fn span(seconds: u64) -> String {
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / (24 * 3600));
    let day = if days == 1 { "day" } else { "days" };
    let (whole, rest) = match () {
        () if days > 0 => (format!("{days} {day}"), (hours % 24, "h")),
        () if hours > 0 => (format!("{hours} h"), (minutes % 60, "min")),
        () if minutes > 0 => (format!("{minutes} min"), (seconds % 60, "s")),
        () => (format!("{seconds} s"), (0, "")),
    };
    match rest {
        (0, _) => whole,
        (count, unit) => format!("{whole} {count} {unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_its_zone_and_a_span_its_units() {
        assert_eq!(moment(1_772_543_100), "2026-03-03 13:05:00Z");
        assert!(!moment(i64::MAX).is_empty());
        for (seconds, said) in [
            (0, "0 s"),
            (59, "59 s"),
            (660, "11 min"),
            (3_725, "1 h 2 min"),
            (24 * 3600, "1 day"),
            (273_600, "3 days 4 h"),
        ] {
            assert_eq!(span(seconds), said);
        }
    }
}

//! Numbers, lengths of time and moments as people read them.

use crate::net::{Span, Time};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A number with commas between thousands.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A length of time with two or three digits that matter: `0.4 ms`, `47 ms`, `1.25 s`, `3 min 20 s`.
pub fn span(span: Span) -> String {
    let seconds = span.as_seconds();
    match seconds {
        s if s < 0.0 => format!("{s:.3} s"),
        s if s < 0.000_1 => format!("{:.0} µs", s * 1e6),
        s if s < 0.009_95 => format!("{:.1} ms", s * 1e3),
        s if s < 0.999_5 => format!("{:.0} ms", s * 1e3),
        s if s < 9.995 => format!("{s:.2} s"),
        s if s < 119.95 => format!("{s:.1} s"),
        s if s < 7_200.0 => format!("{:.0} min {:.0} s", (s / 60.0).floor(), (s % 60.0).floor()),
        s => format!(
            "{:.0} h {:.0} min",
            (s / 3_600.0).floor(),
            (s % 3_600.0 / 60.0).floor()
        ),
    }
}

/// Bytes a second with a decimal unit; none where no time passed.
pub fn rate(bytes: u64, span: Span) -> Option<String> {
    (span.0 > 0).then(|| format!("{}/s", short(bytes as f64 / span.as_seconds())))
}

/// Bytes with a decimal unit, rounded.
pub fn short_bytes(bytes: u64) -> String {
    short(bytes as f64)
}

fn short(bytes: f64) -> String {
    let mut value = bytes;
    for unit in ["B", "kB", "MB", "GB", "TB"] {
        // Rounding must not make 1000 kB of what is nearly 1 MB.
        if value < 999.5 {
            let digits = usize::from(value < 9.95 && unit != "B");
            return format!("{value:.digits$} {unit}");
        }
        value /= 1e3;
    }
    format!("{value:.1} PB")
}

/// The date of a moment in UTC: `2026-11-20`; empty for one beyond the calendar.
pub fn date(time: Time) -> String {
    formatted(time, "%Y-%m-%d")
}

/// The time of day of a moment in UTC: `03:19:06`; empty for one beyond the calendar.
pub fn time_of_day(time: Time) -> String {
    formatted(time, "%H:%M:%S")
}

fn formatted(time: Time, format: &str) -> String {
    let moment = Timestamp::from_nanosecond(time.0.into());
    moment
        .map(|moment| moment.to_zoned(TimeZone::UTC).strftime(format).to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted() {
        assert_eq!(
            [0, 999, 1_000, 1_234_567].map(count),
            ["0", "999", "1,000", "1,234,567"]
        );
    }

    #[test]
    fn lengths_of_time_have_the_unit_that_suits_them() {
        let told = [
            40_000,
            400_000,
            47_000_000,
            999_600_000,
            1_250_000_000,
            12_340_000_000,
            200_000_000_000,
        ]
        .map(|nanoseconds| span(Span(nanoseconds)));
        assert_eq!(
            told,
            [
                "40 µs",
                "0.4 ms",
                "47 ms",
                "1.00 s",
                "1.25 s",
                "12.3 s",
                "3 min 20 s"
            ]
        );
        assert_eq!(span(Span::seconds(7_300)), "2 h 1 min");
    }

    #[test]
    fn rates_are_rounded_to_decimal_units() {
        assert_eq!(rate(68, Span::milliseconds(4)).unwrap(), "17 kB/s");
        assert_eq!(rate(999_700, Span::seconds(1)).unwrap(), "1.0 MB/s");
        assert_eq!(rate(68, Span(0)), None);
    }

    #[test]
    fn moments_are_told_in_utc() {
        let time = Time(1_795_144_746_000_000_000);
        assert_eq!(
            (date(time).as_str(), time_of_day(time).as_str()),
            ("2026-11-20", "03:19:06")
        );
    }
}

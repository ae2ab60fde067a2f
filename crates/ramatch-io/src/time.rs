//! Times of files as ISO 8601.

/// 100 ns since 1601, as Windows counts; none before 1970 and after 2200.
pub(crate) fn of_windows(ticks: u64) -> Option<String> {
    let seconds = ticks / 10_000_000;
    seconds.checked_sub(11_644_473_600).and_then(of_unix)
}

/// Seconds since 1970 as a time in UTC, such as `2023-11-14T22:13:20`; none for the first day, and after 2199.
///
/// ```
/// assert_eq!(ramatch_io::utc_of_unix(951_782_400).as_deref(), Some("2000-02-29T00:00:00"));
/// ```
#[must_use]
pub fn of_unix(seconds: u64) -> Option<String> {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    if days == 0 || days > 84_000 {
        return None;
    }
    // Days since 1 March 0000, in eras of 400 years.
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments() {
        assert_eq!(of_unix(951_782_400).as_deref(), Some("2000-02-29T00:00:00"));
        assert_eq!(of_unix(1_700_000_000).as_deref(), Some("2023-11-14T22:13:20"));
        assert_eq!(
            of_windows(116_444_736_000_000_000 + 17_000_000_000_000_000).as_deref(),
            Some("2023-11-14T22:13:20")
        );
        assert_eq!(of_windows(0), None);
    }
}

//! Durations as `Edm.Duration` writes them: `PT5M`, `P1DT2H30.5S`.

use chrono::TimeDelta;

/// The duration, or `None` if the text is none. Years and months have no fixed
/// length and are not part of the type.
pub(super) fn parse(text: &str) -> Option<TimeDelta> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let text = text.strip_prefix('P')?;
    let (days, time) = match text.split_once('T') {
        Some((_, "")) => return None,
        Some((days, time)) => (days, time),
        None => (text, ""),
    };
    if days.is_empty() && time.is_empty() {
        return None;
    }
    let total = parts(days, &[('D', 86_400_000)])?.checked_add(parts(
        time,
        &[('H', 3_600_000), ('M', 60_000), ('S', 1_000)],
    )?)?;
    let duration = TimeDelta::try_milliseconds(total)?;
    Some(if negative { -duration } else { duration })
}

/// Sums up numbers with their units, which come in this order, each once.
fn parts(mut text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut total = 0_i64;
    for (unit, milliseconds) in units {
        let Some((number, rest)) = text.split_once(*unit) else {
            continue;
        };
        total = total.checked_add(scaled(number, *milliseconds, *unit == 'S')?)?;
        text = rest;
    }
    text.is_empty().then_some(total)
}

fn scaled(number: &str, unit: i64, may_have_fraction: bool) -> Option<i64> {
    let digits = |text: &str| -> Option<i64> {
        let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| text.parse().ok()).flatten()
    };
    let Some((whole, fraction)) = number.split_once('.') else {
        return digits(number)?.checked_mul(unit);
    };
    if !may_have_fraction {
        return None;
    }
    digits(fraction)?;
    let thousandths = format!("{fraction:0<3}");
    digits(whole)?
        .checked_mul(unit)?
        .checked_add(digits(thousandths.get(..3)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, milliseconds: Option<i64>) {
        let found = parse(text).as_ref().map(TimeDelta::num_milliseconds);
        assert_eq!(found, milliseconds, "{text}");
    }

    #[test]
    fn durations_are_read() {
        check("PT5M", Some(300_000));
        check("PT4H", Some(14_400_000));
        check("P1D", Some(86_400_000));
        check("P1DT2H30.5S", Some(93_630_500));
        check("-PT5M", Some(-300_000));
        check("PT0S", Some(0));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "P",
            "PT",
            "5M",
            "PT5",
            "PT5M2H",
            "P1H",
            "PT1D",
            "P1M",
            "PT1.5H",
            "PTM",
            "PT+5M",
            "pt5m",
            "PT5M ",
            "PT.5S",
            "PT99999999999999999999H",
        ] {
            check(text, None);
        }
    }
}

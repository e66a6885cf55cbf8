//! Times the user wrote, checked before anything is sent.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use porchlight_core::UserError;
use porchlight_core::model::{Expiry, ExpiryError, parse_length};
use porchlight_core::view::plain;

use crate::args::End;

/// The words for an end that the engine will read, once they are known to be fine.
pub(crate) fn end(end: &End, now: DateTime<Utc>, zone: Tz) -> Result<Option<String>, UserError> {
    let words = match (&end.length, &end.until) {
        (Some(words), _) => {
            length(words, "--until")?;
            words
        }
        (None, Some(words)) => words,
        (None, None) => return Ok(None),
    };
    instant(words, now, zone)?;
    Ok(Some(words.clone()))
}

/// A length longer than nothing. `instead` is the flag for a time of day.
pub(crate) fn length(words: &str, instead: &str) -> Result<TimeDelta, UserError> {
    match parse_length(&words.to_lowercase()) {
        Some(length) if length > TimeDelta::zero() => Ok(length),
        Some(_) => Err(UserError::usage(
            format!("“{}” is no time at all", plain(words)),
            "Write a length of at least one second, like 30s or 10m",
        )),
        None => {
            let hint = match instead {
                "" => "Write a length like 30s, 10m or 1h 30m".to_owned(),
                flag => format!(
                    "Write a length like 30m, 1h 30m or 2 days, or use {flag} for a time like 17:30"
                ),
            };
            Err(UserError::usage(
                format!("“{}” is not a length of time", plain(words)),
                hint,
            ))
        }
    }
}

/// How long a presence must last, which some day is over.
pub(crate) fn stable(words: &str, now: DateTime<Utc>) -> Result<TimeDelta, UserError> {
    let stable = length(words, "")?;
    match Expiry::parse(words, now, Tz::UTC) {
        Err(ExpiryError::TooFar(_)) => Err(UserError::usage(
            format!("“{}” is too long to wait", plain(words)),
            "Write a length within a year, like 30s or 5m",
        )),
        Ok(_) | Err(ExpiryError::Unclear(_) | ExpiryError::Past(_)) => Ok(stable),
    }
}

/// When to give up waiting; none for never.
pub(crate) fn timeout(
    words: &str,
    now: DateTime<Utc>,
    zone: Tz,
) -> Result<Option<DateTime<Utc>>, UserError> {
    if parse_length(&words.to_lowercase()).is_some_and(|length| length <= TimeDelta::zero()) {
        return Err(UserError::usage(
            format!("“{}” leaves no time to wait", plain(words)),
            "Write a length like 30s or 2h, or look once with porchlight show",
        ));
    }
    instant(words, now, zone)
}

/// The instant of an end; none for never.
pub(crate) fn instant(
    words: &str,
    now: DateTime<Utc>,
    zone: Tz,
) -> Result<Option<DateTime<Utc>>, UserError> {
    Expiry::parse(words, now, zone)
        .map(Expiry::instant)
        .map_err(|error| refused(&error))
}

/// Words for an end that mean none, and what to write instead.
pub(crate) fn refused(error: &ExpiryError) -> UserError {
    UserError::usage(plain(&error.to_string()), error.hint())
}

/// The zone of `--zone`.
pub(crate) fn zone(name: &str) -> Result<Tz, UserError> {
    name.trim().parse().map_err(|_| {
        UserError::usage(
            format!("There is no time zone “{}”", plain(name)),
            "Write a name like Europe/Berlin",
        )
    })
}

/// The instant of `--now`.
pub(crate) fn now(text: &str) -> Result<DateTime<Utc>, UserError> {
    DateTime::parse_from_rfc3339(text.trim())
        .map(|at| at.to_utc())
        .map_err(|_| {
            UserError::usage(
                format!("“{}” is not an instant", plain(text)),
                "Write it like 2026-11-21T15:00:00Z",
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(length: Option<&str>, until: Option<&str>) -> Result<Option<String>, String> {
        let own = |words: Option<&str>| words.map(str::to_owned);
        let written = End {
            length: own(length),
            until: own(until),
        };
        end(&written, crate::fixture::now(), chrono_tz::Europe::Berlin)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn for_takes_lengths_and_until_takes_ends() {
        assert_eq!(check(Some("1h 30m"), None), Ok(Some("1h 30m".to_owned())));
        assert_eq!(check(Some("2 Days"), None), Ok(Some("2 Days".to_owned())));
        assert_eq!(check(None, Some("5pm")), Ok(Some("5pm".to_owned())));
        assert_eq!(check(None, Some("never")), Ok(Some("never".to_owned())));
        assert_eq!(check(None, None), Ok(None));
    }

    #[test]
    fn no_time_at_all_is_no_timeout() {
        let timeout = |words| timeout(words, crate::fixture::now(), chrono_tz::Europe::Berlin);
        let error = timeout("0s").unwrap_err().to_string();
        assert!(
            error.contains("“0s” leaves no time") && error.contains("show"),
            "{error}"
        );
        assert_eq!(timeout("never"), Ok(None));
        assert!(timeout("30s").unwrap().is_some());
    }

    #[test]
    fn nothing_lasts_for_ever() {
        let stable = |words| stable(words, crate::fixture::now());
        assert_eq!(stable("30s"), Ok(TimeDelta::seconds(30)));
        for words in ["100000000000h", "99999999999999999999h", "400 days"] {
            let error = stable(words).unwrap_err().to_string();
            let title = format!("“{words}” is too long to wait");
            assert!(error.starts_with(&title), "{error}");
        }
    }

    #[test]
    fn each_mistake_says_what_to_write() {
        #[track_caller]
        fn refused(length: Option<&str>, until: Option<&str>, expected: [&str; 2]) {
            let words = check(length, until).unwrap_err();
            assert!(expected.iter().all(|part| words.contains(part)), "{words}");
        }
        refused(Some("17:30"), None, ["“17:30” is not a length", "--until"]);
        refused(Some("0m"), None, ["“0m” is no time", "at least one second"]);
        for far in ["9000 days", "100000000000h", "99999999999999999999h"] {
            refused(Some(far), None, ["too far away", "never"]);
            refused(None, Some(far), ["too far away", "never"]);
        }
        refused(None, Some("soonish"), ["“soonish” is not a time", "17:30"]);
        refused(None, Some("2026-11-20"), ["already passed", "still ahead"]);
        refused(None, Some("a\u{1b}[2J"), ["“a [2J” is not a time", "30m"]);
    }
}

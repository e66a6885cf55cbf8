//! Text with gaps: `{{word}}`, or `{{word argument}}`.

use crate::failure::Failure;

/// Fills every gap with what `fill` says for its word and argument.
pub(super) fn filled(
    template: &str,
    fill: impl Fn(&str, &str) -> Result<String, Failure>,
) -> Result<String, Failure> {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, gap)) = rest.split_once("{{") {
        let Some((gap, after)) = gap.split_once("}}") else {
            return Err(Failure::new("A gap in a template is not closed.", ""));
        };
        let (word, argument) = gap.split_once(' ').unwrap_or((gap, ""));
        text.push_str(before);
        text.push_str(&fill(word, argument)?);
        rest = after;
    }
    text.push_str(rest);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repeated(template: &str) -> Result<String, String> {
        filled(template, |word, argument| match word {
            "no" => Err(Failure::new("No.", "")),
            _ => Ok(format!("<{word}|{argument}>")),
        })
        .map_err(|failure| failure.to_string())
    }

    #[test]
    fn gaps_are_filled_and_the_rest_stays() {
        assert_eq!(repeated("a #{b} c"), Ok("a #{b} c".to_owned()));
        assert_eq!(
            repeated("{{version}}/{{url x.deb}}."),
            Ok("<version|>/<url|x.deb>.".to_owned())
        );
    }

    #[test]
    fn a_gap_that_can_not_be_filled_stops_it() {
        assert_eq!(repeated("{{no}}"), Err("No.".to_owned()));
        assert_eq!(
            repeated("{{version"),
            Err("A gap in a template is not closed.".to_owned())
        );
    }
}

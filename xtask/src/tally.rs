//! Counts what test programs say about themselves, so that a test nobody ran
//! does not pass for one that passed.

/// How many tests passed, and how many were left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) skipped: usize,
}

impl Tally {
    /// Takes one line of output into account. Only closing lines count: those of
    /// Rust's test programs ("test result: ok. 5 passed; 0 failed; 1 ignored; …")
    /// and of Vitest ("Tests  12 passed | 2 skipped (14)").
    pub(crate) fn read(&mut self, line: &str) {
        let line = without_colours(line);
        let line = line.trim_start();
        let Some(counts) = line
            .strip_prefix("test result: ")
            .or_else(|| line.strip_prefix("Tests  "))
        else {
            return;
        };
        let words: Vec<&str> = counts
            .split([' ', ';', '|', '.'])
            .filter(|word| !word.is_empty())
            .collect();
        for pair in words.windows(2) {
            let Ok(count) = pair[0].parse::<usize>() else {
                continue;
            };
            match pair[1] {
                "passed" => self.passed += count,
                "ignored" | "skipped" | "todo" => self.skipped += count,
                _ => {}
            }
        }
    }
}

/// The line without terminal escape sequences ("\x1b[32m").
fn without_colours(line: &str) -> String {
    let mut parts = line.split('\x1b');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(part.split_once('m').map_or("", |(_, rest)| rest));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(output: &str, passed: usize, skipped: usize) {
        let mut tally = Tally::default();
        output.lines().for_each(|line| tally.read(line));
        assert_eq!(tally, Tally { passed, skipped });
    }

    #[test]
    fn closing_lines_of_rust_are_added_up() {
        check(
            "running 6 tests\n\
             test a ... ok\n\
             test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
             test result: \x1b[32mok\x1b[m. 7 passed; 0 failed; 0 ignored; 0 measured",
            12,
            1,
        );
    }

    #[test]
    fn closing_lines_of_vitest_are_understood() {
        check(
            " Test Files  3 passed (3)\n      Tests  12 passed | 2 skipped | 1 todo (15)\n",
            12,
            3,
        );
        check(
            "\x1b[2m      Tests \x1b[22m \x1b[1m\x1b[32m4 passed\x1b[39m\x1b[22m\x1b[90m (4)",
            4,
            0,
        );
    }

    #[test]
    fn other_lines_do_not_count() {
        check("test says_3_passed ... ok\n4 skipped\n\x1b", 0, 0);
    }
}

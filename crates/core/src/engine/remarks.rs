//! What the user should know that is no trouble of any command, and what ends it.

/// How the remark begins that notices reach nobody.
pub const UNSHOWN: &str = "Notices can't be shown";

/// What a remark is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matter {
    /// This run as it was begun; nothing but its end mends it.
    Run,
    /// A hook's program, as it is configured, that can't be run; until it was.
    Hook(String),
    /// The window, which could not be opened; until one is open.
    Window,
    /// The program that shows notices, which does not answer; until it has shown one.
    Notices,
    /// Files that were set aside unread; until they are removed.
    SetAside,
}

#[derive(Debug, Default)]
pub(super) struct Remarks(Vec<(Matter, String)>);

impl Remarks {
    /// Keeps one sentence of a matter, if it is not there yet. What is newly said
    /// of a hook or the window takes the place of what was.
    pub(super) fn add(&mut self, about: Matter, words: String) {
        if self
            .0
            .iter()
            .any(|said| *said == (about.clone(), words.clone()))
        {
            return;
        }
        let said = match about {
            Matter::Hook(_) | Matter::Window => self.0.iter_mut().find(|(of, _)| *of == about),
            Matter::Run | Matter::Notices | Matter::SetAside => None,
        };
        match said {
            Some((_, former)) => *former = words,
            None => self.0.push((about, words)),
        }
    }

    /// What was remarked on is so no more.
    pub(super) fn end(&mut self, about: &Matter) {
        self.0.retain(|(of, _)| of != about);
    }

    /// Each sentence once: two hooks may have programs of one name.
    pub(super) fn words(&self) -> impl Iterator<Item = &String> {
        let said = self.0.iter().enumerate();
        said.filter(|&(at, (_, words))| self.0.iter().take(at).all(|(_, former)| former != words))
            .map(|(_, (_, words))| words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_hooks_of_one_name_one_sentence_stays_until_both_can_be_run() {
        let hooks = ["/one/lamp", "/other/lamp"].map(|path| Matter::Hook(path.to_owned()));
        let words = "The hook “lamp” can't be run".to_owned();
        let mut remarks = Remarks::default();
        for hook in hooks.iter().chain(&hooks) {
            remarks.add(hook.clone(), words.clone());
        }
        assert_eq!(remarks.words().collect::<Vec<_>>(), [&words]);
        remarks.end(&hooks[0]);
        assert_eq!(remarks.words().collect::<Vec<_>>(), [&words]);
        remarks.end(&hooks[1]);
        assert_eq!(remarks.words().count(), 0);
    }
}

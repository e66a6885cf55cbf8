//! Programs on the desktop, each with its offspring in a process group that
//! ends with it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};

use crate::wait::{until, within};

/// A running program. Dropping it kills it and all it started.
#[derive(Debug)]
pub struct Program {
    name: String,
    child: Child,
    group: Pid,
}

impl Program {
    /// Starts a command in a process group of its own.
    pub fn start(command: &mut Command) -> Self {
        let name = Path::new(command.as_std().get_program())
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let child = command
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{name} does not start: {error}"));
        let group = child
            .id()
            .and_then(|id| Pid::from_raw(i32::try_from(id).ok()?))
            .expect("a child that was not waited for has an id");
        Self { name, child, group }
    }

    /// Starts a command that says one line once it is ready, and reads that line.
    pub(super) async fn start_and_read(command: &mut Command) -> (Self, String) {
        let mut program = Self::start(command.stdout(Stdio::piped()));
        let output = program.child.stdout.take().expect("the output is a pipe");
        let mut line = String::new();
        let what = format!("{} says that it is ready", program.name);
        within(&what, BufReader::new(output).read_line(&mut line))
            .await
            .unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(!line.trim().is_empty(), "{what}: it ended instead");
        (program, line.trim().to_owned())
    }

    /// Writes all of the program's input.
    pub(super) async fn write(&mut self, input: &[u8]) {
        let mut pipe = self.child.stdin.take().expect("the input is a pipe");
        pipe.write_all(input)
            .await
            .unwrap_or_else(|error| panic!("{} takes no input: {error}", self.name));
    }

    /// The process itself, not its offspring.
    pub fn id(&self) -> u32 {
        self.group.as_raw_nonzero().get().unsigned_abs()
    }

    /// The variables it was started with, whatever it made of them since.
    pub fn environment(&self) -> BTreeMap<String, String> {
        variables(&self.about_itself("environ"))
    }

    /// The file of a library that is loaded, whose name begins so.
    pub fn loaded(&self, library: &str) -> Option<PathBuf> {
        let maps = self.about_itself("maps");
        let maps = String::from_utf8_lossy(&maps);
        maps.lines()
            .filter_map(|line| Some(&line[line.find('/')?..]))
            .find(|file| {
                file.rsplit('/')
                    .next()
                    .is_some_and(|n| n.starts_with(library))
            })
            .map(PathBuf::from)
    }

    /// What the system tells of the process itself.
    fn about_itself(&self, what: &str) -> Vec<u8> {
        std::fs::read(format!("/proc/{}/{what}", self.id())).expect("it runs")
    }

    /// Waits for the program to end by itself.
    pub async fn ended(&mut self) -> ExitStatus {
        let what = format!("{} ends", self.name);
        within(&what, self.child.wait())
            .await
            .unwrap_or_else(|error| panic!("{what}: {error}"))
    }

    /// Asks the program to end, as a session manager does, and waits until it has.
    pub async fn terminate(&mut self) -> ExitStatus {
        self.end_with(Signal::TERM).await
    }

    /// Sends a signal that should end the program, and waits until it has.
    pub async fn end_with(&mut self, signal: Signal) -> ExitStatus {
        // A program that has ended by itself is as good.
        let _ = kill_process(self.group, signal);
        self.ended().await
    }

    /// Kills the process itself, as a crash would, and not its offspring.
    pub async fn crash(&mut self) {
        kill_process(self.group, Signal::KILL).expect("it runs");
        self.ended().await;
    }

    /// All living processes of the group.
    pub fn processes(&self) -> Vec<Process> {
        group_members(self.group)
    }

    /// Waits until no process of the group bears this name.
    pub async fn without(&self, name: &str) {
        let what = format!("{} has no {name}", self.name);
        until(&what, async || {
            let gone = !self
                .processes()
                .iter()
                .any(|process| process.name() == name);
            gone.then_some(())
        })
        .await;
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // The group is gone when every process in it has ended.
        let _ = kill_process_group(self.group, Signal::KILL);
    }
}

/// Variables as the system lists them: `NAME=value`, each with a zero byte after it.
pub(super) fn variables(list: &[u8]) -> BTreeMap<String, String> {
    String::from_utf8_lossy(list)
        .split_terminator('\0')
        .filter_map(|entry| entry.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// One process of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    id: Pid,
    /// Its name, perhaps with a path, and its arguments.
    command: Vec<String>,
}

impl Process {
    /// Its name, without a path.
    pub fn name(&self) -> &str {
        let name = self.command.first().map_or("", String::as_str);
        name.rsplit('/').next().unwrap_or(name)
    }

    pub fn has_argument(&self, argument: &str) -> bool {
        self.command.iter().skip(1).any(|own| own == argument)
    }

    /// Ends it as a crash would.
    pub fn crash(&self) {
        kill_process(self.id, Signal::KILL).expect("it runs");
    }

    /// From here on it does nothing at all, and does not end either.
    pub fn hang(&self) {
        kill_process(self.id, Signal::STOP).expect("it runs");
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        self.id.as_raw_nonzero().get().unsigned_abs()
    }
}

/// Reads `/proc/*/stat`: `pid (name) state parent group …`. Names there are cut
/// off after 15 bytes, so they come from the command line.
fn group_members(group: Pid) -> Vec<Process> {
    let Ok(processes) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    processes
        .filter_map(|entry| {
            let folder = entry.ok()?.path();
            let stat = std::fs::read_to_string(folder.join("stat")).ok()?;
            let (before_name, after_name) = stat.rsplit_once(')')?;
            let (id, _) = before_name.split_once(' ')?;
            let mut fields = after_name.split_whitespace();
            let state = fields.next()?;
            let its_group: i32 = fields.nth(1)?.parse().ok()?;
            if state == "Z" || its_group != group.as_raw_nonzero().get() {
                return None;
            }
            let line = std::fs::read(folder.join("cmdline")).ok()?;
            let words = line.split(|byte| *byte == 0);
            Some(Process {
                id: Pid::from_raw(id.parse().ok()?)?,
                command: words
                    .map(|word| String::from_utf8_lossy(word).into_owned())
                    .collect(),
            })
        })
        .collect()
}

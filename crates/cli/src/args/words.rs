//! The longer words of the help: examples, lists of words, notes.

pub(super) const EXAMPLES: &str = "\
Examples:
  porchlight login
  porchlight login --colleagues
  porchlight set busy --until 17:30 --message \"Writing, back at half past five\"
  porchlight message \"At lunch\" --for 45m
  porchlight status --json
  porchlight wait-for ada@contoso.com available --stable 30s --timeout 2h
  porchlight notify ada --once
  porchlight --demo watch

Exit codes:
  0  done
  1  another failure
  2  wrong usage: unknown words, a name nobody or several people have, a broken configuration
  3  sign-in needed
  4  refused by Microsoft Graph, also when it asks to wait
  5  Microsoft Graph or the sign-in service can't be reached or has trouble of its own
  6  timed out (wait-for)";

pub(super) const SET_EXAMPLES: &str = "\
STATUS is one of:
  available, busy, do-not-disturb, be-right-back, away, offline, in-a-call, \
in-a-conference-call, presenting, or reset for what Teams and the calendar say

Examples:
  porchlight set available
  porchlight set do-not-disturb --for 1h30m
  porchlight set busy --until \"tomorrow 9:00\" --message \"Out with customers\"
  porchlight set reset";

pub(super) const MESSAGE_EXAMPLES: &str = "\
Examples:
  porchlight message \"At lunch\" --for 45m
  porchlight message \"Out of the office\" --until \"fri 17:00\"
  porchlight message --clear";

pub(super) const TIMES: &str = "\
When it ends: a length like 30m or 1h 30m, a time like 17:30 or 5pm, today, tomorrow 9:00, fri 17:00, this week, \
a date like 2026-11-23 09:00, or never";

pub(super) const WHO: &str = "\
An id, an address, or a name that only one person has: on the watch list first, then in the directory";

pub(super) const ADDED: &str = "\
An id, an address, or a name that only one person has, on the watch list and in the directory; or \
several of these, as below";

pub(super) const WATCHED: &str =
    "An id, an address, or a name that only one person on the list has";

pub(super) const SURELY_WATCHED: &str = "\
An id, an address, or a name on the list; three letters of one are \
enough where only one person is meant";

pub(super) const PEOPLE_NOTES: &str = "\
Without a command the watch list is printed, group by group. A star marks favourites; “never told”,
“own rule”, “told once” and “muted” mark those of whom you are told otherwise than of the others.

Examples:
  porchlight people add ada@contoso.com
  porchlight people group Team ada grace
  porchlight people --json | jq -r '.people[] | select(.group == \"Team\") | .name'";

pub(super) const ADD_NOTES: &str = "\
Several names, addresses and ids, in a file or in one WHO, stand on lines of their own or between
semicolons or commas, as in “Ada Lovelace <ada@contoso.com>; Hopper, Grace <grace@contoso.com>”;
500 at most at once. A WHO of nothing but a name with a comma, like “Hopper, Grace”, is one name. In
a file, lines that begin with # are left out.

Exits with 1 when some of many were not found, or may be several people: the others are added.";

pub(super) const WAIT_WORDS: &str = "\
STATUS is one of:
  available             also when idle, also when out of office
  busy                  also in a call or a meeting
  do-not-disturb        also presenting or focusing
  away                  also be right back
  offline               also off work
  be-right-back
  in-a-call             also in a conference call
  in-a-conference-call
  in-a-meeting
  presenting
  focusing
  out-of-office         whatever else is going on
  off-work

Examples:
  porchlight wait-for grace available && notify-send \"Grace is there\"
  porchlight wait-for ada@contoso.com available --stable 30s --timeout 17:30

Exits with 6 when the time is over. A network in trouble is waited out.";

pub(super) const NOTIFY_NOTES: &str = "\
WORD is one or more of these, with commas between them:
  becomes-available, leaves-busy, goes-away, goes-offline, message-changes, any-change

Examples:
  porchlight notify ada --once
  porchlight notify ada --once --stable 30s --until today
  porchlight notify grace@contoso.com --when goes-away,goes-offline --until 17:30
  porchlight notify ada --off

The notices are given by Porchlight in the tray, each time. What is asked for with --once is told a
single time, besides; right away about somebody who is available already.";

pub(super) const DOCTOR_NOTES: &str = "\
Each line begins with ✓ (works), ! (works with a limit, or can't be looked at) or ✗ (broken).
The report names no people, no tokens and not your home folder, and can be pasted in public; it
does name the application's id, the tenant, hosts and request ids, because support needs them.

Exits with 0 when nothing is broken, else with the code of the first cause: 5 for the network,
3 for the sign-in, 4 for a refusal, 2 for the configuration, 1 for the rest.";

pub(super) const WATCH_NOTES: &str = "\
For a status bar, --format prints one line at once and another whenever what it shows has changed:
your own presence, your message and how many of the watch list are available. It goes on while
Porchlight ends and starts again, and marks what it shows as old meanwhile.
  waybar    JSON for a custom module with \"return-type\": \"json\"
  polybar   text with colours for custom/script with tail = true
  i3blocks  JSON for a block with format=json and interval=persist
  tmux      text with colours for #(…) in status-right

Examples:
  porchlight watch
  porchlight watch --json | jq --unbuffered .kind
  porchlight watch --format waybar";

pub(super) const COMPLETIONS_EXAMPLES: &str = "\
Packages bring completions along. Without one:
  bash        porchlight completions bash > ~/.local/share/bash-completion/completions/porchlight
  zsh         porchlight completions zsh > _porchlight, in a folder of $fpath
  fish        porchlight completions fish > ~/.config/fish/completions/porchlight.fish
  powershell  porchlight completions powershell >> $PROFILE
  elvish      eval (porchlight completions elvish | slurp), in rc.elv";

import type { FactView } from "../../generated/FactView";
import type { MessageView } from "../../generated/MessageView";
import type { MeView } from "../../generated/MeView";
import type { PresenceView } from "../../generated/PresenceView";
import type { RequestedView } from "../../generated/RequestedView";

/** The samples' only moment: a Friday, 10:42. */
export const AT = "2026-11-20T09:42:00Z";

const ASKED_AT = "2026-11-20T09:30:00Z";
const END = "2026-11-20T16:30:00Z";

const facts = (words: Record<string, string>): FactView[] =>
  Object.entries(words).map(([name, words]) => ({ name, words }));

const NO_PIN = "None of ours. One set in Teams can't be seen from here";
const SESSION =
  "since 10:30. It ends at 10:49 unless renewed. Porchlight on your other computers shares it";

export function message(text: string, change: Partial<MessageView> = {}): MessageView {
  return {
    text,
    expires_at: null,
    published_at: null,
    until_words: null,
    pending: false,
    then: null,
    ...change,
  };
}

const busy: PresenceView = {
  shape: "busy",
  label: "Busy",
  availability: "Busy",
  activity: "Busy",
  out_of_office: false,
  out_of_office_message: null,
  work_location: null,
  message: null,
};

const available: PresenceView = {
  ...busy,
  shape: "available",
  label: "Available",
  availability: "Available",
  activity: "Available",
};

const away: PresenceView = {
  ...busy,
  shape: "away",
  label: "Away",
  availability: "Away",
  activity: "Away",
};

const wanted: RequestedView = {
  status: "available",
  label: "Available",
  since: ASKED_AT,
  until: null,
  until_words: null,
  standing: "honoured",
  why: null,
};

const nothingAsked: MeView = {
  shape: "available",
  label: "Available",
  reported: available,
  reported_at: AT,
  requested: null,
  message: null,
  reported_since: null,
  session: null,
  pin: null,
  why: facts({
    Requested: "Nothing: Teams and your calendar decide",
    Pin: NO_PIN,
    Session: "None of ours",
    Reported: "Available, as of 10:42",
  }),
};

const honoured: MeView = {
  ...nothingAsked,
  shape: "busy",
  label: "Busy",
  reported: busy,
  requested: {
    ...wanted,
    status: "busy",
    label: "Busy",
    until: END,
    until_words: "until 17:30",
  },
  message: message("Writing the quarterly report, back for questions tomorrow", {
    expires_at: "2026-11-21T08:00:00Z",
    until_words: "until tomorrow 09:00",
    then: "Working from home",
  }),
  reported_since: "2026-11-20T09:31:00Z",
  session: { availability: "Away", activity: "Away", since: ASKED_AT, until: null },
  pin: { availability: "Busy", activity: "Busy", since: ASKED_AT, until: END },
  why: facts({
    Requested: "Busy since 10:30, until 17:30",
    Pin: "Busy since 10:30, until 17:30. It outranks all sessions",
    Session: `Away ${SESSION}`,
    Reported: "Busy since 10:31, as of 10:42",
    Result: "Honoured",
  }),
};

const pending: MeView = {
  ...honoured,
  shape: "available",
  label: "Available",
  requested: {
    ...wanted,
    since: AT,
    standing: "pending",
    why: "Teams may need a few minutes to show it",
  },
  message: message("At my desk", { pending: true }),
  why: facts({
    Requested: "Available since 10:42",
    Pin: "Available since 10:42, until tomorrow 10:42 unless renewed. It outranks all sessions",
    Session:
      "Available since 10:42. It ends at 10:52 unless renewed. Porchlight on your other computers shares it",
    Reported: "Busy since 10:31, as of 10:42",
    Result: "Pending. Teams may need a few minutes to show it",
  }),
};

const notHonoured: MeView = {
  ...honoured,
  requested: {
    ...wanted,
    standing: "not-honoured",
    why: "A status set in Teams or on another computer is stronger",
  },
  message: null,
  why: facts({
    Requested: "Available since 10:30",
    Pin: "Available since 10:30, until tomorrow 10:30 unless renewed. It outranks all sessions",
    Session: `Available ${SESSION}`,
    Reported: "Busy since 10:31, as of 10:42",
    Result: "Not honoured. A status set in Teams or on another computer is stronger",
  }),
};

/** The desk is left, and the switch for that is on. */
const left: MeView = {
  ...nothingAsked,
  shape: "away",
  label: "Away",
  reported: away,
  requested: { ...wanted, why: "Away while the computer is locked or asleep" },
  why: facts({
    Requested: "Available since 10:30",
    Pin: NO_PIN,
    Session: `Away ${SESSION}`,
    Reported: "Away since 10:41, as of 10:42",
    Result: "Honoured. Away while the computer is locked or asleep",
  }),
};

const kept: MeView = {
  ...nothingAsked,
  session: { availability: "Available", activity: "Available", since: ASKED_AT, until: null },
  why: facts({
    Requested: "Keep me available since 10:30, until 17:30",
    Pin: NO_PIN,
    Session: `Available ${SESSION}`,
    Reported: "Available since 10:31, as of 10:42",
  }),
};

/** My own presence in its several states. */
export const ME = { nothingAsked, honoured, pending, notHonoured, left, kept };

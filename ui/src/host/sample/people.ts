import type { Contact } from "../../generated/Contact";
import type { PersonView } from "../../generated/PersonView";
import type { PresenceView } from "../../generated/PresenceView";
import type { RuleView } from "../../generated/RuleView";
import type { Shape } from "../../generated/Shape";
import { AT, message } from "./me";

interface Sketch {
  shape: Shape;
  label: string;
  /** Graph's own two words, where they differ from the label. */
  said?: [availability: string, activity: string];
  since?: string;
  message?: string;
  until?: string;
  place?: string;
  phone?: string;
  away?: string;
  rule?: RuleView;
}

/** When their messages were set. */
const PUBLISHED = "2026-11-19T07:05:00Z";

const CONTACTS: Contact[] = ["chat", "call", "mail"];

/** A rule for becoming available, unless something else is named. */
export function rule(change: Partial<RuleView> = {}): RuleView {
  return {
    when: ["becomes-available"],
    stable: 0,
    until: null,
    even_when_busy: false,
    until_words: null,
    ...change,
  };
}

export function person(index: number, name: string, initials: string, sketch: Sketch): PersonView {
  const id = `c0ffee00-0000-4000-8000-${String(index).padStart(12, "0")}`;
  const handle = name.normalize("NFD").replace(/[^a-zA-Z ]/g, "");
  const address = `${handle.trim().toLowerCase().replaceAll(" ", ".") || `u${index}`}@contoso.example`;
  const [availability, activity] = sketch.said ?? [sketch.label, sketch.label];
  const presence: PresenceView = {
    shape: sketch.shape,
    label: sketch.label,
    availability,
    activity,
    out_of_office: sketch.shape === "out-of-office",
    out_of_office_message: sketch.away ?? null,
    work_location: sketch.place ?? null,
    message: sketch.message
      ? message(sketch.message, { until_words: sketch.until ?? null, published_at: PUBLISHED })
      : null,
  };
  return {
    id,
    name,
    address,
    phone: sketch.phone ?? null,
    initials,
    presence,
    since: null,
    since_words: sketch.since ? `since ${sketch.since}` : null,
    as_of: AT,
    problem: null,
    watched: true,
    favourite: false,
    group: null,
    contacts: sketch.phone ? [...CONTACTS, "phone"] : CONTACTS,
    rule: sketch.rule ?? null,
    once: null,
    muted_until: null,
    muted_words: null,
  };
}

export const MY_ID = "ada00000-0000-4000-8000-000000000001";

const DIRECTORY: [name: string, initials: string, sketch: Sketch][] = [
  [
    "Grace Hopper",
    "GH",
    {
      shape: "available",
      label: "Available",
      since: "10:31",
      place: "Office",
      rule: rule(),
    },
  ],
  [
    "Katherine Johnson",
    "KJ",
    {
      shape: "busy",
      label: "In a meeting",
      said: ["Busy", "InAMeeting"],
      since: "10:00",
      message: "Trajectory review. Call me only if it is going to fall down",
      until: "until 12:00",
      phone: "+1 206 555 0100 ext. 12",
      rule: rule({ when: ["leaves-busy"], stable: 30 }),
    },
  ],
  [
    "Zoë Ångström-Fitzgerald de la Peña",
    "ZÅ",
    {
      shape: "do-not-disturb",
      label: "Presenting",
      said: ["DoNotDisturb", "Presenting"],
      since: "10:15",
    },
  ],
  [
    "山田 太郎",
    "山太",
    {
      shape: "away",
      label: "Be right back",
      said: ["BeRightBack", "BeRightBack"],
      since: "10:38",
      message: "昼食に出ています。14時に戻ります。",
      until: "until 14:00",
    },
  ],
  [
    "ليلى حداد",
    "لح",
    {
      shape: "out-of-office",
      label: "Out of office",
      said: ["Offline", "OutOfOffice"],
      message: "في إجازة حتى يوم الإثنين",
      away: "I am on leave until Monday. For anything urgent write to the service desk.",
      until: "until Monday 09:00",
    },
  ],
  [
    "Tim Berners-Lee",
    "TB",
    {
      shape: "offline",
      label: "Off work",
      said: ["Offline", "OffWork"],
      since: "09:12",
    },
  ],
  [
    "Hedy Lamarr",
    "HL",
    {
      shape: "available",
      label: "Available, out of office",
      said: ["Available", "Available"],
      place: "Remote",
    },
  ],
  [
    "Alan Turing",
    "AT",
    {
      shape: "unknown",
      label: "Unknown",
      said: ["PresenceUnknown", "PresenceUnknown"],
    },
  ],
  ["Barbara Liskov", "BL", { shape: "available", label: "Available" }],
  ["Barbara McClintock", "BM", { shape: "away", label: "Away" }],
  ["Barbara Cartwright-Montgomery", "BC", { shape: "busy", label: "In a call" }],
];

/** Everybody in the samples' directory; the first eight are watched. */
export const COMPANY: PersonView[] = DIRECTORY.map(([name, initials, sketch], index) =>
  person(index + 1, name, initials, sketch),
);

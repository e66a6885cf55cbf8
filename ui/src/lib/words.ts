import type { Contact } from "../generated/Contact";
import type { Day } from "../generated/Day";
import type { NoticesView } from "../generated/NoticesView";
import type { RuleWish } from "../generated/RuleWish";
import type { Shape } from "../generated/Shape";
import type { Sort } from "../generated/Sort";
import type { Standing } from "../generated/Standing";
import type { Status } from "../generated/Status";
import type { Transition } from "../generated/Transition";

/** Every pick, in the order of the tray menu, with the shape others will see. */
export const STATUSES: { status: Status; label: string; shape: Shape | null }[] = [
  { status: "available", label: "Available", shape: "available" },
  { status: "busy", label: "Busy", shape: "busy" },
  { status: "do-not-disturb", label: "Do not disturb", shape: "do-not-disturb" },
  { status: "be-right-back", label: "Be right back", shape: "away" },
  { status: "away", label: "Appear away", shape: "away" },
  { status: "offline", label: "Appear offline", shape: "offline" },
  { status: "in-a-call", label: "In a call", shape: "busy" },
  { status: "in-a-conference-call", label: "In a conference call", shape: "busy" },
  { status: "presenting", label: "Presenting", shape: "do-not-disturb" },
  { status: "reset", label: "Reset status", shape: null },
];

export const STANDINGS: Record<Standing, string> = {
  pending: "Being set",
  honoured: "Honoured",
  "not-honoured": "Not honoured",
};

export const TRANSITIONS: { transition: Transition; label: string }[] = [
  { transition: "becomes-available", label: "Becomes available" },
  { transition: "leaves-busy", label: "Is no longer busy" },
  { transition: "goes-away", label: "Goes away" },
  { transition: "goes-offline", label: "Goes offline" },
  { transition: "message-changes", label: "Changes the status message" },
  { transition: "any-change", label: "Changes in any way" },
];

/** Ends offered as one click; `words` are the engine's expiry grammar. */
export const ENDS: { label: string; words: string }[] = [
  { label: "30 min", words: "30m" },
  { label: "1 hour", words: "1h" },
  { label: "4 hours", words: "4h" },
  { label: "Today", words: "today" },
  { label: "This week", words: "this week" },
];

/** How long notices may be paused with one click; null has no end. */
export const PAUSES: { label: string; words: string | null }[] = [
  { label: "30 min", words: "30m" },
  { label: "1 hour", words: "1h" },
  { label: "Until the end of today", words: "today" },
  { label: "Until I resume", words: null },
];

/** When something is told: at once, or after it has lasted so long. */
export const LASTING: { label: string; seconds: number }[] = [
  { label: "At once", seconds: 0 },
  { label: "After 10 s", seconds: 10 },
  { label: "After 30 s", seconds: 30 },
  { label: "After 1 min", seconds: 60 },
  { label: "After 5 min", seconds: 300 },
];

/** "30 s", "5 min", "1 min 30 s". */
export function secondsWords(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  if (minutes === 0) return `${rest} s`;
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

export const SORTS: { sort: Sort; label: string }[] = [
  { sort: "own", label: "My own order" },
  { sort: "name", label: "By name" },
  { sort: "presence", label: "By presence" },
];

export const CONTACTS: Record<Contact, string> = {
  chat: "Chat",
  call: "Call",
  mail: "Mail",
  phone: "Telephone",
};

export const DAYS: { day: Day; label: string }[] = [
  { day: "monday", label: "Monday" },
  { day: "tuesday", label: "Tuesday" },
  { day: "wednesday", label: "Wednesday" },
  { day: "thursday", label: "Thursday" },
  { day: "friday", label: "Friday" },
  { day: "saturday", label: "Saturday" },
  { day: "sunday", label: "Sunday" },
];

/** "becomes available, goes away; for 30 s; until 17:30", or "nothing". */
export function ruleWords(rule: RuleWish & { until_words?: string | null }): string {
  const when = TRANSITIONS.filter(({ transition }) => rule.when.includes(transition))
    .map(({ label }) => label.toLowerCase())
    .join(", ");
  if (when === "") return "nothing";
  const more = [
    rule.stable > 0 ? `for ${secondsWords(rule.stable)}` : "",
    rule.until_words ?? "",
    rule.even_when_busy ? "also while I am busy" : "",
  ].filter(Boolean);
  return [when, ...more].join("; ");
}

/** How notices stand: paused, quiet, or what was held back. */
export function noticesWords(notices: NoticesView): string {
  if (notices.paused) return `Paused ${notices.paused_words ?? "until you resume them"}`;
  if (notices.quiet_words) return `Quiet ${notices.quiet_words}`;
  const held = notices.held_back.length;
  return held > 0 ? `On, ${held} held back today` : "On";
}

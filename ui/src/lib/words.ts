import type { Rule } from "../generated/Rule";
import type { Shape } from "../generated/Shape";
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

/** "Notices: becomes available, goes away; once", or that there are none. */
export function ruleWords(rule: Rule): string {
  if (rule.when.length === 0) return "No notices";
  const when = TRANSITIONS.filter(({ transition }) => rule.when.includes(transition))
    .map(({ label }) => label.toLowerCase())
    .join(", ");
  return `Notices: ${when}${rule.once ? "; once" : ""}`;
}

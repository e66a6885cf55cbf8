import type { Command } from "../../generated/Command";
import type { HeldBackView } from "../../generated/HeldBackView";
import type { NoticesView } from "../../generated/NoticesView";
import type { PersonView } from "../../generated/PersonView";
import type { RuleView } from "../../generated/RuleView";
import type { RuleWish } from "../../generated/RuleWish";
import type { Snapshot } from "../../generated/Snapshot";
import { endOf } from "./expiry";
import { COMPANY, rule } from "./people";

export const NOTICES: NoticesView = {
  paused: false,
  paused_until: null,
  paused_words: null,
  quiet: { hours: null, days: [] },
  quiet_words: null,
  default_rule: rule(),
  held_back: [],
};

const held = (index: number, what: string, at: string, why: string): HeldBackView => ({
  person: COMPANY[index]?.id ?? "",
  words: `${COMPANY[index]?.name}: ${what}`,
  at: `2026-11-20T${at}:00Z`,
  at_words: at,
  why,
});

export const HELD_BACK: HeldBackView[] = [
  held(0, "Available", "10:31", "You were in a call"),
  held(4, "Offline", "09:58", "Quiet until 10:00"),
  held(2, "Changed the status message", "09:12", "Notices are paused"),
];

export const QUIET: NoticesView = {
  ...NOTICES,
  quiet: { hours: { from: "18:00:00", to: "08:00:00" }, days: ["saturday", "sunday"] },
  quiet_words: "until Monday 08:00",
  held_back: HELD_BACK,
};

/** What is done to rules and quiet times. */
export function told(snapshot: Snapshot, command: Command): Partial<Snapshot> {
  const { people, groups, notices } = snapshot;
  const person = (wanted: string, change: Partial<PersonView>) => ({
    people: people.map((one) => (one.id === wanted ? { ...one, ...change } : one)),
  });
  const noticed = (change: Partial<NoticesView>) => ({ notices: { ...notices, ...change } });
  switch (command.type) {
    case "set-rule":
      return person(command.id, { rule: command.rule && seen(command.rule) });
    case "set-group-rule": {
      const rule = command.rule && seen(command.rule);
      return {
        groups: groups.map((one) => (one.name === command.group ? { ...one, rule } : one)),
      };
    }
    case "set-default-rule":
      return noticed({ default_rule: seen(command.rule) });
    case "tell-once":
      return person(command.person.id, { once: seen(command.rule) });
    case "stop-telling-once":
      return person(command.id, { once: null });
    case "mute":
      return person(command.id, { muted_words: endOf(command.until) });
    case "unmute":
      return person(command.id, { muted_words: null });
    case "set-quiet":
      return noticed({ quiet: { hours: command.hours, days: command.days } });
    case "pause-notices":
      return noticed({ paused: true, paused_until: null, paused_words: endOf(command.until) });
    case "resume-notices":
      return noticed({ paused: false, paused_words: null });
    default:
      return {};
  }
}

function seen(wish: RuleWish): RuleView {
  return { ...wish, until_words: endOf(wish.until) };
}

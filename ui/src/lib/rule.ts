import type { GroupView } from "../generated/GroupView";
import type { NoticesView } from "../generated/NoticesView";
import type { PersonView } from "../generated/PersonView";
import type { RuleView } from "../generated/RuleView";
import type { RuleWish } from "../generated/RuleWish";
import type { Transition } from "../generated/Transition";

/** The transitions after one of their boxes was ticked or cleared. */
export function withTransition(
  when: Transition[],
  transition: Transition,
  on: boolean,
): Transition[] {
  const others = when.filter((one) => one !== transition);
  if (!on) return others;
  // "Any" holds all the others: naming both would say the same thing twice.
  if (transition === "any-change") return ["any-change"];
  return [...others.filter((one) => one !== "any-change"), transition];
}

/** A rule as it stands, as a wish that changes nothing. */
export function wishOf({ when, stable, until, even_when_busy }: RuleView): RuleWish {
  return { when, stable, until, even_when_busy };
}

/** What one click on "Tell me once" asks for. */
export const ONCE_AVAILABLE: RuleWish = {
  when: ["becomes-available"],
  stable: 0,
  until: null,
  even_when_busy: false,
};

/** The rule that counts for somebody: their own, else their group's, else everybody's. */
export function ruleInForce(
  person: PersonView,
  groups: GroupView[],
  notices: NoticesView,
): RuleView {
  return person.rule ?? ruleOfGroup(person.group, groups) ?? notices.default_rule;
}

export function ruleOfGroup(name: string | null, groups: GroupView[]): RuleView | null {
  if (name === null) return null;
  return groups.find((group) => group.name === name)?.rule ?? null;
}

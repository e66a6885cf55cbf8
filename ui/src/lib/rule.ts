import type { Rule } from "../generated/Rule";
import type { Transition } from "../generated/Transition";

/** The rule after one of its boxes was ticked or cleared. */
export function withTransition(rule: Rule, transition: Transition, on: boolean): Rule {
  const others = rule.when.filter((one) => one !== transition);
  if (!on) return { ...rule, when: others };
  // "Any" holds all the others: naming both would say the same thing twice.
  if (transition === "any-change") return { ...rule, when: ["any-change"] };
  return { ...rule, when: [...others.filter((one) => one !== "any-change"), transition] };
}

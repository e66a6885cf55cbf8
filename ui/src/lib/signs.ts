import type { PersonView } from "../generated/PersonView";
import type { RuleView } from "../generated/RuleView";
import { alert, alertOff, alertOn, alertSnooze, type IconShape } from "./icons";
import { ruleWords } from "./words";

/** A picture in a row, and what it says. */
export interface Sign {
  icon: IconShape;
  words: string;
}

export function ruleSign(rule: RuleView): Sign {
  const icon = rule.when.length > 0 ? alert : alertOff;
  return { icon, words: `Notices: ${ruleWords(rule)}` };
}

/** Only what sets somebody apart: a bell on every row would say nothing. */
export function personSigns({ once, muted_words, rule }: PersonView): Sign[] {
  const signs: (Sign | null)[] = [
    once && { icon: alertOn, words: `Told once: ${ruleWords(once)}` },
    muted_words === null ? null : { icon: alertSnooze, words: `Muted ${muted_words}` },
    rule && ruleSign(rule),
  ];
  return signs.filter((sign) => sign !== null);
}

import type { HealthView } from "../generated/HealthView";
import type { UserError } from "../generated/UserError";
import { timeOf } from "./time";

/**
 * The line at the foot. What is told elsewhere in the window is not said again:
 * the line is then short.
 */
export function lineWords(health: HealthView, told: UserError[], zone: string): string {
  if (told.every(({ title }) => title !== health.words)) return health.words;
  return health.updated_at ? `Trouble, as of ${timeOf(health.updated_at, zone)}` : "Trouble";
}

/** "next try 10:58", unless the line names the time already. */
export function nextTry(health: HealthView, zone: string): string {
  if (health.kind === "fine" || !health.next_try_at) return "";
  const at = timeOf(health.next_try_at, zone);
  return health.words.includes(`until ${at}`) ? "" : `next try ${at}`;
}

export interface Rest {
  title: string;
  hint: string;
  /** For a support request; may be empty. */
  code: string;
}

/** What neither the line nor the rest of the window says of the problem. */
export function restOf(health: HealthView, told: UserError[]): Rest {
  const { title = "", hint = "", details = "" } = health.problem ?? {};
  const same = told.filter((one) => one.title === title);
  return {
    title: same.length > 0 || health.words === title ? "" : title,
    hint: same.some((one) => one.hint === hint) ? "" : hint,
    code: details,
  };
}

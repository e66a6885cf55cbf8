import type { HealthView } from "../generated/HealthView";
import type { UserError } from "../generated/UserError";
import { timeOf } from "./time";

/**
 * The line at the foot. What is told elsewhere in the window is not said again:
 * the line then adds since when and of when.
 */
export function lineWords(health: HealthView, told: UserError[]): string {
  const said = told.find(({ title }) => begins(health, title));
  return said ? `Trouble${health.words.slice(said.title.length)}` : health.words;
}

/** "Microsoft Graph can't be reached since 10:43" begins with its own title. */
function begins({ words }: HealthView, title: string): boolean {
  return title !== "" && words.startsWith(title) && !/^\w/.test(words.slice(title.length));
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
    title: same.length > 0 || begins(health, title) ? "" : title,
    hint: same.some((one) => one.hint === hint) ? "" : hint,
    code: details,
  };
}

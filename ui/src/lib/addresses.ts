import type { UserError } from "../generated/UserError";

/** No list that can be looked up at once is longer, in UTF-16 code units. */
const LONGEST_LIST = 100_000;

/** What a list that is refused unsent is answered with. */
export const TOO_LONG: UserError = {
  code: "usage",
  title: "This list is too long to be looked up at once",
  hint: "Add the people in several parts",
};

export function isTooLong(text: string): boolean {
  return text.length > LONGEST_LIST;
}

/** Whether a text names several people for sure; the engine alone knows whom. */
export function isList(text: string): boolean {
  // "Hopper, Grace" is one name to whoever types it.
  const entries = text.split(/[\n\r;]/).filter((entry) => entry.trim() !== "");
  return entries.length > 1 || /@[^]*@/.test(text);
}

/** The same list without line breaks, for a field that has none. */
export function inOneLine(text: string): string {
  return text
    .split(/[\n\r]+/)
    .map((line) => line.replace(/[;,\s]+$/, "").trim())
    .filter((line) => line !== "")
    .join("; ");
}

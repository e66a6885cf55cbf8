import type { FactView } from "../generated/FactView";
import { sentences } from "./text";

/** What the words stand for that only this program uses. */
export const TERMS: Record<string, string> = {
  Pin: "A status picked by you. It wins over all sessions, and shows while there is one.",
  Session: "What one program, such as Teams or Porchlight, says of you while it runs.",
};

export interface Fact {
  name: string;
  /** The fact itself, without its full stop. */
  said: string;
  /** What is to be known of it, as sentences; may be empty. */
  more: string;
}

/** A fact, and apart from it the explanation that follows its first full stop. */
export function factOf({ name, words }: FactView): Fact {
  const end = words.indexOf(". ");
  if (end < 0) return { name, said: words, more: "" };
  return { name, said: words.slice(0, end), more: sentences(words.slice(end + 2)) };
}

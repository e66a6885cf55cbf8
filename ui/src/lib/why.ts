import type { FactView } from "../generated/FactView";
import { sentences } from "./text";

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

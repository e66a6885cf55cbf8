import type { PersonView } from "../generated/PersonView";

/** Without accents and capitals: "Ångström" is found by "angstrom". */
export function plain(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase();
}

const known = new WeakMap<PersonView, string>();

function haystack(person: PersonView): string {
  const made = known.get(person);
  if (made !== undefined) return made;
  const { name, address, group, presence } = person;
  const text = plain([name, address, group, presence?.label].filter(Boolean).join("\n"));
  known.set(person, text);
  return text;
}

/** Finds people by name, address, group and presence; all words must be met. */
export function matcher(filter: string): (person: PersonView) => boolean {
  const words = plain(filter).split(/\s+/).filter(Boolean);
  return (person) => {
    const text = haystack(person);
    return words.every((word) => text.includes(word));
  };
}

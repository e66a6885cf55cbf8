import type { GroupView } from "../generated/GroupView";
import type { PersonView } from "../generated/PersonView";
import { matcher, plain } from "./filter";

/** One line of the list: the head of a group, or somebody. */
export type Row = GroupRow | PersonRow;

export interface GroupRow {
  kind: "group";
  key: string;
  group: GroupView;
  /** Whether its people are left out; a filter shows them all the same. */
  folded: boolean;
  count: number;
  available: number;
  /** Its place among its kind, from 1, and how many there are. */
  place: number;
  of: number;
}

export interface PersonRow {
  kind: "person";
  key: string;
  person: PersonView;
  level: 1 | 2;
  place: number;
  of: number;
}

/** What keys and pointers do to a row, by its index. */
export interface RowChanges {
  /** Moves it by one place. */
  move: (index: number, by: 1 | -1) => void;
  /** Takes somebody off the watch list. */
  remove: (index: number) => void;
  /** Puts somebody before another row, or after the last. */
  drop: (from: number, before: number) => void;
}

export interface Rows {
  rows: Row[];
  /** People that match, whether a group hides them or not. */
  matches: number;
}

/** The lines of the list, from people as the engine has ordered them. */
export function rowsOf(people: PersonView[], groups: GroupView[], filter: string): Rows {
  const matches = matcher(filter);
  const filtered = filter.trim() !== "";
  const named = new Map<string, PersonView[]>(groups.map(({ name }) => [name, []]));
  const loose: PersonView[] = [];
  let count = 0;
  for (const person of people) {
    if (filtered && !matches(person)) continue;
    count += 1;
    (named.get(person.group ?? "") ?? loose).push(person);
  }
  const shown = groups.filter(({ name }) => !filtered || named.get(name)?.length);
  const top = loose.length + shown.length;
  const rows: Row[] = loose.map((person, index) => rowOf(person, 1, index + 1, top));
  shown.forEach((group, index) => {
    const members = named.get(group.name) ?? [];
    const folded = group.folded && !filtered;
    rows.push({
      kind: "group",
      key: `group ${group.name}`,
      group,
      folded,
      count: members.length,
      available: members.filter(isAvailable).length,
      place: loose.length + index + 1,
      of: top,
    });
    if (folded) return;
    members.forEach((person, at) => rows.push(rowOf(person, 2, at + 1, members.length)));
  });
  return { rows, matches: count };
}

function rowOf(person: PersonView, level: 1 | 2, place: number, of: number): PersonRow {
  return { kind: "person", key: person.id, person, level, place, of };
}

const isAvailable = ({ presence }: PersonView) => presence?.shape === "available";

/** The head of the group that a line belongs to, or -1. */
export function headOf(rows: Row[], index: number): number {
  const row = rows[index];
  if (!row || (row.kind === "person" && row.level === 1)) return -1;
  let at = index;
  while (at >= 0 && rows[at]?.kind !== "group") at -= 1;
  return at;
}

/**
 * Before whom somebody goes to move by one place: null for the end, undefined
 * where there is no place to go. Favourites and others keep to themselves.
 */
export function neighbour(rows: Row[], index: number, by: 1 | -1): string | null | undefined {
  const row = rows[index];
  if (row?.kind !== "person") return undefined;
  const peer = (at: number): PersonView | undefined => {
    const other = rows[at];
    if (other?.kind !== "person" || other.person.group !== row.person.group) return undefined;
    return other.person.favourite === row.person.favourite ? other.person : undefined;
  };
  const next = peer(index + by);
  if (!next) return undefined;
  return by < 0 ? next.id : (peer(index + 2)?.id ?? null);
}

/** Where a key leads from a line; null if it leads nowhere else. */
export function stepOf(key: string, from: number, count: number, page: number): number | null {
  const steps: Record<string, number> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + page,
    PageUp: from - page,
    Home: 0,
    End: count - 1,
  };
  const wanted = steps[key];
  return wanted === undefined ? null : Math.max(0, Math.min(wanted, count - 1));
}

/** The first line from here on, and round again, whose name begins so; or -1. */
export function foundFrom(rows: Row[], from: number, letters: string): number {
  for (let step = 0; step < rows.length; step++) {
    const index = (from + step) % rows.length;
    const row = rows[index];
    const name = row?.kind === "group" ? row.group.name : row?.person.name;
    if (plain(name ?? "").startsWith(letters)) return index;
  }
  return -1;
}

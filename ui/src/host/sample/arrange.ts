import type { AddingView } from "../../generated/AddingView";
import type { Command } from "../../generated/Command";
import type { FoundView } from "../../generated/FoundView";
import type { GroupView } from "../../generated/GroupView";
import type { PersonView } from "../../generated/PersonView";
import type { RemovedView } from "../../generated/RemovedView";
import type { Shape } from "../../generated/Shape";
import type { Snapshot } from "../../generated/Snapshot";
import { COMPANY } from "./people";

type List = Pick<Snapshot, "people" | "groups" | "sort">;

const REACHABLE: Shape[] = [
  "available",
  "busy",
  "do-not-disturb",
  "away",
  "out-of-office",
  "offline",
  "unknown",
];

/** What is done to the list of people and its groups. */
export function arranged(snapshot: Snapshot, command: Command): Partial<Snapshot> {
  const { people, groups, sort } = snapshot;
  const list = (change: Partial<List>): Partial<Snapshot> => inOrder({ ...snapshot, ...change });
  const changed = (ids: string[], change: Partial<PersonView>) =>
    people.map((one) => (ids.includes(one.id) ? { ...one, ...change } : one));
  switch (command.type) {
    case "add-people": {
      const wanted = command.people.map(({ id }) => id);
      return list({ people: [...people, ...newTo(people, wanted)] });
    }
    case "add-by-words": {
      const words = command.words.split(/[\n;]/).map((word) => word.trim());
      const adding = addingOf(
        people,
        words.filter((word) => word !== ""),
      );
      const added = COMPANY.filter(({ name }) => adding.added.includes(name));
      return { adding, ...list({ people: [...people, ...added] }) };
    }
    case "stop-adding":
      return { adding: null };
    case "remove-people": {
      const gone = people.filter(({ id }) => command.ids.includes(id));
      const whom = gone.length === 1 ? gone[0]?.name : `${gone.length} people`;
      return {
        people: people.filter((one) => !gone.includes(one)),
        removed: removed(snapshot, `Removed ${whom}`),
      };
    }
    case "undo-removal": {
      const former = snapshot.removed && formerly.get(snapshot.removed);
      return { ...former, removed: null };
    }
    case "forget-people":
      return { people: [], groups: [], removed: null };
    case "import-people":
      return list({ people: [...people, ...newTo(people, COMPANY.map(({ id }) => id).slice(8))] });
    case "set-favourite":
      return list({ people: changed(command.ids, { favourite: command.on }) });
    case "set-group": {
      const { group } = command;
      const known = group === null || groups.some(({ name }) => name === group);
      const made = known ? groups : [...groups, { name: group, folded: false, rule: null }];
      return list({ people: changed(command.ids, { group }), groups: made });
    }
    case "rename-group":
      return list(renamed({ people, groups, sort }, command.group, command.name));
    case "remove-group":
      return {
        ...list({
          people: people.map((one) =>
            one.group === command.group ? { ...one, group: null } : one,
          ),
          groups: groups.filter(({ name }) => name !== command.group),
        }),
        removed: removed(snapshot, `Removed the group ${command.group}`),
      };
    case "move-group":
      return list({ groups: moved(groups, command.group, command.before, ({ name }) => name) });
    case "fold-group":
      return {
        groups: groups.map((group) =>
          group.name === command.group ? { ...group, folded: command.on } : group,
        ),
      };
    case "move-person":
      return list({ people: moved(people, command.id, command.before, ({ id }) => id) });
    case "sort-people":
      return list({ sort: command.by });
    default:
      return {};
  }
}

/** The list before each removal. */
const formerly = new WeakMap<RemovedView, List>();

function removed({ people, groups, sort }: Snapshot, words: string): RemovedView {
  const view = { at: new Date().toISOString(), words };
  formerly.set(view, { people, groups, sort });
  return view;
}

/** The list as the engine orders it. */
function inOrder({ people, groups, sort }: List): List {
  const names = groups.map(({ name }) => name);
  const keys = (one: PersonView): number[] => [
    one.group === null ? -1 : names.indexOf(one.group),
    one.favourite ? 0 : 1,
    sort === "presence" ? REACHABLE.indexOf(one.presence?.shape ?? "unknown") : 0,
  ];
  const compared = (one: PersonView, other: PersonView): number => {
    const [mine, theirs] = [keys(one), keys(other)];
    const first = mine.findIndex((key, index) => key !== theirs[index]);
    if (first >= 0) return (mine[first] ?? 0) - (theirs[first] ?? 0);
    return sort === "own" ? 0 : one.name.localeCompare(other.name);
  };
  return { people: [...people].sort(compared), groups, sort };
}

function newTo(people: PersonView[], ids: string[]): PersonView[] {
  const known = new Set(people.map(({ id }) => id));
  return COMPANY.filter(({ id }) => ids.includes(id) && !known.has(id));
}

function renamed({ people, groups }: List, from: string, to: string): Partial<List> {
  return {
    people: people.map((one) => (one.group === from ? { ...one, group: to } : one)),
    groups: groups.map((one): GroupView => (one.name === from ? { ...one, name: to } : one)),
  };
}

function moved<T>(list: T[], what: string, before: string | null, keyOf: (one: T) => string): T[] {
  const one = list.find((each) => keyOf(each) === what);
  if (!one) return list;
  const others = list.filter((each) => each !== one);
  const at = before === null ? -1 : others.findIndex((each) => keyOf(each) === before);
  return at < 0 ? [...others, one] : [...others.slice(0, at), one, ...others.slice(at)];
}

export function foundOf({ id, name, address, initials }: PersonView, watched = false): FoundView {
  return { person: { id, name, address }, initials, watched };
}

/** What came of adding everybody these words name. */
export function addingOf(people: PersonView[], words: string[]): AddingView {
  const adding: AddingView = {
    done: words.length,
    all: words.length,
    busy: false,
    added: [],
    changed: [],
    known: [],
    not_found: [],
    several: [],
    problem: null,
  };
  for (const word of words) {
    const wanted = word.toLowerCase();
    const matches = COMPANY.filter(
      ({ name, address }) => address === wanted || name.toLowerCase().includes(wanted),
    );
    const [one] = matches;
    if (!one) adding.not_found.push(word);
    else if (matches.length > 1) {
      adding.several.push({ words: word, people: matches.map((match) => foundOf(match)) });
    } else if (people.some(({ id }) => id === one.id)) adding.known.push(one.name);
    else adding.added.push(one.name);
  }
  return adding;
}

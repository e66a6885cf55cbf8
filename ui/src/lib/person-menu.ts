import type { Command } from "../generated/Command";
import type { PersonView } from "../generated/PersonView";
import {
  alertOff,
  alertOn,
  alertSnooze,
  arrowDown,
  arrowUp,
  call,
  folder,
  mail,
  message,
  personRemove,
  phone,
  star,
  starOff,
  type IconShape,
} from "./icons";
import type { Contact } from "../generated/Contact";
import type { MenuEntry } from "./menu";
import { ONCE_AVAILABLE } from "./rule";
import { CONTACTS } from "./words";

export const CONTACT_ICONS: Record<Contact, IconShape> = { chat: message, call, mail, phone };

export interface PersonMoves {
  act: (command: Command) => void;
  /** Opens the choice of a group. */
  group: () => void;
  /** Moves by one place; null where there is none to go to. */
  up: (() => void) | null;
  down: (() => void) | null;
}

/** The command that asks to be told of somebody once, or takes it back. */
export function tellOnce(person: PersonView): Command {
  const { id, name, address } = person;
  if (person.once) return { type: "stop-telling-once", id };
  return { type: "tell-once", person: { id, name, address }, rule: ONCE_AVAILABLE };
}

/** What can be done with somebody on the list. */
export function personMenu(person: PersonView, moves: PersonMoves): MenuEntry[] {
  const { act } = moves;
  const { id, favourite } = person;
  const entries: (MenuEntry | null)[] = [
    {
      label: person.once ? "Stop waiting for them" : "Tell me once when available",
      icon: person.once ? alertOff : alertOn,
      run: () => act(tellOnce(person)),
    },
    ...person.contacts.map((by, index) => ({
      label: CONTACTS[by],
      icon: CONTACT_ICONS[by],
      apart: index === 0,
      run: () => act({ type: "contact", id, by }),
    })),
    {
      label: favourite ? "No longer a favourite" : "Make a favourite",
      icon: favourite ? star : starOff,
      apart: true,
      run: () => act({ type: "set-favourite", ids: [id], on: !favourite }),
    },
    { label: "Move to a group…", icon: folder, run: moves.group },
    moves.up && { label: "Move up", icon: arrowUp, keys: "Alt+ArrowUp", run: moves.up },
    moves.down && { label: "Move down", icon: arrowDown, keys: "Alt+ArrowDown", run: moves.down },
    {
      label: person.muted_words ? "Unmute" : "Mute for an hour",
      icon: alertSnooze,
      apart: true,
      run: () =>
        act(person.muted_words ? { type: "unmute", id } : { type: "mute", id, until: "1h" }),
    },
    {
      label: "Remove from the watch list",
      icon: personRemove,
      keys: "Delete",
      bad: true,
      run: () => act({ type: "remove-people", ids: [id] }),
    },
  ];
  return entries.filter((entry) => entry !== null);
}

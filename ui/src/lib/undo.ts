import type { Command } from "../generated/Command";
import type { RemovedView } from "../generated/RemovedView";
import { undo } from "./icons";
import type { MenuEntry } from "./menu";

export const UNDO: Command = { type: "undo-removal" };

/** "Undo: removed Ada Lovelace", for as long as it can be. */
export function undoEntry({ words }: RemovedView, run: () => void): MenuEntry {
  const lower = words.charAt(0).toLowerCase() + words.slice(1);
  return { label: `Undo: ${lower}`, icon: undo, apart: true, keys: "Control+Z", run };
}

/** Whether a key asks to take back what was done last; in a field it is the field's. */
export function asksToUndo(event: KeyboardEvent): boolean {
  const keys = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  if (!keys || event.key.toLowerCase() !== "z") return false;
  const typing = event.target instanceof Element && event.target.matches("input, textarea");
  return !typing && !document.querySelector("dialog[open]");
}

import { createContext } from "svelte";
import type { UserError } from "../generated/UserError";

/**
 * The problem of the last command, shown in one place: in the sheet that was
 * open when the command failed, since what lies behind it is out of reach, else
 * at the foot of the window.
 */
export interface Trouble {
  readonly problem: UserError | null;
  /** The place: how many sheets lie one over another there; 0 is the foot. */
  readonly depth: number;
  /** Says that a sheet has opened. */
  sheetOpened: () => OpenSheet;
  dismiss: () => void;
}

export interface OpenSheet {
  /** How many sheets there are with this one. */
  depth: number;
  /** Says that it is gone. */
  gone: () => void;
}

export const [getTrouble, setTrouble] = createContext<Trouble>();

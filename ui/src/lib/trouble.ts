import { createContext } from "svelte";
import type { UserError } from "../generated/UserError";

/**
 * The problem of the last command, shown in one place: in the sheet that was
 * open when the command failed, since what lies behind it is out of reach, else
 * at the foot of the window.
 */
export interface Trouble {
  readonly problem: UserError | null;
  /** Whether the open sheet is the place. */
  readonly inSheet: boolean;
  /** Says that a sheet has opened; the function returned says that it is gone. */
  sheetOpened: () => () => void;
  dismiss: () => void;
}

export const [getTrouble, setTrouble] = createContext<Trouble>();

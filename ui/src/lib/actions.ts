import { createContext } from "svelte";
import type { Command } from "../generated/Command";
import type { Preview } from "../generated/Preview";
import type { Report } from "../generated/Report";

/** What any component may ask for. */
export interface Actions {
  /**
   * Sends a command and says whether it was done. A failure needs no handling
   * here: the snapshot's problem shows it.
   */
  act(command: Command): Promise<boolean>;
  preview(text: string): Promise<Preview>;
  /** Looks at what works; null if Porchlight itself is out of reach. */
  examine(): Promise<Report | null>;
  /** Writes the watch list into a file; where it lies, or null if it could not. */
  exportPeople(): Promise<string | null>;
}

export const [getActions, setActions] = createContext<Actions>();

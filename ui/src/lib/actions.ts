import { createContext } from "svelte";
import type { Command } from "../generated/Command";
import type { Preview } from "../generated/Preview";

/** What any component may ask for. */
export interface Actions {
  /**
   * Sends a command and says whether it was done. A failure needs no handling
   * here: the snapshot's problem shows it.
   */
  act(command: Command): Promise<boolean>;
  preview(text: string): Promise<Preview>;
}

export const [getActions, setActions] = createContext<Actions>();

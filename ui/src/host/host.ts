import type { Command } from "../generated/Command";
import type { PersonId } from "../generated/PersonId";
import type { Preview } from "../generated/Preview";
import type { Report } from "../generated/Report";
import type { Snapshot } from "../generated/Snapshot";
import type { UserError } from "../generated/UserError";

/** All the window knows of the world outside. */
export interface Host {
  /**
   * Sends a command; resolves when it is done. Rejects with a `UserError` from
   * the engine, which the next snapshot shows too, or with a `HostFailure`.
   */
  send(command: Command): Promise<void>;
  /** Calls back with the snapshot of now, then with each new one. */
  snapshots(listener: (snapshot: Snapshot) => void): () => void;
  /**
   * Calls back with whom the window was opened to show: a notification about
   * them was clicked. To be listened to before the snapshots.
   */
  shownPeople(listener: (person: PersonId) => void): () => void;
  /** What words for an end would mean if they were sent now. */
  previewExpiry(text: string): Promise<Preview>;
  /**
   * Somebody's photo as the address of an image; null where there is none.
   * Rejects where it can't be had now. To be asked for who is shown.
   */
  photo(id: PersonId): Promise<string | null>;
  /** Looks at what works here and what does not; takes a second or a minute. */
  doctor(): Promise<Report>;
  /** Writes the watch list into a file and answers with where it lies. */
  exportPeople(): Promise<string>;
}

/** The engine could not be reached, so no snapshot can tell of it. */
export class HostFailure extends Error {
  override name = "HostFailure";
}

export function isUserError(value: unknown): value is UserError {
  return (
    typeof value === "object" &&
    value !== null &&
    "code" in value &&
    "title" in value &&
    typeof value.title === "string"
  );
}

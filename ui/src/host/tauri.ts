import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Command } from "../generated/Command";
import type { PersonId } from "../generated/PersonId";
import type { Preview } from "../generated/Preview";
import type { Report } from "../generated/Report";
import type { Snapshot } from "../generated/Snapshot";
import { HostFailure, isUserError, type Host } from "./host";

/** The host inside Porchlight's own window. The only file that knows Tauri. */
export function tauriHost(): Host {
  // Asking for the first snapshot says that the page listens, to all of it.
  let listening: Promise<unknown> = Promise.resolve();
  return {
    send: (command: Command) => ask<void>("send", { command }),
    previewExpiry: (text: string) => ask<Preview>("preview_expiry", { text }),
    photo: (id: PersonId) => ask<string | null>("photo", { id }),
    doctor: () => ask<Report>("doctor", {}),
    shownPeople(listener) {
      let ended = false;
      const unlisten = listen<PersonId>("show-person", (event) => {
        if (!ended) listener(event.payload);
      });
      listening = unlisten.catch((cause: unknown) => console.error("Nobody can be shown", cause));
      return () => {
        ended = true;
        void unlisten.then((stop) => stop());
      };
    },
    exportPeople: () => ask<string>("export_people", {}),
    snapshots(listener) {
      let ended = false;
      let told = false;
      const tell = (snapshot: Snapshot) => {
        if (ended) return;
        told = true;
        listener(snapshot);
      };
      const unlisten = listen<Snapshot>("snapshot", (event) => tell(event.payload));
      // Ask only once the events flow: nothing can fall between the two, and
      // an event that came first is newer than the answer.
      void unlisten
        .then(() => listening)
        .then(() => invoke<Snapshot>("snapshot"))
        .then((snapshot) => {
          if (!told) tell(snapshot);
        })
        .catch((cause: unknown) => console.error("No first snapshot", cause));
      return () => {
        ended = true;
        void unlisten.then((stop) => stop());
      };
    },
  };
}

async function ask<T>(name: string, args: Record<string, unknown>): Promise<T> {
  try {
    return await invoke<T>(name, args);
  } catch (cause) {
    if (isUserError(cause)) throw cause;
    throw new HostFailure(`“${name}” got no answer`, { cause });
  }
}

import { createContext } from "svelte";
import type { PersonId } from "../generated/PersonId";

/** A list that is scrolled through must not fill the memory. */
const KEPT = 500;

/** Photos as they were asked for, each once while it is kept. */
export class Photos {
  readonly #ask: (id: PersonId) => Promise<string | null>;
  readonly #kept = new Map<PersonId, string | null>();
  readonly #asked = new Map<PersonId, Promise<string | null>>();

  constructor(ask: (id: PersonId) => Promise<string | null>) {
    this.#ask = ask;
  }

  /** The photo, null if there is none, undefined while nobody has asked. */
  known(id: PersonId): string | null | undefined {
    return this.#kept.get(id);
  }

  async of(id: PersonId): Promise<string | null> {
    const kept = this.#kept.get(id);
    if (kept !== undefined) return kept;
    const asked = this.#asked.get(id) ?? this.#ask(id).catch(() => null);
    this.#asked.set(id, asked);
    const photo = await asked;
    this.#asked.delete(id);
    this.#keep(id, photo);
    return photo;
  }

  /** Nobody's photo is shown any longer, nor kept. */
  forget(): void {
    this.#kept.clear();
  }

  #keep(id: PersonId, photo: string | null): void {
    this.#kept.set(id, photo);
    if (this.#kept.size <= KEPT) return;
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined) this.#kept.delete(oldest);
  }
}

export const [getPhotos, setPhotos] = createContext<Photos>();

import { createContext } from "svelte";
import type { PersonId } from "../generated/PersonId";

/** A list that is scrolled through must not fill the memory. */
const KEPT = 500;

/** How long, in milliseconds, nobody asks again for a photo that can't be had now. */
export const REST = 30_000;

/** Photos as they were asked for, each once while it is kept. */
export class Photos {
  readonly #ask: (id: PersonId) => Promise<string | null>;
  readonly #kept = new Map<PersonId, string | null>();
  /** When those that could not be had may be asked for again. */
  readonly #resting = new Map<PersonId, number>();
  #asked = new Map<PersonId, Promise<string | null | undefined>>();

  /** `ask` resolves to null where there is none, and rejects where it can't be had now. */
  constructor(ask: (id: PersonId) => Promise<string | null>) {
    this.#ask = ask;
  }

  /** The photo, null if there is none, undefined while nobody knows. */
  known(id: PersonId): string | null | undefined {
    return this.#kept.get(id);
  }

  /** The photo, null if there is none, undefined if it is to be asked for later. */
  async of(id: PersonId): Promise<string | null | undefined> {
    const kept = this.#kept.get(id);
    if (kept !== undefined) return kept;
    if (Date.now() < (this.#resting.get(id) ?? 0)) return undefined;
    const asked = this.#asked.get(id) ?? this.#fetch(id);
    this.#asked.set(id, asked);
    return asked;
  }

  /** Nobody's photo is shown any longer, nor kept, nor taken from an answer on its way. */
  forget(): void {
    this.#kept.clear();
    this.#resting.clear();
    this.#asked = new Map();
  }

  async #fetch(id: PersonId): Promise<string | null | undefined> {
    const generation = this.#asked;
    const photo = await this.#ask(id).catch(() => undefined);
    if (generation !== this.#asked) return undefined;
    this.#asked.delete(id);
    if (photo === undefined) keep(this.#resting, id, Date.now() + REST);
    else keep(this.#kept, id, photo);
    return photo;
  }
}

/** Keeps a value; the oldest makes room. */
function keep<T>(map: Map<PersonId, T>, id: PersonId, value: T): void {
  map.delete(id);
  map.set(id, value);
  if (map.size <= KEPT) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}

export const [getPhotos, setPhotos] = createContext<Photos>();

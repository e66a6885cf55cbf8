import type { Command } from "../generated/Command";
import type { PersonId } from "../generated/PersonId";
import type { Preview } from "../generated/Preview";
import type { Report } from "../generated/Report";
import type { Snapshot } from "../generated/Snapshot";
import type { UserError } from "../generated/UserError";
import type { Host } from "./host";
import { after } from "./sample/after";
import { previewOf } from "./sample/expiry";
import { photoOf } from "./sample/photo";
import { REPORT } from "./sample/report";
import { NOT_ALLOWED } from "./sample/health";
import { SAMPLES, type SampleName } from "./sample/samples";

/**
 * A host in memory, for tests and for work on the window in a browser. It does
 * with a snapshot roughly what the engine would, and remembers what was sent.
 */
export class SampleHost implements Host {
  readonly sent: Command[] = [];
  readonly photosAsked: PersonId[] = [];
  /** What `send` does beside remembering; tests put failures here. */
  answer: (command: Command) => Promise<void> = () => Promise.resolve();
  #snapshot: Snapshot;
  #listeners = new Set<(snapshot: Snapshot) => void>();
  #people = new Set<(person: PersonId) => void>();

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  async send(command: Command): Promise<void> {
    this.sent.push(command);
    await this.answer(command);
    this.show(after(this.#snapshot, command));
  }

  snapshots(listener: (snapshot: Snapshot) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#snapshot);
    return () => this.#listeners.delete(listener);
  }

  shownPeople(listener: (person: PersonId) => void): () => void {
    this.#people.add(listener);
    return () => this.#people.delete(listener);
  }

  /** A notification about this person is clicked. */
  showPerson(person: PersonId): void {
    for (const listener of this.#people) listener(person);
  }

  previewExpiry(text: string): Promise<Preview> {
    return Promise.resolve(previewOf(text));
  }

  doctor(): Promise<Report> {
    return Promise.resolve(REPORT);
  }

  photo(id: PersonId): Promise<string | null> {
    this.photosAsked.push(id);
    return Promise.resolve(photoOf(id));
  }

  exportPeople(): Promise<string> {
    return Promise.resolve("/home/ada/Downloads/porchlight-people.toml");
  }

  /** From now on every command fails like this. */
  refuse(problem: UserError): void {
    this.answer = () => {
      this.show({ problem });
      return Promise.reject(problem);
    };
  }

  show(change: Partial<Snapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change, revision: this.#snapshot.revision + 1 };
    for (const listener of this.#listeners) listener(this.#snapshot);
  }
}

/** The sample a browser's address asks for: `?state=offline`. */
export function sampleHostOf(wanted: URLSearchParams): SampleHost {
  const name = (wanted.get("state") ?? "signed-in") as SampleName;
  const host = new SampleHost((SAMPLES[name] ?? SAMPLES["signed-in"])());
  if (name === "refusing") host.refuse(NOT_ALLOWED);
  return host;
}

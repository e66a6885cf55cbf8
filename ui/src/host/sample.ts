import type { Command } from "../generated/Command";
import type { Preview } from "../generated/Preview";
import type { RegistrationView } from "../generated/RegistrationView";
import type { Report } from "../generated/Report";
import type { SettingView } from "../generated/SettingView";
import type { Snapshot } from "../generated/Snapshot";
import type { UserError } from "../generated/UserError";
import { STATUSES } from "../lib/words";
import type { Host } from "./host";
import { previewOf } from "./sample/expiry";
import { message } from "./sample/me";
import { COMPANY } from "./sample/people";
import { REPORT } from "./sample/report";
import { NOT_ALLOWED, SAMPLES, type SampleName } from "./sample/samples";

/**
 * A host in memory, for tests and for work on the window in a browser. It does
 * with a snapshot roughly what the engine would, and remembers what was sent.
 */
export class SampleHost implements Host {
  readonly sent: Command[] = [];
  /** What `send` does beside remembering; tests put failures here. */
  answer: (command: Command) => Promise<void> = () => Promise.resolve();
  #snapshot: Snapshot;
  #listeners = new Set<(snapshot: Snapshot) => void>();

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

  previewExpiry(text: string): Promise<Preview> {
    return Promise.resolve(previewOf(text));
  }

  doctor(): Promise<Report> {
    return Promise.resolve(REPORT);
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

function endOf(words: string | null): string | null {
  if (words === null) return null;
  const preview = previewOf(words);
  return preview.outcome === "ends" ? preview.words : null;
}

/** What was typed, where it is the user's to type. */
function typed(
  registration: RegistrationView,
  command: Extract<Command, { type: "set-registration" }>,
): RegistrationView {
  const written = (before: SettingView, value: string): SettingView =>
    before.set_by === "default" || before.set_by === "file" ? { value, set_by: "file" } : before;
  return {
    ...registration,
    ready: true,
    client_id: written(registration.client_id, command.client_id),
    tenant: written(registration.tenant, command.tenant),
    cloud: written(registration.cloud, command.cloud),
  };
}

function after(snapshot: Snapshot, command: Command): Partial<Snapshot> {
  const { me, people, notices, settings } = snapshot;
  const now = new Date().toISOString();
  switch (command.type) {
    case "sign-in":
      return {
        sign_in:
          command.method === "device-code"
            ? (SAMPLES["sign-in-code"]().sign_in ?? null)
            : (SAMPLES["sign-in-browser"]().sign_in ?? null),
      };
    case "cancel-sign-in":
      return { sign_in: null };
    case "sign-out":
      return SAMPLES["signed-out"]();
    case "set-status": {
      const pick = STATUSES.find(({ status }) => status === command.status);
      if (!me || !pick) return {};
      if (!pick.shape) return { me: { ...me, requested: null } };
      return {
        me: {
          ...me,
          shape: pick.shape,
          label: pick.label,
          requested: {
            status: pick.status,
            label: pick.label,
            since: now,
            until: null,
            until_words: endOf(command.until),
            standing: "pending",
            why: null,
          },
        },
      };
    }
    case "set-message":
      if (!me) return {};
      return {
        me: {
          ...me,
          message: message(command.text, { until_words: endOf(command.until), pending: true }),
        },
      };
    case "clear-message":
      return me ? { me: { ...me, message: null } } : {};
    case "search": {
      const text = command.text.toLowerCase();
      const results = COMPANY.filter(({ name }) => name.toLowerCase().includes(text)).map(
        (person) => ({
          person: { id: person.id, name: person.name, address: person.address },
          initials: person.initials,
          watched: people.some(({ id }) => id === person.id),
        }),
      );
      return { search: { text: command.text, busy: false, results, problem: null } };
    }
    case "clear-search":
      return { search: null };
    case "add-people": {
      const added = COMPANY.filter(({ id }) => command.people.some((person) => person.id === id));
      return { people: [...people, ...added] };
    }
    case "remove-people":
      return { people: people.filter(({ id }) => !command.ids.includes(id)) };
    case "set-rule":
      return {
        people: people.map((one) => (one.id === command.id ? { ...one, rule: command.rule } : one)),
      };
    case "pause-notices":
      return { notices: { paused: true, paused_until: null, paused_words: endOf(command.until) } };
    case "resume-notices":
      return { notices: { ...notices, paused: false, paused_words: null } };
    case "keep-available": {
      const keep = command.on ? { until: null, until_words: endOf(command.until) } : null;
      return { settings: { ...settings, keep_available: keep } };
    }
    case "away-when-locked":
      return { settings: { ...settings, away_when_locked: command.on } };
    case "clear-on-quit":
      return { settings: { ...settings, clear_on_quit: command.on } };
    case "start-at-sign-in":
      return { settings: { ...settings, start_at_sign_in: command.on } };
    case "set-registration":
      return {
        account: { state: "signed-out", reason: null },
        settings: { ...settings, registration: typed(settings.registration, command) },
        problem: null,
      };
    case "dismiss-problem":
      return { problem: null, help: null };
    case "check-for-updates":
      return settings.updates
        ? { settings: { ...settings, updates: { ...settings.updates, check: command.on } } }
        : {};
    case "show-release":
    case "show-logs":
    case "follow":
    case "unfollow":
    case "refresh":
    case "watch-closely":
    case "quit":
      return {};
  }
}

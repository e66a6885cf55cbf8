import type { Command } from "../../generated/Command";
import type { RegistrationView } from "../../generated/RegistrationView";
import type { SettingView } from "../../generated/SettingView";
import type { Snapshot } from "../../generated/Snapshot";
import { STATUSES } from "../../lib/words";
import { arranged } from "./arrange";
import { endOf } from "./expiry";
import { message } from "./me";
import { told } from "./notices";
import { COMPANY } from "./people";
import { SAMPLES } from "./samples";
import { UPDATES } from "./updates";

/** Roughly what the engine would make of a command. */
export function after(snapshot: Snapshot, command: Command): Partial<Snapshot> {
  const { me, people, settings } = snapshot;
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
    case "check-for-updates":
      return settings.updates
        ? { settings: { ...settings, updates: { ...settings.updates, check: command.on } } }
        : {};
    case "install-update":
      return settings.updates?.install
        ? { settings: { ...settings, updates: UPDATES.underWay } }
        : {};
    case "set-registration":
      return {
        account: { state: "signed-out", reason: null },
        settings: { ...settings, registration: typed(settings.registration, command) },
        problem: null,
      };
    case "dismiss-problem":
      return { problem: null, help: null };
    case "add-people":
    case "add-by-words":
    case "stop-adding":
    case "remove-people":
    case "undo-removal":
    case "forget-people":
    case "import-people":
    case "set-favourite":
    case "set-group":
    case "rename-group":
    case "remove-group":
    case "move-group":
    case "fold-group":
    case "move-person":
    case "sort-people":
      return arranged(snapshot, command);
    case "set-rule":
    case "set-group-rule":
    case "set-default-rule":
    case "tell-once":
    case "stop-telling-once":
    case "mute":
    case "unmute":
    case "set-quiet":
    case "pause-notices":
    case "resume-notices":
      return told(snapshot, command);
    case "contact":
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

import type { HelpView } from "../../generated/HelpView";
import type { RegistrationView } from "../../generated/RegistrationView";
import type { SettingsView } from "../../generated/SettingsView";
import type { SignInView } from "../../generated/SignInView";
import type { Snapshot } from "../../generated/Snapshot";
import type { UserError } from "../../generated/UserError";
import { addingOf, foundOf } from "./arrange";
import { crowd, grouped, GROUPS } from "./crowd";
import { AT, ME, message } from "./me";
import { NOTICES, QUIET } from "./notices";
import { COMPANY, MY_ID } from "./people";
import { REASONS, REGISTRATIONS } from "./registration";
import { UPDATES } from "./updates";

const ZONE = "Europe/Berlin";

const BARBARAS = COMPANY.filter(({ name }) => name.startsWith("Barbara"));

/** Words as somebody might paste them. */
const MANY = [
  "barbara.liskov@contoso.example",
  "barbara.mcclintock@contoso.example",
  "grace.hopper@contoso.example",
  "nobody@contoso.example",
  "Rosalind Elsie Franklin",
  "Barbara",
];

export const NOT_ALLOWED: UserError = {
  code: "refused",
  title: "Microsoft Graph did not allow this",
  hint: "The permission may not have been granted: sign out and in again, or ask your administrator to consent",
  details: "Status 403, request id 5f0f8b6a-1c58-4f0e-9e52",
};

const ENDED: UserError = {
  code: "sign-in-needed",
  title: "Your sign-in has ended",
  hint: "Sign in again",
  details: "invalid_grant",
};

const settings: SettingsView = {
  zone: ZONE,
  clear_on_quit: true,
  keep_available: null,
  away_when_locked: false,
  poll_seconds: 30,
  start_at_sign_in: false,
  updates: { check: false, set_by: "default", newer: null, install: null },
  demo: false,
  registration: REGISTRATIONS.usual,
};

const ACCOUNT: Extract<Snapshot["account"], { state: "signed-in" }> = {
  state: "signed-in",
  id: MY_ID,
  name: "Ada Lovelace",
  address: "ada@contoso.example",
  initials: "AL",
  sign_in_needed: false,
  kept: true,
  consent_needed: false,
};

const HELP: HelpView = {
  cause: "Your company wants an administrator to approve Porchlight first.",
  what_to_do: "An administrator can approve it for everybody with the address below.",
  admin_consent_address:
    "https://login.example/organizations/v2.0/adminconsent?client_id=00000000-0000-0000-0000-000000000000",
  letter:
    "Subject: Porchlight needs your help to sign in\n\nHello,\n\nI use Porchlight, a desktop program that shows and sets my Microsoft Teams presence through Microsoft Graph. I could not sign in.\n\nThe application\n  Application (client) ID: 00000000-0000-0000-0000-000000000000\n  Tenant: organizations\n\nThank you\n",
};

const ADMIN_WANTED: UserError = {
  code: "refused",
  title: "The sign-in was refused: The grant requires admin permission",
  hint: "Try again, or ask your administrator about this application",
  details: "AADSTS90094",
};

const IN_BROWSER: SignInView = {
  step: "browser",
  address:
    "https://login.example/organizations/oauth2/v2.0/authorize?client_id=00000000-0000-0000-0000-000000000000&response_type=code",
};

function signedIn(change: Partial<Snapshot> = {}): Snapshot {
  return {
    revision: 1,
    account: ACCOUNT,
    sign_in: null,
    me: ME.honoured,
    people: COMPANY.slice(0, 8),
    groups: [],
    sort: "own",
    search: null,
    adding: null,
    removed: null,
    health: {
      kind: "fine",
      words: "Updated 10:42",
      updated_at: AT,
      next_try_at: null,
      stale: false,
      problem: null,
      remarks: [],
    },
    notices: NOTICES,
    settings,
    problem: null,
    help: null,
    ...change,
  };
}

/** Colleagues on the list whom nobody has allowed to see. */
function unseen(change: Partial<Snapshot> = {}): Snapshot {
  return signedIn({
    account: { ...ACCOUNT, consent_needed: true },
    people: COMPANY.slice(0, 4).map((person) => ({
      ...person,
      presence: null,
      since_words: null,
      as_of: null,
      problem: "Porchlight needs your consent to see colleagues",
    })),
    ...change,
  });
}

/** Graph answers, but not with what was asked for. */
const REFUSED: Snapshot["health"] = {
  ...signedIn().health,
  kind: "trouble",
  words: `${NOT_ALLOWED.title}, as of 10:42`,
  next_try_at: "2026-11-20T09:58:00Z",
  stale: true,
  problem: NOT_ALLOWED,
};

const SIGN_IN_NEEDED: Snapshot["health"] = {
  ...signedIn().health,
  kind: "signed-out",
  words: "Sign-in needed, as of 10:42",
  problem: ENDED,
  stale: true,
};

function signedOut(change: Partial<Snapshot> = {}): Snapshot {
  return signedIn({
    account: { state: "signed-out", reason: null },
    me: null,
    people: [],
    health: { ...signedIn().health, kind: "signed-out", words: "Signed out", updated_at: null },
    ...change,
  });
}

const HOSTILE = "<img src=x onerror=alert(1)>\u202Egnp.exe\u0000 <b>bold</b> ";

function unregistered(registration: RegistrationView, reason: UserError): Snapshot {
  return signedOut({
    account: { state: "signed-out", reason },
    settings: { ...settings, registration },
  });
}

/** Every state of the window, by name; `?state=` in a browser. */
export const SAMPLES = {
  starting: () => signedOut({ account: { state: "starting" } }),
  "signed-out": () => signedOut(),
  "first-run": () => unregistered(REGISTRATIONS.missing, REASONS.missing),
  "first-run-refused": () => ({
    ...unregistered(REGISTRATIONS.missing, REASONS.missing),
    problem: REASONS.refused,
  }),
  "first-run-organisation": () => unregistered(REGISTRATIONS.missingInPart, REASONS.missing),
  "wrong-application": () => unregistered(REGISTRATIONS.wrong, REASONS.wrong),
  "broken-policy": () => unregistered(REGISTRATIONS.locked, REASONS.brokenPolicy),
  "signed-out-by-server": () =>
    signedOut({
      account: {
        state: "signed-out",
        reason: ENDED,
      },
    }),
  refused: () => signedOut({ problem: ADMIN_WANTED, help: HELP }),
  "sign-in-browser": () => signedOut({ sign_in: IN_BROWSER }),
  "sign-in-code": () =>
    signedOut({
      sign_in: {
        step: "device-code",
        code: "F4KQ7PLBX",
        address: "https://login.example/device",
        expires_at: "2026-11-20T09:57:00Z",
      },
    }),
  "signed-in": () => signedIn(),
  demo: () =>
    signedIn({ settings: { ...settings, demo: true, start_at_sign_in: null, updates: null } }),
  "update-offered": () => signedIn({ settings: { ...settings, updates: UPDATES.offered } }),
  "update-under-way": () => signedIn({ settings: { ...settings, updates: UPDATES.underWay } }),
  "update-failed": () => signedIn({ settings: { ...settings, updates: UPDATES.failed } }),
  organisation: () =>
    signedIn({ settings: { ...settings, registration: REGISTRATIONS.organisation } }),
  pending: () => signedIn({ me: ME.pending }),
  "not-honoured": () => signedIn({ me: ME.notHonoured }),
  left: () => signedIn({ me: ME.left, settings: { ...settings, away_when_locked: true } }),
  kept: () =>
    signedIn({
      me: ME.kept,
      settings: {
        ...settings,
        keep_available: { until: "2026-11-20T16:30:00Z", until_words: "until 17:30" },
      },
    }),
  empty: () => signedIn({ people: [], me: ME.nothingAsked }),
  search: () =>
    signedIn({
      search: {
        text: "bar",
        busy: false,
        results: BARBARAS.map((one, index) => foundOf(one, index === 2)),
        problem: null,
      },
    }),
  groups: () => signedIn({ people: grouped(), groups: GROUPS }),
  quiet: () => signedIn({ people: grouped(), groups: GROUPS, notices: QUIET }),
  crowd: () => signedIn({ people: crowd(10_000), groups: GROUPS }),
  adding: () =>
    signedIn({ adding: { ...addingOf([], []), done: 7, all: 12, busy: true, added: ["Ito"] } }),
  added: () => signedIn({ adding: addingOf(COMPANY.slice(0, 8), MANY) }),
  offline: () =>
    signedIn({
      health: {
        kind: "offline",
        words: "Microsoft Graph has trouble of its own (answer 503) since 10:43, as of 10:42",
        updated_at: AT,
        next_try_at: "2026-11-20T09:58:00Z",
        stale: true,
        problem: {
          code: "unreachable",
          title: "Microsoft Graph has trouble of its own (answer 503)",
          hint: "Try again in a few minutes",
          details: "Status 503, request id 5f0f8b6a-1c58-4f0e-9e52",
        },
        remarks: ["There is no keyring to keep the sign-in: it ends when Porchlight does"],
      },
      notices: { ...NOTICES, paused: true, paused_words: "until 17:30" },
    }),
  /** Every command fails. */
  refusing: () => signedIn(),
  problem: () => signedIn({ problem: NOT_ALLOWED }),
  trouble: () => signedIn({ health: REFUSED }),
  "trouble-told": () => signedIn({ health: REFUSED, problem: NOT_ALLOWED }),
  "sign-in-needed": () =>
    signedIn({
      account: { ...ACCOUNT, sign_in_needed: true, kept: false },
      health: SIGN_IN_NEEDED,
    }),
  consent: () => unseen(),
  "consent-empty": () => unseen({ people: [] }),
  "consent-browser": () => unseen({ sign_in: IN_BROWSER }),
  "consent-refused": () => unseen({ problem: ADMIN_WANTED, help: HELP }),
  "consent-ended": () =>
    unseen({
      account: { ...ACCOUNT, sign_in_needed: true, consent_needed: true },
      health: SIGN_IN_NEEDED,
    }),
  hostile: () => {
    const long = HOSTILE + "long".repeat(2500);
    return signedIn({
      account: {
        ...ACCOUNT,
        name: HOSTILE + "Ada".repeat(80),
        address: "a".repeat(300) + "@contoso.example",
      },
      me: { ...ME.honoured, message: message(long, { then: long }) },
      groups: [{ name: HOSTILE + "Group".repeat(60), folded: false, rule: null }],
      notices: {
        ...QUIET,
        held_back: QUIET.held_back.map((one) => ({ ...one, words: long, why: HOSTILE })),
      },
      people: COMPANY.slice(0, 3).map((person, index) => ({
        ...person,
        name: HOSTILE + person.name.repeat(30),
        phone: HOSTILE,
        group: index === 2 ? HOSTILE + "Group".repeat(60) : null,
        presence: person.presence && {
          ...person.presence,
          label: "Unknown (" + "x".repeat(400) + ")",
          message: message(long),
        },
      })),
    });
  },
} satisfies Record<string, () => Snapshot>;

export type SampleName = keyof typeof SAMPLES;

import type { MeView } from "../../generated/MeView";
import type { RegistrationView } from "../../generated/RegistrationView";
import type { SettingsView } from "../../generated/SettingsView";
import type { Snapshot } from "../../generated/Snapshot";
import type { UserError } from "../../generated/UserError";
import { COMPANY, ME } from "./people";
import { REASONS, REGISTRATIONS } from "./registration";

const AT = "2026-11-20T09:42:00Z";
const ZONE = "Europe/Berlin";

const me: MeView = {
  shape: "busy",
  label: "Busy",
  reported: {
    shape: "busy",
    label: "Busy",
    availability: "Busy",
    activity: "Busy",
    out_of_office: false,
    out_of_office_message: null,
    work_location: null,
    message: null,
  },
  reported_at: AT,
  requested: {
    status: "busy",
    label: "Busy",
    since: AT,
    until: "2026-11-20T16:30:00Z",
    until_words: "until 17:30",
    standing: "honoured",
    why: null,
  },
  message: {
    text: "Writing the quarterly report, back for questions tomorrow",
    expires_at: null,
    until_words: "until tomorrow 09:00",
    pending: false,
  },
};

const BARBARAS = COMPANY.filter(({ name }) => name.startsWith("Barbara"));

const settings: SettingsView = {
  zone: ZONE,
  clear_on_quit: true,
  keep_available: null,
  away_when_locked: false,
  demo: false,
  registration: REGISTRATIONS.usual,
};

function signedIn(change: Partial<Snapshot> = {}): Snapshot {
  return {
    revision: 1,
    account: {
      state: "signed-in",
      id: ME.id,
      name: "Ada Lovelace",
      address: "ada@contoso.example",
      initials: "AL",
      sign_in_needed: false,
      kept: true,
    },
    sign_in: null,
    me,
    people: COMPANY.slice(0, 8),
    search: null,
    health: {
      kind: "fine",
      words: "Updated 10:42",
      updated_at: AT,
      next_try_at: null,
      stale: false,
      problem: null,
      remarks: [],
    },
    notices: { paused: false, paused_until: null, paused_words: null },
    settings,
    problem: null,
    help: null,
    ...change,
  };
}

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
        reason: {
          code: "sign-in-needed",
          title: "Your organisation has ended the sign-in",
          hint: "Sign in again; the password may have changed",
        },
      },
    }),
  refused: () =>
    signedOut({
      problem: {
        code: "refused",
        title: "The sign-in was refused: The grant requires admin permission",
        hint: "Try again, or ask your administrator about this application",
        details: "AADSTS90094",
      },
      help: {
        cause: "Your company wants an administrator to approve Porchlight first.",
        what_to_do: "An administrator can approve it for everybody with the address below.",
        admin_consent_address:
          "https://login.example/organizations/v2.0/adminconsent?client_id=00000000-0000-0000-0000-000000000000",
        letter:
          "Subject: Porchlight needs your help to sign in\n\nHello,\n\nI use Porchlight, a desktop program that shows and sets my Microsoft Teams presence through Microsoft Graph. I could not sign in.\n\nThe application\n  Application (client) ID: 00000000-0000-0000-0000-000000000000\n  Tenant: organizations\n\nThank you\n",
      },
    }),
  "sign-in-browser": () =>
    signedOut({
      sign_in: {
        step: "browser",
        address:
          "https://login.example/organizations/oauth2/v2.0/authorize?client_id=00000000-0000-0000-0000-000000000000&response_type=code",
      },
    }),
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
  demo: () => signedIn({ settings: { ...settings, demo: true } }),
  organisation: () =>
    signedIn({ settings: { ...settings, registration: REGISTRATIONS.organisation } }),
  pending: () =>
    signedIn({
      me: {
        ...me,
        shape: "available",
        label: "Available",
        requested: {
          status: "available",
          label: "Available",
          since: AT,
          until: null,
          until_words: null,
          standing: "pending",
          why: null,
        },
        message: { text: "At my desk", expires_at: null, until_words: null, pending: true },
      },
    }),
  "not-honoured": () =>
    signedIn({
      me: {
        ...me,
        requested: {
          status: "available",
          label: "Available",
          since: AT,
          until: null,
          until_words: null,
          standing: "not-honoured",
          why: "A status set in Teams wins over this one; reset it there or here.",
        },
        message: null,
      },
    }),
  empty: () => signedIn({ people: [], me: { ...me, message: null, requested: null } }),
  search: () =>
    signedIn({
      search: {
        text: "bar",
        busy: false,
        results: BARBARAS.map(({ id, name, address, initials }, index) => ({
          person: { id, name, address },
          initials,
          watched: index === 2,
        })),
        problem: null,
      },
    }),
  offline: () =>
    signedIn({
      health: {
        kind: "offline",
        words: "Offline since 10:42",
        updated_at: AT,
        next_try_at: "2026-11-20T09:58:00Z",
        stale: true,
        problem: {
          code: "unreachable",
          title: "Microsoft Graph could not be reached",
          hint: "Porchlight tries again by itself",
          details: "GET /me/presence: connection refused; request-id 5f0f8b6a-1c58-4f0e-9e52",
        },
        remarks: ["No keyring was found: the sign-in ends with this run"],
      },
      notices: { paused: true, paused_until: null, paused_words: "until 17:30" },
    }),
  problem: () =>
    signedIn({
      problem: {
        code: "refused",
        title: "Graph did not accept the status message",
        hint: "Your administrator can allow it: Presence.ReadWrite is missing",
      },
    }),
  "sign-in-needed": () =>
    signedIn({
      account: {
        ...(signedIn().account as Extract<Snapshot["account"], { state: "signed-in" }>),
        sign_in_needed: true,
        kept: false,
      },
      health: {
        ...signedIn().health,
        kind: "signed-out",
        words: "Sign-in needed",
        stale: true,
      },
    }),
  hostile: () => {
    const long = HOSTILE + "long".repeat(2500);
    return signedIn({
      account: {
        state: "signed-in",
        id: ME.id,
        name: HOSTILE + "Ada".repeat(80),
        address: "a".repeat(300) + "@contoso.example",
        initials: "AL",
        sign_in_needed: false,
        kept: true,
      },
      me: { ...me, message: { text: long, expires_at: null, until_words: null, pending: false } },
      people: COMPANY.slice(0, 3).map((person) => ({
        ...person,
        name: HOSTILE + person.name.repeat(30),
        presence: person.presence && {
          ...person.presence,
          label: "Unknown (" + "x".repeat(400) + ")",
          message: { text: long, expires_at: null, until_words: null, pending: false },
        },
      })),
    });
  },
} satisfies Record<string, () => Snapshot>;

export type SampleName = keyof typeof SAMPLES;

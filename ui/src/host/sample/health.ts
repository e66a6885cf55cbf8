import type { HealthView } from "../../generated/HealthView";
import type { UserError } from "../../generated/UserError";
import { AT } from "./me";
import { NEWER } from "./updates";

export const NOT_ALLOWED: UserError = {
  code: "refused",
  title: "Microsoft Graph did not allow this",
  hint: "The permission may not have been granted: sign out and in again, or ask your administrator to consent",
  details: "Status 403, request id 5f0f8b6a-1c58-4f0e-9e52",
};

export const ENDED: UserError = {
  code: "sign-in-needed",
  title: "Your sign-in has ended",
  hint: "Sign in again",
  details: "invalid_grant",
};

const FINE: HealthView = {
  kind: "fine",
  words: "Updated 10:42",
  updated_at: AT,
  next_try_at: null,
  stale: false,
  problem: null,
  remarks: [],
};

const SIGNED_OUT: HealthView = {
  ...FINE,
  kind: "signed-out",
  words: "Signed out",
  updated_at: null,
};

export const HEALTH = {
  fine: FINE,
  signedOut: SIGNED_OUT,
  setAside: {
    ...SIGNED_OUT,
    remarks: [
      "The remembered state could not be read and was set aside as state.json.broken: it begins anew",
    ],
  },
  newer: { ...FINE, remarks: [NEWER] },
  offline: {
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
  /** Graph answers, but not with what was asked for. */
  refused: {
    ...FINE,
    kind: "trouble",
    words: `${NOT_ALLOWED.title}, as of 10:42`,
    next_try_at: "2026-11-20T09:58:00Z",
    stale: true,
    problem: NOT_ALLOWED,
  },
  ended: {
    ...FINE,
    kind: "signed-out",
    words: "Sign-in needed, as of 10:42",
    problem: ENDED,
    stale: true,
  },
} satisfies Record<string, HealthView>;

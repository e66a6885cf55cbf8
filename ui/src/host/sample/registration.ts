import type { RegistrationView } from "../../generated/RegistrationView";
import type { UserError } from "../../generated/UserError";

/** The application in its several states. */
const usual: RegistrationView = {
  ready: true,
  changeable: true,
  client_id: { value: "11111111-2222-3333-4444-555555555555", set_by: "file" },
  tenant: { value: "organizations", set_by: "default" },
  cloud: { value: "global", set_by: "default" },
};

const missing: RegistrationView = {
  ...usual,
  ready: false,
  client_id: { value: "", set_by: "default" },
};

const byOthers: Pick<RegistrationView, "tenant" | "cloud"> = {
  tenant: { value: "contoso.example", set_by: "organisation" },
  cloud: { value: "us-gov-l4", set_by: "environment" },
};

export const REGISTRATIONS = {
  usual,
  missing,
  missingInPart: { ...missing, ...byOthers },
  wrong: { ...missing, client_id: { value: "12345", set_by: "file" } },
  locked: { ...missing, changeable: false },
  organisation: {
    ...usual,
    ...byOthers,
    changeable: false,
    client_id: { ...usual.client_id, set_by: "organisation" },
  },
} satisfies Record<string, RegistrationView>;

/** Why nobody can sign in with one of them. */
export const REASONS = {
  missing: {
    code: "sign-in-needed",
    title: "Porchlight does not know which application registration to use",
    hint: "Write client_id under [account] in config.toml",
  },
  wrong: {
    code: "usage",
    title: "The client id “12345” from the configuration file /home/ada/config.toml is not one",
    hint: "Copy the Application (client) ID of your registration",
  },
  refused: {
    code: "usage",
    title: "The client id “mine” is not one",
    hint: "Copy the Application (client) ID of your registration; it looks like 11111111-2222-3333-4444-555555555555",
  },
  brokenPolicy: {
    code: "failed",
    title:
      "The policy of your organisation, /etc/porchlight/policy.toml, can't be used: everybody on this computer may change it",
    hint: "Ask your administrator to mend it",
  },
} satisfies Record<string, UserError>;

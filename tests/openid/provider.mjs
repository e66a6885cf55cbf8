// An OpenID provider of other people's making, under the addresses that
// Microsoft's identity platform has. Usage:
//
//   node provider.mjs CLIENT_ID TENANT
//
// It prints its port on 127.0.0.1 once it listens, and ends with its input.
// Everything is kept in memory; its pages take any password. Of Graph it has
// `/v1.0/me`, which is as far as its own userinfo endpoint goes.
//
// oidc-provider 8 is the last that runs on the oldest Node.js our tools need.

import { once } from "node:events";
import { createServer } from "node:http";

import Provider from "oidc-provider";

const [clientId, tenant] = process.argv.slice(2);
const platform = `/${tenant}/oauth2/v2.0`;

const TENANT_ID = "7d0ad6d2-9b3c-4c52-8f0a-3b1f5f6f2c10";
const PEOPLE = {
  "robin@contoso.example": { id: "10000000-0000-4000-8000-000000000001", name: "Robin Carter" },
  "zoe@contoso.example": { id: "10000000-0000-4000-8000-000000000002", name: "Zoë Åkesson" },
};
const PERMISSIONS = [
  "User.Read",
  "Presence.Read",
  "Presence.ReadWrite",
  "Presence.Read.All",
  "User.ReadBasic.All",
];

// What it warns of is meant here: keys, accounts and grants that end with it.
console.warn = () => {};
console.info = () => {};

// The words of an id token, and then those of Graph.
function account(address, { id, name }) {
  const claims = {
    sub: address,
    oid: id,
    tid: TENANT_ID,
    name,
    preferred_username: address,
    id,
    displayName: name,
    mail: address,
  };
  return { accountId: address, claims: () => claims };
}

const server = createServer();
server.listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address();
const root = `http://127.0.0.1:${port}`;

const configuration = {
  clients: [
    {
      client_id: clientId,
      // As with Microsoft's public clients, a native one may come back to any
      // port of localhost.
      application_type: "native",
      redirect_uris: ["http://localhost"],
      token_endpoint_auth_method: "none",
      response_types: ["code"],
      grant_types: [
        "authorization_code",
        "refresh_token",
        "urn:ietf:params:oauth:grant-type:device_code",
      ],
    },
  ],
  routes: {
    authorization: `${platform}/authorize`,
    token: `${platform}/token`,
    device_authorization: `${platform}/devicecode`,
    code_verification: "/device",
    revocation: "/revoke",
    userinfo: "/v1.0/me",
  },
  features: {
    devInteractions: { enabled: true },
    deviceFlow: { enabled: true },
    revocation: { enabled: true },
  },
  pkce: { methods: ["S256"], required: () => true },
  // Stricter than Microsoft, where a replaced refresh token stays good: here its
  // second use ends the whole sign-in.
  rotateRefreshToken: true,
  // A permission of Graph is a plain scope that bears Graph's address.
  scopes: ["openid", "offline_access", ...PERMISSIONS.map((name) => `${root}/${name}`)],
  // Microsoft names the user in the id token, and not only at a userinfo endpoint.
  conformIdTokenClaims: false,
  claims: {
    openid: ["sub"],
    profile: ["oid", "tid", "name", "preferred_username"],
    [`${root}/User.Read`]: ["id", "displayName", "mail"],
  },
  findAccount: (_, address) => PEOPLE[address] && account(address, PEOPLE[address]),
};

const provider = new Provider(root, configuration);
provider.on("server_error", (_, error) => console.error(error));
// Two words mean something else at Microsoft. `offline_access` is honoured there
// without `prompt=consent`, which OpenID demands; and `select_account` shows a
// list of accounts, where this provider asks for the sign-in name.
provider.use(async (context, next) => {
  if (context.path === configuration.routes.authorization) {
    const prompt = context.query.prompt === "select_account" ? "login consent" : "consent";
    context.query = { ...context.query, prompt };
  }
  await next();
});
server.on("request", provider.callback());

process.stdin.on("end", () => process.exit()).resume();
console.log(port);

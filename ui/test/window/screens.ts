import type { Page } from "playwright-core";
import type { SampleName } from "../../src/host/sample/samples";

export interface Screen {
  name: string;
  state: SampleName;
  /** What a user does to get there. */
  open?: (page: Page) => Promise<void>;
}

const opening = (name: RegExp) => async (page: Page) => {
  await page.getByRole("button", { name }).first().click();
  await page.getByRole("dialog").waitFor();
};

const row = (name: RegExp) => async (page: Page) => {
  await page.getByRole("row", { name }).click();
  await page.getByRole("dialog").waitFor();
};

/** A page of the settings. */
const page = (name: RegExp) => async (page: Page) => {
  await page.getByRole("button", { name: /^Settings/ }).click();
  await page.getByRole("button", { name }).click();
  await page.getByRole("dialog", { name }).waitFor();
};

const notices = page(/^Notices/);
const privacy = page(/^People and privacy/);

/** Shows the end of the sheet on top. */
const end = (page: Page) =>
  page.evaluate(() => {
    const sheet = [...document.querySelectorAll("dialog[open]")].pop();
    sheet?.scrollTo(0, sheet.scrollHeight);
  });

/** The part of the settings about a newer version. */
const updates = async (page: Page) => {
  await opening(/^Settings/)(page);
  await page.getByRole("button", { name: "Read about it" }).scrollIntoViewIfNeeded();
};

const remove = (name: RegExp) => async (page: Page) => {
  await row(name)(page);
  await page.getByRole("button", { name: "Remove from the watch list" }).click();
  await page.getByRole("button", { name: "Undo" }).waitFor();
};

const filter = (text: string) => async (page: Page) => {
  await page.getByLabel(/^Filter/).fill(text);
};

const status = opening(/^My status:/);
const why = opening(/^Why\?/);
const message = opening(/^(My|Set a) status message/);

/** Every screen there is, with the way to it. */
export const SCREENS: Screen[] = [
  { name: "starting", state: "starting" },
  { name: "signed-out", state: "signed-out" },
  { name: "first-run", state: "first-run" },
  { name: "first-run-refused", state: "first-run-refused" },
  { name: "first-run-organisation", state: "first-run-organisation" },
  { name: "wrong-application", state: "wrong-application" },
  { name: "broken-policy", state: "broken-policy" },
  {
    name: "another-application",
    state: "signed-out",
    open: async (page) => {
      await page.getByRole("button", { name: "Use another application" }).click();
      await page.getByRole("textbox", { name: "Tenant" }).waitFor();
    },
  },
  { name: "set-aside", state: "set-aside" },
  { name: "signed-out-by-server", state: "signed-out-by-server" },
  { name: "refused", state: "refused" },
  { name: "help", state: "refused", open: opening(/^Get help from IT/) },
  {
    name: "what-works",
    state: "refused",
    open: async (page) => {
      await opening(/^Check what works/)(page);
      await page.getByText("Something is broken.").waitFor();
    },
  },
  { name: "signed-out-settings", state: "signed-out", open: opening(/^Settings/) },
  { name: "sign-in-browser", state: "sign-in-browser" },
  { name: "sign-in-code", state: "sign-in-code" },
  { name: "main", state: "signed-in" },
  { name: "demo", state: "demo" },
  { name: "pending", state: "pending" },
  { name: "not-honoured", state: "not-honoured" },
  { name: "left", state: "left" },
  { name: "kept", state: "kept" },
  { name: "why", state: "signed-in", open: why },
  { name: "why-not-honoured", state: "not-honoured", open: why },
  { name: "empty", state: "empty" },
  {
    name: "search",
    state: "search",
    open: async (page) => {
      await page.getByRole("combobox").pressSequentially("bar");
      await page.getByRole("option").first().waitFor();
      await page.keyboard.press("ArrowDown");
    },
  },
  {
    name: "search-nobody",
    state: "signed-in",
    open: async (page) => {
      await page.getByRole("combobox").pressSequentially("zzz");
      await page.getByText("Nobody found").waitFor();
    },
  },
  { name: "offline", state: "offline" },
  {
    name: "offline-details",
    state: "offline",
    open: (page) => page.locator("summary").click(),
  },
  { name: "problem", state: "problem" },
  { name: "trouble", state: "trouble" },
  {
    name: "trouble-told",
    state: "trouble-told",
    open: (page) => page.locator("summary").click(),
  },
  { name: "sign-in-needed", state: "sign-in-needed" },
  { name: "consent", state: "consent" },
  { name: "consent-empty", state: "consent-empty" },
  { name: "consent-browser", state: "consent-browser" },
  { name: "consent-refused", state: "consent-refused" },
  { name: "consent-ended", state: "consent-ended" },
  { name: "consent-person", state: "consent", open: row(/Katherine/) },
  { name: "hostile", state: "hostile" },
  { name: "removed", state: "signed-in", open: remove(/Grace/) },
  { name: "removed-hostile", state: "hostile", open: remove(/Grace/) },
  {
    name: "removed-menu",
    state: "signed-in",
    open: async (page) => {
      await remove(/ليلى/)(page);
      await page.getByRole("button", { name: "Order and groups" }).click();
    },
  },
  { name: "status", state: "signed-in", open: status },
  {
    name: "status-words",
    state: "signed-in",
    open: async (page) => {
      await status(page);
      await page.getByRole("textbox", { name: "Or write an end" }).fill("tomorrow 9:00");
      await page.getByRole("dialog").getByText("until tomorrow 09:00").waitFor();
    },
  },
  {
    name: "status-kept",
    state: "kept",
    open: async (page) => {
      await status(page);
      await page.getByRole("button", { name: "Change the end" }).click();
    },
  },
  { name: "message", state: "signed-in", open: message },
  {
    name: "message-unclear",
    state: "empty",
    open: async (page) => {
      await message(page);
      await page.getByRole("textbox", { name: "Status message" }).fill("long ".repeat(60));
      await page.getByRole("textbox", { name: "Or write an end" }).fill("whenever");
      await page.getByText("not a time").waitFor();
    },
  },
  { name: "person", state: "signed-in", open: row(/Katherine/) },
  { name: "person-away", state: "signed-in", open: row(/ليلى/) },
  { name: "person-hostile", state: "hostile", open: row(/Grace/) },
  { name: "settings", state: "signed-in", open: opening(/^Settings/) },
  { name: "settings-update", state: "update-offered", open: updates },
  {
    name: "remarks",
    state: "update-offered",
    open: (page) => page.locator("summary").click(),
  },
  {
    name: "settings-updating",
    state: "update-under-way",
    open: async (page) => {
      await updates(page);
      await page.getByText(/^Installing version 9\.0\.0/).waitFor();
    },
  },
  {
    name: "settings-update-failed",
    state: "update-failed",
    open: async (page) => {
      await updates(page);
      await page.getByRole("button", { name: "Try again" }).waitFor();
    },
  },
  { name: "settings-organisation", state: "organisation", open: opening(/^Settings/) },
  {
    name: "settings-problem",
    state: "refusing",
    open: async (page) => {
      await opening(/^Settings/)(page);
      await page.getByRole("switch", { name: /^Keep me available/ }).click();
      await page.getByRole("dialog").getByText("did not allow this").waitFor();
    },
  },
  { name: "groups", state: "groups" },
  { name: "crowd", state: "crowd" },
  { name: "filter", state: "groups", open: filter("angstrom") },
  { name: "filter-nobody", state: "groups", open: filter("zzz") },
  {
    name: "row-menu",
    state: "groups",
    open: (page) => page.getByRole("row", { name: /Barbara Liskov/ }).click({ button: "right" }),
  },
  {
    name: "list-menu",
    state: "groups",
    open: (page) => page.getByRole("button", { name: "Order and groups" }).click(),
  },
  {
    name: "group",
    state: "groups",
    open: async (page) => {
      await page.getByRole("row", { name: /^Team/ }).click({ button: "right" });
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "group-pick",
    state: "groups",
    open: async (page) => {
      await page.getByRole("row", { name: /Grace/ }).click({ button: "right" });
      await page.getByRole("menuitem", { name: /^Move to a group/ }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "person-once",
    state: "groups",
    open: async (page) => {
      await row(/Katherine/)(page);
      await page.getByText("Change what is told once").click();
    },
  },
  {
    name: "person-rule",
    state: "groups",
    open: async (page) => {
      await row(/Katherine/)(page);
      await page.getByRole("button", { name: "Choose an end" }).last().click();
      await end(page);
    },
  },
  {
    name: "person-said",
    state: "groups",
    open: async (page) => {
      await row(/Barbara McClintock/)(page);
      await page.getByText(/^What Teams said/).click();
    },
  },
  {
    name: "pasted",
    state: "signed-in",
    open: async (page) => {
      await page.getByRole("combobox").fill("ada@contoso.example; grace@contoso.example");
      await page.getByRole("option", { name: "Add the people in this list" }).waitFor();
    },
  },
  {
    name: "add-many",
    state: "groups",
    open: async (page) => {
      await page.getByRole("button", { name: "Order and groups" }).click();
      await page.getByRole("menuitem", { name: /^Add many/ }).click();
      await page.getByRole("textbox", { name: /^Addresses/ }).fill("Ada\nGrace");
    },
  },
  { name: "adding", state: "adding" },
  { name: "adding-progress", state: "adding", open: opening(/^Adding people/) },
  { name: "adding-result", state: "added", open: opening(/added/) },
  {
    name: "settings-end",
    state: "signed-in",
    open: async (page) => {
      await opening(/^Settings/)(page);
      await end(page);
    },
  },
  { name: "notices", state: "signed-in", open: notices },
  { name: "notices-quiet", state: "quiet", open: notices },
  {
    name: "notices-held-back",
    state: "quiet",
    open: async (page) => {
      await notices(page);
      await end(page);
    },
  },
  {
    name: "notices-hostile",
    state: "hostile",
    open: async (page) => {
      await notices(page);
      await end(page);
    },
  },
  { name: "notices-paused", state: "offline", open: notices },
  {
    name: "notices-words",
    state: "left",
    open: async (page) => {
      await notices(page);
      await page.getByRole("textbox", { name: "Or write when the pause ends" }).fill("whenever");
      await page.getByText("not a time").waitFor();
    },
  },
  { name: "privacy", state: "groups", open: privacy },
  {
    name: "privacy-exported",
    state: "groups",
    open: async (page) => {
      await privacy(page);
      await page.getByRole("button", { name: "Export", exact: true }).click();
      await page.getByText(/^Written to/).waitFor();
    },
  },
  {
    name: "privacy-forget",
    state: "groups",
    open: async (page) => {
      await privacy(page);
      await page.getByRole("button", { name: "Forget everybody…" }).click();
      await end(page);
    },
  },
];

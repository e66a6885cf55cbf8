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
  { name: "consent-person", state: "consent", open: opening(/^Katherine/) },
  { name: "hostile", state: "hostile" },
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
  { name: "person", state: "signed-in", open: opening(/^Katherine/) },
  { name: "person-away", state: "signed-in", open: opening(/^ليلى/) },
  { name: "person-hostile", state: "hostile", open: opening(/Grace/) },
  { name: "settings", state: "signed-in", open: opening(/^Settings/) },
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
  { name: "settings-paused", state: "offline", open: opening(/^Settings/) },
  {
    name: "settings-words",
    state: "left",
    open: async (page) => {
      await opening(/^Settings/)(page);
      await page.getByRole("textbox", { name: "Or write when the pause ends" }).fill("whenever");
      await page.getByText("not a time").waitFor();
    },
  },
];

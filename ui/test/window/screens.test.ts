import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { overflowing, picture, show, startBrowser, violations, type View } from "./browser";
import { SCREENS, type Screen } from "./screens";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

async function check(screen: Screen, look: Omit<View, "state">, name: string) {
  const { page, complaints } = await show(browser, { state: screen.state, ...look });
  await screen.open?.(page);
  await picture(page, name);
  expect(await overflowing(page), "sticks out sideways").toEqual([]);
  expect(await violations(page), "accessibility").toEqual([]);
  expect(complaints, "logged by the page").toEqual([]);
  await page.context().close();
}

describe.each(SCREENS)("$name", (screen) => {
  for (const scheme of ["light", "dark"] as const) {
    test(scheme, () => check(screen, { scheme }, `${screen.name}-${scheme}`));
  }

  test("at 320 pixels", () => check(screen, { width: 320 }, `${screen.name}-narrow`));

  test("at 200 % text", () => check(screen, { text: 200 }, `${screen.name}-large`));
});

describe.each(["main", "status", "offline"])("%s", (name) => {
  const screen = SCREENS.find((one) => one.name === name);
  if (!screen) throw new Error(`No screen “${name}”`);

  test("with more contrast", () => check(screen, { contrast: "more" }, `${name}-contrast`));

  test("with forced colours", () => check(screen, { forcedColors: "active" }, `${name}-forced`));
});

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  overflowing,
  picture,
  setTextSize,
  show,
  SIZE,
  startBrowser,
  violations,
  type View,
} from "./browser";
import { SCREENS, type Screen } from "./screens";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

async function check(
  screen: Screen,
  look: Omit<View, "state">,
  name: string,
  more?: (page: Page) => Promise<void>,
) {
  const { page, complaints } = await show(browser, { state: screen.state, ...look });
  try {
    await screen.open?.(page);
    await picture(page, name);
    expect(await overflowing(page), "sticks out sideways").toEqual([]);
    expect(await violations(page), "accessibility").toEqual([]);
    await more?.(page);
    expect(complaints, "logged by the page").toEqual([]);
  } finally {
    await page.context().close();
  }
}

/** The smallest window, then the largest text. */
async function squeeze(page: Page, name: string) {
  await page.setViewportSize({ ...SIZE, width: 320 });
  await picture(page, `${name}-narrow`);
  expect(await overflowing(page), "sticks out of 320 pixels").toEqual([]);

  await page.setViewportSize(SIZE);
  await setTextSize(page, 200);
  await picture(page, `${name}-large`);
  expect(await overflowing(page), "sticks out at 200 % text").toEqual([]);
}

describe.each(SCREENS)("$name", (screen) => {
  test("light, narrow, large text", () =>
    check(screen, { scheme: "light" }, `${screen.name}-light`, (page) =>
      squeeze(page, screen.name),
    ));

  test("dark", () => check(screen, { scheme: "dark" }, `${screen.name}-dark`));
});

describe.each([
  "main",
  "groups",
  "status",
  "offline",
  "person",
  "row-menu",
  "settings",
  "notices-quiet",
  "why-not-honoured",
])("%s", (name) => {
  const screen = SCREENS.find((one) => one.name === name);
  if (!screen) throw new Error(`No screen “${name}”`);

  test("with more contrast", () => check(screen, { contrast: "more" }, `${name}-contrast`));

  test("with forced colours", () => check(screen, { forcedColors: "active" }, `${name}-forced`));
});

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { show, startBrowser } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

/** Ten thousand people on the watch list, a quarter of them in a folded group. */
const open = async () => (await show(browser, { state: "crowd" })).page;
const rows = (page: Page) => page.getByRole("row");
const first = (page: Page) => page.getByRole("row", { name: /^Aino Abara 1\b/ });
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.querySelector("bdi")?.textContent);

test("few of them are in the page at a time", async () => {
  const page = await open();
  await first(page).waitFor();
  expect(await rows(page).count()).toBeLessThan(60);
  const elements = await page.evaluate(() => document.querySelectorAll("*").length);
  expect(elements).toBeLessThan(2_000);
});

test("scrolling leads to the last of them, under the head of their group", async () => {
  const page = await open();
  await first(page).hover();
  await page.mouse.wheel(0, 10_000_000);
  await page.getByRole("row", { name: /פרויקט צפון/ }).waitFor();
  expect(await rows(page).count()).toBeLessThan(60);
  await page.mouse.wheel(0, -4_000);
  await expect
    .poll(async () => (await page.getByRole("row", { name: /^Team/ }).boundingBox())?.y)
    .toBe((await page.getByRole("treegrid").boundingBox())?.y);
  await page.mouse.wheel(0, -10_000_000);
  await first(page).waitFor();
});

test("a filter begins at the top", async () => {
  const page = await open();
  await first(page).hover();
  await page.mouse.wheel(0, 20_000);
  const list = page.getByRole("treegrid");
  const place = () => list.evaluate((element) => element.scrollTop);
  await expect.poll(place).toBeGreaterThan(10_000);
  await page.keyboard.press("Control+f");
  await page.keyboard.type("Abara");
  await expect.poll(place).toBe(0);
});

test("keys lead through all of them", async () => {
  const page = await open();
  await first(page).focus();
  await page.keyboard.press("End");
  await expect.poll(() => focused(page)).toBe("פרויקט צפון");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => focused(page)).toBe("Ines Abara 9999");
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => focused(page)).toBe("Team");
  await page.keyboard.press("PageUp");
  await expect.poll(() => focused(page)).toMatch(/ 49\d\d$/);
  await page.keyboard.press("Home");
  await expect.poll(() => focused(page)).toBe("Aino Abara 1");
  const inSight = await page.evaluate(() => {
    const { top, bottom } = (document.activeElement as Element).getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });
  expect(inSight).toBe(true);
});

test("the filter finds one among them, also in a folded group", async () => {
  const page = await open();
  await page.keyboard.press("Control+f");
  await page.keyboard.type("holzl 10000");
  await expect.poll(() => rows(page).count()).toBeLessThanOrEqual(2);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(" 9998");
  await page.getByRole("row", { name: / 9998/ }).waitFor();
  expect(await rows(page).count()).toBe(2);
});

test.each([{ key: "f", ctrlKey: true }, { key: "/" }])(
  "the letter after $key is for the filter, however soon it comes",
  async (key) => {
    const page = await open();
    await first(page).focus();
    const held = await page.evaluate((init) => {
      const press = new KeyboardEvent("keydown", { ...init, bubbles: true, cancelable: true });
      document.activeElement?.dispatchEvent(press);
      return document.activeElement?.getAttribute("aria-label");
    }, key);
    expect(held).toMatch(/^Filter by name/);
  },
);

test("a new reading leaves the focus and the place where they are", async () => {
  const page = await open();
  await first(page).focus();
  await page.keyboard.press("PageDown");
  await page.keyboard.press("PageDown");
  const name = await focused(page);
  const top = () => page.evaluate(() => document.querySelector("[role=treegrid]")?.scrollTop);
  const before = await top();
  await page.keyboard.press("Control+f");
  await page.getByRole("button", { name: "Order and groups" }).click();
  await page.getByRole("menuitemradio", { name: "My own order" }).click();
  expect(await top()).toBe(before);
  await page.getByRole("row", { name: new RegExp(`^${name}`) }).focus();
  expect(await focused(page)).toBe(name);
});

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { show, startBrowser } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

const grace = (page: Page) => page.getByRole("row", { name: /Grace Hopper/ });
const said = (page: Page) => page.getByRole("status").filter({ hasText: /^Removed/ });
const undo = (page: Page) => page.getByRole("button", { name: "Undo" });
const focusedRow = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest("[role=row]")?.textContent ?? "");

/** A window in which Grace Hopper was just removed with the keys. */
async function removed(): Promise<Page> {
  const { page } = await show(browser, { state: "signed-in" });
  await page.clock.install();
  await grace(page).focus();
  await page.keyboard.press("Shift+F10");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await grace(page).waitFor({ state: "detached" });
  return page;
}

test("whoever was removed is brought back with keys alone", async () => {
  const page = await removed();
  await expect.poll(() => said(page).textContent()).toBe("Removed Grace Hopper");
  await expect.poll(() => focusedRow(page)).toMatch(/Katherine/);
  await page.keyboard.press("Tab");
  expect(await undo(page).evaluate((button) => button === document.activeElement)).toBe(true);
  await page.keyboard.press("Enter");
  await grace(page).waitFor();
  expect(await said(page).count()).toBe(0);
  await expect.poll(() => focusedRow(page)).toMatch(/Grace/);
});

test("the line goes by itself, but not from under a pointer or the focus", async () => {
  const page = await removed();
  await page.clock.fastForward(9_000);
  expect(await undo(page).isVisible()).toBe(true);
  await undo(page).hover();
  await page.clock.fastForward(60_000);
  expect(await undo(page).isVisible()).toBe(true);
  await page.mouse.move(5, 5);
  await undo(page).focus();
  await page.clock.fastForward(60_000);
  expect(await undo(page).isVisible()).toBe(true);
  await page.getByRole("button", { name: "Refresh" }).focus();
  await page.clock.fastForward(2_000);
  expect(await undo(page).isVisible()).toBe(true);
  await page.clock.fastForward(2_000);
  await undo(page).waitFor({ state: "detached" });
});

test("later the menu and a key still do it", async () => {
  const page = await removed();
  await page.clock.fastForward(20_000);
  await undo(page).waitFor({ state: "detached" });
  // In a field the key takes back what was typed.
  await page.getByRole("combobox").fill("Gra");
  await page.keyboard.press("Control+z");
  expect(await grace(page).count()).toBe(0);
  await page.getByRole("button", { name: "Order and groups" }).click();
  await page.getByRole("menuitem", { name: "Undo: removed Grace Hopper" }).click();
  await grace(page).waitFor();

  await page.getByRole("row", { name: /Katherine/ }).click();
  await page.getByRole("button", { name: "Remove from the watch list" }).click();
  await said(page).waitFor();
  await page.keyboard.press("Control+z");
  await page.getByRole("row", { name: /Katherine/ }).waitFor();
});

test("a Delete key that is held takes off one person alone", async () => {
  const { page } = await show(browser, { state: "signed-in" });
  await grace(page).focus();
  await page.keyboard.down("Delete");
  await grace(page).waitFor({ state: "detached" });
  await expect.poll(() => focusedRow(page)).toMatch(/Katherine/);
  await page.keyboard.down("Delete");
  await page.keyboard.up("Delete");
  await undo(page).click();
  await grace(page).waitFor();
  await page.getByRole("row", { name: /Katherine/ }).waitFor();
});

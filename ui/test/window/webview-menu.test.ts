import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { show, startBrowser } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

const open = async () => (await show(browser, { state: "signed-in" })).page;

/** Whether the webview would show its own menu for a click there. */
async function offersMenu(page: Page, where: Locator, at = {}): Promise<boolean> {
  await page.evaluate(() => {
    const asked = window as unknown as { offered?: boolean };
    addEventListener(
      "contextmenu",
      (event) => {
        asked.offered = !event.defaultPrevented;
        // Here it would stay open and take the next click.
        event.preventDefault();
      },
      { once: true },
    );
  });
  await where.click({ button: "right", ...at });
  return page.evaluate(() => (window as unknown as { offered: boolean }).offered);
}

test("the webview's menu is about pages, and this is none", async () => {
  const page = await open();
  const places = [
    page.getByRole("heading", { name: "People" }),
    page.getByRole("button", { name: "Settings" }),
    page.getByRole("contentinfo"),
  ];
  for (const place of places) expect(await offersMenu(page, place)).toBe(false);
  // A row has a menu of its own.
  expect(await offersMenu(page, page.getByRole("row", { name: /Grace/ }))).toBe(false);
  await page.getByRole("menu", { name: "Grace Hopper" }).waitFor();
});

test("fields keep it: there it copies and pastes", async () => {
  const page = await open();
  expect(await offersMenu(page, page.getByRole("combobox"))).toBe(true);
  await page.getByRole("button", { name: /^My status message/ }).click();
  expect(await offersMenu(page, page.getByRole("textbox", { name: "Status message" }))).toBe(true);
  expect(await offersMenu(page, page.getByRole("radio", { name: "1 hour" }))).toBe(false);
});

test("selected text keeps it, and nothing beside it", async () => {
  const page = await open();
  await page.getByRole("row", { name: /Katherine/ }).click();
  const message = page.getByRole("blockquote");
  expect(await offersMenu(page, message)).toBe(false);
  const words = { position: { x: 40, y: 12 } };
  await message.click({ clickCount: 3, ...words });
  expect(await offersMenu(page, message, words)).toBe(true);
  const title = page.getByRole("heading", { name: "Katherine Johnson" });
  expect(await offersMenu(page, title)).toBe(false);
});

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { show, startBrowser } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

const open = async () => (await show(browser, { state: "groups" })).page;
const names = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("[role=row]")].map((row) => row.querySelector("bdi")?.innerText),
  );

async function middle(page: Page, name: RegExp): Promise<{ x: number; y: number }> {
  const box = await page.getByRole("row", { name }).boundingBox();
  if (!box) throw new Error(`${name} is not in sight`);
  return { x: box.x + box.width / 3, y: box.y + box.height / 2 };
}

/** Drags somebody to so many pixels below the middle of another row. */
async function drag(page: Page, who: RegExp, to: RegExp, below: number) {
  const from = await middle(page, who);
  const { x, y } = await middle(page, to);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(x, (from.y + y) / 2);
  await page.mouse.move(x, y + below);
}

test("somebody is dragged below another", async () => {
  const page = await open();
  await drag(page, /Liskov/, /McClintock/, 10);
  expect(await page.locator(".line.before, .line.after").count()).toBe(1);
  await page.mouse.up();
  await expect
    .poll(() => names(page))
    .toEqual(expect.arrayContaining(["Grace Hopper", "Barbara McClintock", "Barbara Liskov"]));
  const order = await names(page);
  expect(order.indexOf("Barbara McClintock")).toBeLessThan(order.indexOf("Barbara Liskov"));
  expect(await page.getByRole("dialog").count()).toBe(0);
});

test("somebody is dragged into a group", async () => {
  const page = await open();
  await drag(page, /Liskov/, /^Team/, 10);
  await page.mouse.up();
  const liskov = page.getByRole("row", { name: /Liskov/ });
  await expect.poll(() => liskov.getAttribute("aria-level")).toBe("2");
  expect(await page.getByRole("row", { name: /^Team/ }).innerText()).toContain("2 of 4 available");
});

test("Escape leaves everybody where they were", async () => {
  const page = await open();
  const before = await names(page);
  await drag(page, /Liskov/, /McClintock/, 10);
  await page.keyboard.press("Escape");
  await page.mouse.up();
  expect(await names(page)).toEqual(before);
  expect(await page.locator(".line.before, .line.after").count()).toBe(0);
});

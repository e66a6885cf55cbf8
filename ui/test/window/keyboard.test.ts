import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { show, startBrowser } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

const open = async () => (await show(browser, { state: "signed-in" })).page;
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    return (element?.getAttribute("aria-label") ?? element?.textContent ?? "").trim();
  });

test("Tab goes through everything, in the order it is read, and shows where it is", async () => {
  const page = await open();
  const stops: string[] = [];
  for (let stop = 0; stop < 9; stop++) {
    await page.keyboard.press("Tab");
    stops.push(await focused(page));
    const ring = await page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement as Element);
      return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    });
    expect(ring, `“${stops.at(-1)}” shows its focus`).toBe(true);
  }
  expect(stops[0]).toBe("Settings");
  expect(stops[1]).toMatch(/^My status:/);
  expect(stops[2]).toMatch(/^Why\? How my status/);
  expect(stops[3]).toMatch(/^My status message:/);
  expect(stops[4]).toBe("Add somebody by name or address");
  expect(stops[5]).toBe("Order and groups");
  // The list is one stop, however long it is: arrows lead through it.
  expect(stops[6]).toMatch(/Grace Hopper/);
  expect(stops[7]).toMatch(/^Updated /);
  expect(stops[8]).toBe("Refresh");
});

test("a status is set with keys alone, and the focus comes back", async () => {
  const page = await open();
  await page.getByRole("button", { name: /^My status:/ }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "My status" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(await focused(page)).toMatch(/^My status:\s*Do not disturb/);
});

test("Escape closes a sheet and gives the focus back", async () => {
  const page = await open();
  await page.getByRole("row", { name: /Grace/ }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Grace Hopper" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(await focused(page)).toMatch(/Grace Hopper/);
});

test("a click beside a sheet closes it", async () => {
  const page = await open();
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("dialog").waitFor();
  await page.mouse.click(190, 20);
  await page.getByRole("dialog").waitFor({ state: "detached" });
});

test("selecting all selects no part of the window's own words", async () => {
  const page = await open();
  await page.getByRole("button", { name: "Refresh" }).focus();
  await page.keyboard.press("Control+a");
  const selected = await page.evaluate(() => String(getSelection()));
  for (const words of ["Updated", "People", "Grace Hopper", "Busy"]) {
    expect(selected).not.toContain(words);
  }
  await page.getByRole("row", { name: /Katherine/ }).click();
  await page.getByText("Trajectory review").last().click({ clickCount: 3 });
  expect(await page.evaluate(() => String(getSelection()))).toMatch(/^Trajectory review/);
});

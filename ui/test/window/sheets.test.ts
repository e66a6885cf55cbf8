import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setTextSize, show, startBrowser } from "./browser";
import { SCREENS } from "./screens";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

/** Long ones, each with its title. */
const LONG = [
  ["settings", "Settings"],
  ["notices", "Notices"],
  ["person", "Katherine Johnson"],
  ["privacy", "People and privacy"],
  ["adding-result", "Add many people"],
] as const;

async function open(name: string): Promise<Page> {
  const screen = SCREENS.find((one) => one.name === name);
  if (!screen) throw new Error(`No screen “${name}”`);
  const { page } = await show(browser, { state: screen.state });
  await setTextSize(page, 200);
  await screen.open?.(page);
  return page;
}

const sheet = (page: Page) => page.locator("dialog[open]").last();

describe.each(LONG)("%s", (name, title) => {
  test("keeps its title and its end in sight, however far one scrolls", async () => {
    const page = await open(name);
    await sheet(page).evaluate((dialog) => dialog.scrollTo(0, dialog.scrollHeight));
    const { scrolled, inSight } = await sheet(page).evaluate((dialog) => {
      const top = dialog.getBoundingClientRect().top;
      const isSeen = (element: Element | null) => {
        const box = element?.getBoundingClientRect();
        if (!box) return false;
        const x = (box.left + box.right) / 2;
        const shown = document.elementFromPoint(x, (box.top + box.bottom) / 2);
        return box.top >= top && !!shown && !!element?.contains(shown);
      };
      const parts = ["h2", 'button[aria-label="Close"]'];
      return {
        scrolled: dialog.scrollTop > 0,
        inSight: parts.map((part) => isSeen(dialog.querySelector(part))),
      };
    });
    expect(scrolled).toBe(true);
    expect(inSight).toEqual([true, true]);
    expect(await sheet(page).getByRole("heading", { level: 2 }).textContent()).toBe(title);
  });

  test("hides nothing that has the focus behind its title", async () => {
    const page = await open(name);
    const stops = await sheet(page).locator("button, input, textarea, summary").count();
    await sheet(page).getByRole("button", { name: "Close" }).focus();
    const hidden: string[] = [];
    // Backwards from the end: what comes into sight comes from above.
    for (let stop = 0; stop < stops; stop++) {
      await page.keyboard.press("Shift+Tab");
      const found = await sheet(page).evaluate((dialog) => {
        const element = document.activeElement;
        if (!element || !dialog.contains(element) || element === dialog) return null;
        const head = dialog.querySelector("header")!;
        if (head.contains(element)) return null;
        const behind =
          element.getBoundingClientRect().top < head.getBoundingClientRect().bottom - 1;
        return behind ? element.outerHTML.slice(0, 120) : null;
      });
      if (found) hidden.push(found);
    }
    expect(hidden).toEqual([]);
  });
});

test("a sheet begins at its title, with no ring, and hides the scroll bars behind it", async () => {
  const { page } = await show(browser, { state: "crowd" });
  const scrolls = () =>
    page.getByRole("treegrid").evaluate((list) => getComputedStyle(list).overflowY);
  expect(await scrolls()).toBe("auto");
  await page.getByRole("button", { name: "Settings" }).click();
  await sheet(page).waitFor();
  const { tag, ring } = await page.evaluate(() => {
    const element = document.activeElement as Element;
    return { tag: element.tagName, ring: getComputedStyle(element).outlineStyle };
  });
  expect([tag, ring, await scrolls()]).toEqual(["H2", "none", "hidden"]);
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.ariaLabel)).toBe("Close");
  await page.keyboard.press("Escape");
  expect(await scrolls()).toBe("auto");
});

test("the arrow keys scroll a sheet from its first button", async () => {
  const page = await open("why");
  await sheet(page).getByRole("button", { name: "Close" }).focus();
  await page.keyboard.press("PageDown");
  await expect.poll(() => sheet(page).evaluate((dialog) => dialog.scrollTop)).toBeGreaterThan(50);
});

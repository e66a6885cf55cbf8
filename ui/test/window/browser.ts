import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { inject } from "vitest";
import type { SampleName } from "../../src/host/sample/samples";

const PICTURES = fileURLToPath(new URL("../../screenshots/", import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function startBrowser(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) {
    throw new Error(
      `The window tests need Chromium and found none at ${executablePath}. ` +
        "Install it (Debian: apt install chromium) or name it in CHROMIUM.",
    );
  }
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      "--hide-scrollbars",
    ],
  });
}

/** The window as it opens. */
export const SIZE = { width: 380, height: 640 };

export interface View {
  state: SampleName;
  scheme?: "light" | "dark";
  contrast?: "more";
  forcedColors?: "active";
}

export interface Shown {
  page: Page;
  /** Errors and policy violations the page has logged. */
  complaints: string[];
}

/** Opens a sample in a fresh page of the given look. */
export async function show(browser: Browser, view: View): Promise<Shown> {
  const context = await browser.newContext({
    viewport: SIZE,
    colorScheme: view.scheme ?? "light",
    contrast: view.contrast ?? "no-preference",
    forcedColors: view.forcedColors ?? "none",
    reducedMotion: "reduce",
    deviceScaleFactor: 2,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  await page.goto(`${inject("page")}?state=${view.state}`);
  await page.locator("main").waitFor();
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  return { page, complaints };
}

export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  // A changed size is drawn two frames later at the latest.
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  );
  await page.screenshot({ path: `${PICTURES}${name}.png` });
}

/** Text size in percent of the default. */
export async function setTextSize(page: Page, percent: number): Promise<void> {
  await page.evaluate((size) => {
    document.documentElement.style.fontSize = size;
  }, `${percent}%`);
}

/** What axe finds wrong, as lines to read. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const axe = (window as unknown as { axe: typeof import("axe-core") }).axe;
    const found = await axe.run(document, { resultTypes: ["violations"] });
    return found.violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")} ${node.any[0]?.message ?? ""}`),
    );
  });
}

/** Elements that stick out of the window sideways. */
export function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const clips = (element: Element | null): boolean => {
      if (!element || element === document.body) return false;
      const { overflowX, overflowY } = getComputedStyle(element);
      return (overflowX === "hidden" && overflowY === "hidden") || clips(element.parentElement);
    };
    return [...document.querySelectorAll("body *")]
      .filter((element) => {
        const box = element.getBoundingClientRect();
        const out = box.right > width + 0.5 || box.left < -0.5;
        // Text for screen readers alone is a pixel wide.
        return out && box.width > 1 && !clips(element.parentElement);
      })
      .map((element) => `${element.tagName}.${element.getAttribute("class") ?? ""}`);
  });
}

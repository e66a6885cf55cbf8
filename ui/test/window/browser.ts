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

export interface View {
  state: SampleName;
  scheme?: "light" | "dark";
  width?: number;
  height?: number;
  /** Text size in percent of the default. */
  text?: number;
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
    viewport: { width: view.width ?? 380, height: view.height ?? 640 },
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
  if (view.text) {
    const size = `${view.text}%`;
    await page.evaluate((percent) => {
      document.documentElement.style.fontSize = percent;
    }, size);
  }
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  return { page, complaints };
}

export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}${name}.png` });
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
    const clips = (element: Element) =>
      element.closest(".visually-hidden") !== null || element.closest("svg") !== null;
    return [...document.querySelectorAll("body *")]
      .filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width > 0 && !clips(element) && (box.right > width + 0.5 || box.left < -0.5);
      })
      .map((element) => `${element.tagName}.${element.getAttribute("class") ?? ""}`);
  });
}

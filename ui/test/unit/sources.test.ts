import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const UI = join(import.meta.dirname, "../..");
const SOURCES = readdirSync(join(UI, "src"), { recursive: true, encoding: "utf8" })
  .filter((path) => /\.(svelte|ts)$/.test(path))
  .map((path) => ({
    path: path.replaceAll("\\", "/"),
    text: readFileSync(join(UI, "src", path), "utf8"),
  }));

const offenders = (pattern: RegExp, except: string[] = []) =>
  SOURCES.filter(({ path, text }) => !except.includes(path) && pattern.test(text)).map(
    ({ path }) => path,
  );

describe("invariants of the sources", () => {
  test("no text becomes markup", () => {
    expect(offenders(/\{@html|innerHTML|outerHTML|insertAdjacentHTML|document\.write/)).toEqual([]);
  });

  test("only the Tauri host knows Tauri", () => {
    expect(offenders(/@tauri-apps\//, ["host/tauri.ts"])).toEqual([]);
  });

  test("no inline styles, which the content security policy refuses", () => {
    expect(offenders(/\sstyle(:[\w-]+)?=/)).toEqual([]);
  });

  test("files stay small", () => {
    const long = SOURCES.filter(({ text }) => text.split("\n").length > 300);
    expect(long.map(({ path }) => path)).toEqual([]);
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const UI = fileURLToPath(new URL("../..", import.meta.url));
const dist = (path = "") => join(UI, "dist-check", path);
const scripts = () =>
  readdirSync(dist("assets"))
    .filter((name) => name.endsWith(".js"))
    .map((name) => readFileSync(dist(`assets/${name}`)));

test("the window's code stays below 75 kB", () => {
  const size = scripts().reduce((sum, code) => sum + gzipSync(code).length, 0);
  expect(size).toBeLessThan(75_000);
});

test("the samples are not shipped", () => {
  const shipped = scripts().join("");
  expect(shipped.includes("Grace Hopper")).toBe(false);
});

test("the page needs no exception from a strict policy", () => {
  const page = readFileSync(dist("index.html"), "utf8");
  expect(page).not.toMatch(/<style|\sstyle=|<script(?![^>]*\ssrc=)/);
  expect(page).not.toMatch(/(src|href)="(?!\.\/)/);
});

test("the lock file leaves the registry to whoever installs", () => {
  const lock = readFileSync(join(UI, "package-lock.json"), "utf8");
  expect(lock).not.toContain('"resolved"');
});

import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";

const UI = fileURLToPath(new URL("../..", import.meta.url));
const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
};

declare module "vitest" {
  interface ProvidedContext {
    page: string;
  }
}

/** A build as `npm run build` makes it: Vitest's own environment would leak in. */
function build(mode: string, outDir: string) {
  execFileSync(
    process.execPath,
    ["node_modules/vite/bin/vite.js", "build", "--mode", mode, "--outDir", outDir],
    {
      cwd: UI,
      env: { ...process.env, NODE_ENV: "production" },
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
}

/** Builds the window twice, as shipped and with its samples, and serves the latter. */
export default async function page(project: TestProject) {
  build("production", "dist-check");
  build("sample", "dist-sample");

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://window");
    if (pathname === "/favicon.ico") return void response.writeHead(204).end();
    const path = normalize(pathname === "/" ? "/index.html" : pathname);
    readFile(join(UI, "dist-sample", path)).then(
      (body) => {
        response.setHeader("Content-Type", TYPES[extname(path)] ?? "application/octet-stream");
        // As strict as the window's own: what breaks there breaks here.
        response.setHeader(
          "Content-Security-Policy",
          "default-src 'self'; style-src 'self'; img-src 'self' data:",
        );
        response.end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  project.provide("page", `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return () => server.close();
}

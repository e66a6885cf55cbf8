import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import type { AddressInfo } from "node:net";
import { build } from "vite";
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

/** Builds the window twice, as shipped and with its samples, and serves the latter. */
export default async function page(project: TestProject) {
  const quiet = { root: UI, logLevel: "warn" } as const;
  await build({ ...quiet, mode: "production" });
  await build({ ...quiet, mode: "sample" });

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://window");
    if (pathname === "/favicon.ico") return void response.writeHead(204).end();
    const path = normalize(pathname === "/" ? "/index.html" : pathname);
    readFile(join(UI, "dist-sample", path)).then(
      (body) => {
        response.setHeader("Content-Type", TYPES[extname(path)] ?? "application/octet-stream");
        // As strict as the window's own: what breaks there breaks here.
        response.setHeader("Content-Security-Policy", "default-src 'self'; style-src 'self'");
        response.end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  project.provide("page", `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return () => server.close();
}

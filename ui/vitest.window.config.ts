import { defineConfig } from "vitest/config";

/** Tests of the built page in a real browser. */
export default defineConfig({
  test: {
    environment: "node",
    include: ["test/window/**/*.test.ts"],
    globalSetup: ["test/window/page.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A machine with other work to do is slow, and whoever is in time waits no longer.
    expect: { poll: { timeout: 10_000 } },
    fileParallelism: false,
  },
});

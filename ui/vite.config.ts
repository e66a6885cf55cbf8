import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";
import { iconPaths } from "./icon-paths";

export default defineConfig(({ mode }) => ({
  base: "./",
  plugins: [iconPaths(), svelte(), ...(mode === "test" ? [svelteTesting()] : [])],
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: {
    // The oldest WebKitGTK in use (2.40) is the engine of Safari 16.4.
    target: "safari16.4",
    emptyOutDir: true,
    // Nothing as a data: address; the content security policy forbids it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    environment: "jsdom",
    include: ["test/unit/**/*.test.ts"],
    setupFiles: ["test/unit/setup.ts"],
    restoreMocks: true,
    testTimeout: 20_000,
  },
}));

import "@fontsource-variable/inter";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import { mount } from "svelte";
import App from "./App.svelte";
import type { Host } from "./host/host";
import { tauriHost } from "./host/tauri";

async function chooseHost(): Promise<Host> {
  // Both conditions are constants in a production build, which leaves the
  // sample host out of it.
  if (import.meta.env.MODE === "sample" || import.meta.env.DEV) {
    if (!("__TAURI_INTERNALS__" in window)) {
      const { sampleHostOf } = await import("./host/sample");
      return sampleHostOf(new URLSearchParams(location.search));
    }
  }
  return tauriHost();
}

const target = document.getElementById("app");
if (!target) throw new Error("The page has no place for the window");
mount(App, { target, props: { host: await chooseHost() } });

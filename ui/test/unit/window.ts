import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import App from "../../src/App.svelte";
import type { Command } from "../../src/generated/Command";
import type { Snapshot } from "../../src/generated/Snapshot";
import { SampleHost } from "../../src/host/sample";
import { SAMPLES, type SampleName } from "../../src/host/sample/samples";

/** Opens the window on a sample. */
export function open(state: SampleName, change: Partial<Snapshot> = {}) {
  const host = new SampleHost({ ...SAMPLES[state](), ...change });
  render(App, { host });
  const user = userEvent.setup();
  return {
    host,
    user,
    press: (name: string | RegExp) => user.click(screen.getByRole("button", { name })),
    pick: (name: string) => user.click(screen.getByRole("radio", { name })),
    /** The commands sent, without the searches of half-typed words. */
    last: (): Command | undefined => host.sent.at(-1),
  };
}

/** Somebody's row, or that of a group. */
export const row = (name: RegExp) => screen.getByRole("row", { name });

export { screen };

import { within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";
import type { SampleName } from "../../src/host/sample/samples";
import { open, screen } from "./window";

const openSheet = async (state: SampleName) => {
  const window = open(state);
  await window.press(/^Why\?/);
  return window;
};

/** The lines of the description list, each with its name in front. */
const lines = () =>
  [...screen.getByRole("dialog").querySelectorAll("dl > div")].map((line) =>
    [...line.querySelectorAll("dt, dd > *")].map((part) => part.textContent?.trim()).join(" | "),
  );

describe("why I am shown this way", () => {
  test("begins with the result, then follows the facts in their order", async () => {
    await openSheet("not-honoured");
    expect(screen.getByRole("dialog", { name: "Why you are shown this way" })).toBeVisible();
    expect(lines()).toEqual([
      "Result | Not honoured | A status set in Teams or on another computer is stronger.",
      "Requested | Available since 10:30",
      "Pin | Available since 10:30, until tomorrow 10:30 unless renewed | It outranks all sessions. | A status picked by you. It wins over all sessions, and shows while there is one.",
      "Session | Available since 10:30 | It ends at 10:49 unless renewed. Porchlight on your other computers shares it. | What one program, such as Teams or Porchlight, says of you while it runs.",
      "Reported | Busy since 10:31, as of 10:42",
    ]);
  });

  test("has no result where nothing was asked for", async () => {
    await openSheet("empty");
    expect(lines().map((line) => line.split(" | ")[0])).toEqual([
      "Requested",
      "Pin",
      "Session",
      "Reported",
    ]);
  });

  test("shows what is shown, and that Teams may lag", async () => {
    await openSheet("left");
    const sheet = within(screen.getByRole("dialog"));
    expect(sheet.getByText("Away")).toBeVisible();
    expect(sheet.getByText("Teams itself may show a change some minutes later.")).toBeVisible();
  });

  test("follows what changes while it is open", async () => {
    const { host } = await openSheet("empty");
    const me = host.snapshot.me!;
    host.show({ me: { ...me, why: [{ name: "Reported", words: "<i>Away</i>" }] } });
    expect(await screen.findByText("<i>Away</i>")).toBeVisible();
    expect(lines()).toEqual(["Reported | <i>Away</i>"]);
  });

  test("can't be asked before anything is known", () => {
    open("signed-in", { me: null });
    expect(screen.queryByRole("button", { name: /^Why/ })).toBeNull();
  });
});

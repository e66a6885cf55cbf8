import { describe, expect, test, vi } from "vitest";
import type { Snapshot } from "../../src/generated/Snapshot";
import type { SampleName } from "../../src/host/sample/samples";
import { open, screen } from "./window";

async function openPage(page: RegExp, state: SampleName, change: Partial<Snapshot> = {}) {
  const window = open(state, change);
  await window.press("Settings");
  await window.press(page);
  return window;
}
const notices = (state: SampleName) => openPage(/^Notices/, state);
const privacy = (state: SampleName) => openPage(/^People and privacy/, state);

describe("quiet times", () => {
  const hours = () => screen.getByRole("switch", { name: "Quiet hours every day" });

  test("are every day from one time to another", async () => {
    const { last, press, user } = await notices("signed-in");
    expect(hours()).not.toBeChecked();
    await user.click(hours());
    expect(last()).toEqual({ type: "set-quiet", hours: { from: "18:00", to: "08:00" }, days: [] });
    expect(hours()).toBeChecked();
    expect(screen.getByRole("button", { name: "Set" })).toBeDisabled();

    const from = screen.getByLabelText("From");
    await user.clear(from);
    expect(screen.getByRole("button", { name: "Set" })).toBeDisabled();
    await user.type(from, "7pm");
    await press("Set");
    expect(last()).toMatchObject({ hours: { from: "7pm", to: "08:00" } });
    await user.click(hours());
    expect(last()).toEqual({ type: "set-quiet", hours: null, days: [] });
  });

  test("are whole days, and leave the hours as they are", async () => {
    const { last, user } = await notices("quiet");
    expect(screen.getByText("It is a quiet time now, until Monday 08:00.")).toBeVisible();
    expect(screen.getByRole("checkbox", { name: "Sunday" })).toBeChecked();
    await user.click(screen.getByRole("checkbox", { name: "Friday" }));
    expect(last()).toEqual({
      type: "set-quiet",
      hours: { from: "18:00", to: "08:00" },
      days: ["friday", "saturday", "sunday"],
    });
    await user.click(screen.getByRole("checkbox", { name: "Sunday" }));
    expect(last()).toMatchObject({ days: ["friday", "saturday"] });
  });

  test("that were refused show what still holds", async () => {
    const { host, press, user } = await notices("quiet");
    host.refuse({ code: "usage", title: "“soon” is no time of day", hint: "Write 22:00 or 8am" });
    await user.clear(screen.getByLabelText("to"));
    await user.type(screen.getByLabelText("to"), "soon");
    await press("Set");
    expect(await screen.findByText(/is no time of day/)).toBeVisible();
    expect(screen.getByLabelText("to")).toHaveValue("soon");
    await user.click(screen.getByRole("checkbox", { name: "Monday" }));
    expect(screen.getByRole("checkbox", { name: "Monday" })).not.toBeChecked();
  });
});

describe("notices", () => {
  test("of everybody follow one rule", async () => {
    const { last, user } = await notices("signed-in");
    await user.click(screen.getByRole("checkbox", { name: "Goes away" }));
    expect(last()).toEqual({
      type: "set-default-rule",
      rule: {
        when: ["becomes-available", "goes-away"],
        stable: 0,
        until: null,
        even_when_busy: false,
      },
    });
  });

  test("that were held back are listed, with when and why", async () => {
    await notices("quiet");
    const held = screen.getByText("Grace Hopper: Available").closest("li");
    expect(held).toHaveTextContent("10:31");
    expect(held).toHaveTextContent("You were in a call");
  });

  test("say when none was held back", async () => {
    await notices("signed-in");
    expect(screen.getByText("Nothing was held back today.")).toBeVisible();
  });

  test.each([
    ["signed-in", "On"],
    ["quiet", "Quiet until Monday 08:00"],
    ["offline", "Paused until 17:30"],
  ] as const)("are summed up in the settings: %s", async (state, words) => {
    const { press } = open(state);
    await press("Settings");
    expect(screen.getByRole("button", { name: /^Notices/ })).toHaveTextContent(words);
  });
});

describe("what is kept about other people", () => {
  test("is forgotten in two steps, and nothing by mistake", async () => {
    const { host, last, press } = await privacy("groups");
    await press("Forget everybody…");
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Keep them" })).toHaveFocus());
    expect(host.sent).toEqual([]);
    expect(screen.getByText(/takes 10 people off the watch list/)).toBeVisible();
    await press("Keep them");
    await vi.waitFor(() =>
      expect(screen.getByRole("button", { name: "Forget everybody…" })).toHaveFocus(),
    );
    await press("Forget everybody…");
    await press("Forget everybody");
    expect(last()).toEqual({ type: "forget-people" });
    expect(screen.getByText("Nothing about other people is kept any longer")).toBeVisible();
    expect(screen.getByText("Nobody is on your watch list yet")).toBeInTheDocument();
    // Not lost with the button that had it.
    expect(screen.getByRole("dialog", { name: "People and privacy" })).toContainElement(
      document.activeElement as HTMLElement,
    );
  });

  test("comes before what is done with it, and forgetting last", async () => {
    const { press } = await privacy("groups");
    const headings = screen.getAllByRole("heading", { level: 3 });
    expect(headings.map((heading) => heading.textContent).slice(-3)).toEqual([
      "What is kept about other people",
      "The list as a file",
      "Forget",
    ]);
    await press("Export");
    const written = await screen.findByText(/^Written to/);
    expect(written.closest("section")).toHaveAccessibleName("The list as a file");
  });

  test("is written to a file, and says where", async () => {
    const { press } = await privacy("groups");
    await press("Export");
    expect(await screen.findByText(/^Written to .*Downloads/)).toBeVisible();
  });

  test("that can't be written says why", async () => {
    const { host, press } = await privacy("groups");
    host.exportPeople = () =>
      Promise.reject({ code: "failed", title: "The disk is full", hint: "Make room" });
    await press("Export");
    expect(await screen.findByText(/The disk is full/)).toBeVisible();
  });

  test("comes from a file", async () => {
    const { last, user } = await privacy("groups");
    const text = "version = 1\n";
    await user.upload(screen.getByLabelText("File to import"), new File([text], "people.toml"));
    await screen.findByText("The list was imported");
    expect(last()).toEqual({ type: "import-people", text });
  });

  test("is not read from a file that no list can be", async () => {
    const { host, user } = await privacy("groups");
    const file = new File(["#".repeat(4 * 1024 * 1024 + 1)], "disk.img", { type: "text/plain" });
    await user.upload(screen.getByLabelText("File to import"), file);
    expect(await screen.findByText(/^This file is too large/)).toBeVisible();
    expect(host.sent).toEqual([]);
  });
});

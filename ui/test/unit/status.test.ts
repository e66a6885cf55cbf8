import { describe, expect, test } from "vitest";
import { SAMPLES } from "../../src/host/sample/samples";
import { open, screen } from "./window";

const openSheet = async () => {
  const window = open("signed-in");
  await window.press(/^My status:/);
  return window;
};

describe("picking a status", () => {
  test.each([
    ["Available", "available"],
    ["Do not disturb", "do-not-disturb"],
    ["Be right back", "be-right-back"],
    ["Appear away", "away"],
    ["Appear offline", "offline"],
    ["In a call", "in-a-call"],
    ["In a conference call", "in-a-conference-call"],
    ["Presenting", "presenting"],
  ])("%s", async (label, status) => {
    const window = await openSheet();
    await window.pick(label);
    await window.press(`Set ${label}`);
    expect(window.last()).toEqual({ type: "set-status", status, until: null });
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  test("begins with what was asked for", async () => {
    await openSheet();
    expect(screen.getByRole("radio", { name: "Busy" })).toBeChecked();
    expect(screen.getByRole("radio", { name: "Busy" })).toHaveFocus();
  });

  test("begins at its title where nothing was asked for", async () => {
    const { press } = open("empty");
    await press(/^My status:/);
    expect(screen.getByRole("heading", { name: "My status" })).toHaveFocus();
  });

  test("with a preset end", async () => {
    const window = await openSheet();
    await window.pick("Available");
    await window.pick("4 hours");
    expect(await screen.findByText("until 14:42")).toBeVisible();
    await window.press("Set Available");
    expect(window.last()).toEqual({ type: "set-status", status: "available", until: "4h" });
  });

  test("with an end in words", async () => {
    const window = await openSheet();
    await window.pick("Available");
    await window.user.type(screen.getByLabelText("Or write an end"), " tomorrow 8:00 ");
    expect(await screen.findByText("until tomorrow 08:00")).toBeVisible();
    expect(screen.getByRole("radio", { name: "No end" })).not.toBeChecked();
    await window.press("Set Available");
    expect(window.last()).toEqual({
      type: "set-status",
      status: "available",
      until: "tomorrow 8:00",
    });
  });

  test("an end that is not understood says what to write and cannot be sent", async () => {
    const window = await openSheet();
    const field = screen.getByLabelText("Or write an end");
    await window.user.type(field, "whenever");
    expect(await screen.findByText(/Write a length like 30m/)).toBeVisible();
    expect(field).toBeInvalid();
    expect(screen.getByRole("button", { name: "Set Busy" })).toBeDisabled();

    await window.pick("1 hour");
    expect(field).toHaveValue("");
    expect(await screen.findByText("until 11:42")).toBeVisible();
    expect(screen.getByRole("button", { name: "Set Busy" })).toBeEnabled();
  });

  test("a reset has no end", async () => {
    const window = await openSheet();
    await window.pick("1 hour");
    await window.pick("Reset status");
    expect(screen.queryByLabelText("Or write an end")).toBeNull();
    await window.press("Reset status");
    expect(window.last()).toEqual({ type: "set-status", status: "reset", until: null });
  });

  test("closing sends nothing", async () => {
    const window = await openSheet();
    await window.pick("Available");
    await window.press("Close");
    expect(window.host.sent).toEqual([]);
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

describe("what became of it", () => {
  test("honoured, with its end", () => {
    open("signed-in");
    expect(
      screen.getByRole("button", { name: /My status: Busy until 17:30 Honoured/ }),
    ).toBeVisible();
  });

  test("being set, with what is still reported", () => {
    open("pending");
    expect(screen.getByText("Being set")).toBeVisible();
    expect(screen.getByText("Still reported: Busy")).toBeVisible();
  });

  test("not honoured, with the reason", () => {
    open("not-honoured");
    expect(screen.getByText("Asked for Available")).toBeVisible();
    expect(screen.getByText("Not honoured")).toBeVisible();
    expect(screen.getByText(/is stronger$/)).toBeVisible();
  });

  test("honoured for a reason, which is no warning", () => {
    open("left");
    const reason = screen.getByText("Away while the computer is locked or asleep");
    expect(reason).toBeVisible();
    expect(reason).toHaveClass("honoured");
  });

  test("being set is said once", () => {
    const me = SAMPLES["pending"]().me!;
    open("pending", { me: { ...me, requested: { ...me.requested!, why: "Being set" } } });
    expect(screen.getAllByText("Being set")).toHaveLength(1);
  });
});

import { describe, expect, test } from "vitest";
import { HostFailure } from "../../src/host/host";
import { open, screen } from "./window";

const toggle = () => screen.getByRole("switch", { name: /^Keep me available/ });

describe("keeping me available", () => {
  test.each([
    ["the settings", "Settings"],
    ["the status sheet", /^My status:/],
  ])("is switched on and off in %s", async (_, button) => {
    const window = open("empty");
    await window.press(button);
    expect(toggle()).not.toBeChecked();
    expect(toggle()).toHaveAccessibleDescription(/Calls, meetings/);

    await window.user.click(toggle());
    expect(window.last()).toEqual({ type: "keep-available", on: true, until: null });
    expect(toggle()).toBeChecked();
    expect(toggle()).toHaveAccessibleDescription("On while Porchlight runs, without an end.");

    await window.user.click(toggle());
    expect(window.last()).toEqual({ type: "keep-available", on: false, until: null });
    expect(toggle()).not.toBeChecked();
  });

  test("gets an end in words, seen before it is set", async () => {
    const window = open("kept");
    await window.press("Settings");
    await window.press("Change the end");
    expect(await screen.findByText("until 17:30")).toBeVisible();
    const words = screen.getByLabelText("Or write an end");
    await window.user.type(words, "sometime");
    expect(await screen.findByText(/“sometime” is not a time/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Set the end" })).toBeDisabled();

    await window.user.clear(words);
    await window.user.type(words, "18:00");
    expect(await screen.findByText("until 18:00")).toBeVisible();
    await window.press("Set the end");
    expect(window.last()).toEqual({ type: "keep-available", on: true, until: "18:00" });
    expect(toggle()).toHaveAccessibleDescription("On while Porchlight runs, until 18:00.");
    expect(screen.queryByLabelText("Or write an end")).toBeNull();
    expect(screen.getByRole("button", { name: "Change the end" })).toHaveFocus();
  });

  test("loses its end", async () => {
    const window = open("kept");
    await window.press("Settings");
    await window.press("Change the end");
    await window.pick("No end");
    expect(await screen.findByText("until you switch it off")).toBeVisible();
    await window.press("Set the end");
    expect(window.last()).toEqual({ type: "keep-available", on: true, until: null });
    expect(screen.getByRole("button", { name: "Choose an end" })).toBeVisible();
  });

  test("shows what the snapshot says, whatever was clicked", async () => {
    const window = open("kept");
    window.host.answer = () => Promise.reject(new HostFailure("gone"));
    await window.press("Settings");
    await window.user.click(toggle());
    expect(toggle()).toBeChecked();
  });

  test("is said beside my status unless a pick comes first", async () => {
    const { host } = open("kept");
    expect(screen.getByRole("button", { name: /^My status:/ })).toHaveTextContent(
      "Keep me available until 17:30",
    );
    await host.send({ type: "set-status", status: "busy", until: null });
    expect(screen.queryByText(/Keep me available/)).toBeNull();
  });
});

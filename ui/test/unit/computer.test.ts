import { describe, expect, test } from "vitest";
import { open, screen } from "./window";

const toggle = () => screen.getByRole("switch", { name: /^Start when I sign in/ });

describe("the computer", () => {
  test("starts Porchlight at sign-in once that is switched on", async () => {
    const window = open("signed-in");
    await window.press("Settings");
    expect(toggle()).not.toBeChecked();
    await window.user.click(toggle());
    expect(window.last()).toEqual({ type: "start-at-sign-in", on: true });
    expect(toggle()).toBeChecked();
    await window.user.click(toggle());
    expect(window.last()).toEqual({ type: "start-at-sign-in", on: false });
  });

  test("shows the logs", async () => {
    const window = open("signed-in");
    await window.press("Settings");
    await window.press("Show logs");
    expect(window.last()).toEqual({ type: "show-logs" });
  });

  test("is left alone by the demonstration", async () => {
    const window = open("demo");
    await window.press("Settings");
    expect(screen.queryByText("On this computer")).toBeNull();
    expect(screen.queryByRole("button", { name: "Show logs" })).toBeNull();
  });
});

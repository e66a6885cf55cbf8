import { cleanup } from "@testing-library/svelte";
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

  test("is set without an account, too, and Porchlight quit", async () => {
    const window = open("signed-out");
    await window.press("Settings");
    await window.user.click(toggle());
    expect(window.last()).toEqual({ type: "start-at-sign-in", on: true });
    expect(toggle()).toBeChecked();
    expect(screen.queryByRole("switch", { name: /^Keep me available/ })).toBeNull();
    await window.press("Quit Porchlight");
    expect(window.last()).toEqual({ type: "quit" });
  });

  test("waits for the start to be over", () => {
    open("starting");
    expect(screen.queryByRole("button", { name: "Settings" })).toBeNull();
  });

  test("is told of updates once that is switched on", async () => {
    const window = open("signed-in");
    await window.press("Settings");
    const looks = () => screen.getByRole("switch", { name: /^Look for updates/ });
    expect(looks()).not.toBeChecked();
    await window.user.click(looks());
    expect(window.last()).toEqual({ type: "check-for-updates", on: true });

    const { settings } = window.host.snapshot;
    const newer = "Version 9.0.0 is available";
    const updates = { check: true, set_by: "default" as const, newer, install: null };
    window.host.show({ settings: { ...settings, updates } });
    expect(await screen.findByText(/Version 9.0.0 is available\./)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Install and restart" })).toBeNull();
    await window.press("Read about it");
    expect(window.last()).toEqual({ type: "show-release" });
  });

  test("installs a newer version when asked, once", async () => {
    const window = open("update-offered");
    await window.press("Settings");
    await window.press("Install and restart");
    expect(window.last()).toEqual({ type: "install-update" });
    expect(await screen.findByText(/^Installing version 9\.0\.0…/)).toBeVisible();
    const button = screen.getByRole("button", { name: "Install and restart" });
    expect(button).toBeDisabled();
    const sent = window.host.sent.length;
    await window.user.click(button);
    expect(window.host.sent).toHaveLength(sent);
    expect(screen.getByRole("button", { name: "Read about it" })).toBeEnabled();
  });

  test("says why a newer version was not installed, and tries again", async () => {
    const window = open("update-failed");
    await window.press("Settings");
    expect(screen.getByText(/no storage space\.$/)).toBeVisible();
    expect(screen.getByText(/^Make room/)).toBeVisible();
    await window.press("Try again");
    expect(window.last()).toEqual({ type: "install-update" });
  });

  test("shows whose word on updates holds", async () => {
    const { settings } = open("signed-in").host.snapshot;
    const updates = { check: false, set_by: "organisation" as const, newer: null, install: null };
    cleanup();
    const window = open("signed-in", { settings: { ...settings, updates } });
    await window.press("Settings");
    expect(screen.getByText(/is off\. Set by your organisation\./)).toBeVisible();
    expect(screen.queryByRole("switch", { name: /^Look for updates/ })).toBeNull();
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

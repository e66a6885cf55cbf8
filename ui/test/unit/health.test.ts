import { describe, expect, test } from "vitest";
import { HostFailure } from "../../src/host/host";
import { open, screen } from "./window";

describe("the line of health", () => {
  test("says when all is well and asks again on demand", async () => {
    const { last, press } = open("signed-in");
    expect(screen.getByText("Updated 10:42")).toBeVisible();
    await press("Refresh");
    expect(last()).toEqual({ type: "refresh" });
  });

  test("says what is wrong, when it tries again, and the details", async () => {
    const { user } = open("offline");
    await user.click(screen.getByText("Offline since 10:42 · next try 10:58"));
    expect(screen.getByText("Microsoft Graph could not be reached.")).toBeVisible();
    expect(screen.getByText(/No keyring was found/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Copy the details" }));
    expect(await navigator.clipboard.readText()).toMatch(/request-id 5f0f8b6a/);
  });

  test("says in the demo that it is one", () => {
    open("demo");
    expect(screen.getByText("Demo: nobody here is real")).toBeVisible();
  });
});

describe("what works", () => {
  test("is said check by check, ready to be copied", async () => {
    const { user, press } = open("offline");
    await user.click(screen.getByText("Offline since 10:42 · next try 10:58"));
    await press("Check what works");
    expect(await screen.findByText("Something is broken.")).toBeVisible();
    expect(screen.getByText(/issued by Contoso Inspection CA/)).toBeVisible();
    expect(screen.getByText(/install its root certificate/)).toBeVisible();
    await press("Copy: Report without names and tokens");
    expect(await navigator.clipboard.readText()).toMatch(/^✓ Program/);
  });

  test("can't be said by a window that has lost Porchlight", async () => {
    const { host, press } = open("refused");
    host.doctor = () => Promise.reject(new HostFailure("gone"));
    await press("Check what works");
    expect(await screen.findByText("The window has lost Porchlight.")).toBeVisible();
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

describe("a problem", () => {
  test("is an alert that can be dismissed", async () => {
    const { last, press } = open("problem");
    const alert = screen
      .getByText("Graph did not accept the status message.")
      .closest("[role=alert]");
    expect(alert).toBeVisible();
    await press("Dismiss");
    expect(last()).toEqual({ type: "dismiss-problem" });
    expect(alert).toBeEmptyDOMElement();
  });

  test("is shown on the sign-in screen too", () => {
    open("signed-out", {
      problem: { code: "refused", title: "The sign-in was refused", hint: "" },
    });
    expect(screen.getByText("The sign-in was refused.")).toBeVisible();
  });

  test("of a lost engine is told by the window itself", async () => {
    const { host, press } = open("signed-in");
    host.answer = () => Promise.reject(new HostFailure("gone"));
    await press("Refresh");
    expect(await screen.findByText("The window has lost Porchlight.")).toBeVisible();
    host.answer = () => Promise.resolve();
    await press("Refresh");
    expect(screen.queryByText("The window has lost Porchlight.")).toBeNull();
  });
});

describe("settings", () => {
  test.each([
    ["30 min", "30m"],
    ["Today", "today"],
    ["Until I resume", null],
  ])("pause notices: %s", async (label, until) => {
    const { last, press } = open("signed-in");
    await press("Settings");
    await press(label);
    expect(last()).toEqual({ type: "pause-notices", until });
    await press("Resume notices");
    expect(last()).toEqual({ type: "resume-notices" });
  });

  test("paused notices show in the line of health", () => {
    open("offline");
    expect(screen.getByText("Notices are paused until 17:30")).toBeInTheDocument();
  });

  test("the session's end on quit", async () => {
    const { last, press, user } = open("signed-in");
    await press("Settings");
    const toggle = screen.getByRole("switch", { name: /End my session at once/ });
    expect(toggle).toBeChecked();
    await user.click(toggle);
    expect(last()).toEqual({ type: "clear-on-quit", on: false });
    expect(toggle).not.toBeChecked();
  });

  test("sign out and quit", async () => {
    const { host, press } = open("signed-in");
    await press("Settings");
    await press("Quit Porchlight");
    await press("Sign out");
    expect(host.sent).toEqual([{ type: "quit" }, { type: "sign-out" }]);
    expect(screen.getByRole("button", { name: "Sign in with the browser" })).toBeVisible();
  });
});

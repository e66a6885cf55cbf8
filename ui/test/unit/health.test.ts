import { describe, expect, test } from "vitest";
import type { UserError } from "../../src/generated/UserError";
import { HEALTH } from "../../src/host/sample/health";
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
    await user.click(
      screen.getByText(
        "Microsoft Graph has trouble of its own (answer 503) since 10:43, as of 10:42 · next try 10:58",
      ),
    );
    expect(screen.getByText(/Try again in a few minutes/)).toBeVisible();
    expect(screen.getByText(/There is no keyring/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Copy the details" }));
    expect(await navigator.clipboard.readText()).toMatch(/request id 5f0f8b6a/);
  });

  test("says in the demo that it is one", () => {
    open("demo");
    expect(screen.getByText("Demo: nobody here is real")).toBeVisible();
  });
});

describe("things to know", () => {
  const words = "The remembered state could not be read: it begins anew";
  const remarked = (words: string) => ({ ...HEALTH.fine, remarks: [words] });

  test("are told in the line, in place of its tick", async () => {
    const { user } = open("signed-in", { health: remarked(words) });
    const line = screen.getByText("Updated 10:42 · Something to know");
    expect(line.closest("summary")!.querySelector(".fine")).toBeNull();
    await user.click(line);
    expect(screen.getByText(words)).toBeVisible();
  });

  test("are told to whoever is signed out", () => {
    open("signed-out", { health: remarked(words) });
    expect(screen.getByText(words)).toBeVisible();
  });

  test.each([
    ["signed in", {}],
    ["signed out", { account: { state: "signed-out", reason: null } }],
  ] as const)("lead to a newer version: %s", async (_, change) => {
    const { press } = open("update-offered", change);
    await press("Version 9.0.0 is available");
    expect(screen.getByRole("dialog", { name: "Settings" })).toBeVisible();
    expect(document.activeElement).toHaveTextContent(/Install and restart/);
  });
});

describe("what works", () => {
  test("is said check by check, ready to be copied", async () => {
    const { user, press } = open("offline");
    await user.click(
      screen.getByText(
        "Microsoft Graph has trouble of its own (answer 503) since 10:43, as of 10:42 · next try 10:58",
      ),
    );
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

const FULL: UserError = { code: "failed", title: "This can't be stored", hint: "" };

describe("a problem", () => {
  test("is an alert that can be dismissed", async () => {
    const { last, press } = open("problem");
    const alert = screen.getByText("Microsoft Graph did not allow this.").closest("[role=alert]");
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

  test("of a command in a sheet is told there alone, and at the foot after it", async () => {
    const { host, user, press } = open("signed-in");
    host.refuse(FULL);
    await press(/^Settings/);
    await user.click(screen.getByRole("switch", { name: /^End my session/ }));
    const [said, ...others] = await screen.findAllByText("This can't be stored.");
    expect(others).toEqual([]);
    expect(said?.closest("[role=alert]")?.closest("dialog")).not.toBeNull();

    await press("Close");
    expect(screen.getByText("This can't be stored.").closest("dialog")).toBeNull();
  });

  test("can be dismissed in the sheet", async () => {
    const { host, user, last, press } = open("signed-in");
    host.refuse(FULL);
    await press(/^Settings/);
    await user.click(screen.getByRole("switch", { name: /^End my session/ }));
    host.answer = () => Promise.resolve();
    await press("Dismiss");
    expect(last()).toEqual({ type: "dismiss-problem" });
    expect(screen.queryByText("This can't be stored.")).toBeNull();
    expect(screen.getByRole("dialog")).toBeVisible();
  });

  test("of an earlier command stays at the foot while a sheet is open", async () => {
    const { press } = open("problem");
    await press(/^Settings/);
    expect(screen.getByText("Microsoft Graph did not allow this.").closest("dialog")).toBeNull();
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

describe("one trouble", () => {
  const NOT_ALLOWED = /^Microsoft Graph did not allow this/;
  const HINT = /^The permission may not have been granted/;

  /** How often it can be read with all its details open. */
  const readable = (words: RegExp) =>
    screen.queryAllByText(words).filter((element) => !element.closest(".visually-hidden")).length;

  test.each(["trouble", "trouble-told"] as const)("is said once: %s", async (state) => {
    const { user } = open(state);
    await user.click(document.querySelector("summary")!);
    expect(readable(NOT_ALLOWED)).toBe(1);
    expect(readable(HINT)).toBe(1);
    expect(readable(/request id 5f0f8b6a/)).toBe(1);
  });

  test("told by the banner leaves the line of health short", () => {
    open("trouble-told");
    expect(screen.getByText("Trouble, as of 10:42 · next try 10:58")).toBeVisible();
  });

  test("that has ended the sign-in is said where one signs in again", async () => {
    const problem = { code: "refused", title: "Another trouble", hint: "" } as const;
    const { user } = open("sign-in-needed", { problem });
    expect(readable(/^Your sign-in has ended/)).toBe(1);
    await user.click(document.querySelector("summary")!);
    expect(readable(/^Your sign-in has ended/)).toBe(1);
    expect(screen.getByText("invalid_grant")).toBeVisible();
  });
});

describe("settings", () => {
  test.each([
    ["30 min", "30m"],
    ["1 hour", "1h"],
    ["Until the end of today", "today"],
    ["Until I resume", null],
  ])("pause notices: %s", async (label, until) => {
    const { last, press } = open("signed-in");
    await press("Settings");
    await press(/^Notices/);
    await press(label);
    expect(last()).toEqual({ type: "pause-notices", until });
    await press("Resume notices");
    expect(last()).toEqual({ type: "resume-notices" });
  });

  test("pause notices to an end in words, seen before it is set", async () => {
    const { host, last, press, user } = open("signed-in");
    await press("Settings");
    await press(/^Notices/);
    const field = screen.getByLabelText("Or write when the pause ends");
    const pause = screen.getByRole("button", { name: "Pause" });
    expect(pause).toBeDisabled();
    await user.type(field, "whenever");
    expect(await screen.findByText(/Write a length like 30m/)).toBeVisible();
    expect(field).toBeInvalid();
    expect(pause).toBeDisabled();
    expect(host.sent).toEqual([]);

    await user.clear(field);
    await user.type(field, "17:30");
    expect(await screen.findByText("until 17:30")).toBeVisible();
    await press("Pause");
    expect(last()).toEqual({ type: "pause-notices", until: "17:30" });
    await press("Resume notices");
    expect(screen.getByLabelText("Or write when the pause ends")).toHaveValue("");
  });

  test("away when the desk is left", async () => {
    const { last, press, user } = open("signed-in");
    await press("Settings");
    const toggle = screen.getByRole("switch", { name: /^Away when the screen locks/ });
    expect(toggle).not.toBeChecked();
    expect(toggle).toHaveAccessibleDescription(/such as Busy, stays/);
    await user.click(toggle);
    expect(last()).toEqual({ type: "away-when-locked", on: true });
    expect(toggle).toBeChecked();
  });

  test("paused notices show in the line of health", () => {
    open("offline");
    expect(screen.getByText("Notices are paused until 17:30")).toBeInTheDocument();
  });

  test("a quiet time shows there, too", () => {
    open("quiet");
    expect(screen.getByText("Quiet time until Monday 08:00")).toBeInTheDocument();
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

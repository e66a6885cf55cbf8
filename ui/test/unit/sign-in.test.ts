import { describe, expect, test } from "vitest";
import { SAMPLES } from "../../src/host/sample/samples";
import { open, row, screen } from "./window";

describe("signing in", () => {
  test("with the browser", async () => {
    const { last, press } = open("signed-out");
    await press("Sign in with the browser");
    expect(last()).toEqual({ type: "sign-in", method: "browser" });
    expect(screen.getByText("Go on in your browser")).toBeVisible();
    expect(screen.getByLabelText("If no page has opened, visit")).toHaveDisplayValue(
      /^https:\/\/login\.example/,
    );
  });

  test("with a code", async () => {
    const { last, press, user } = open("signed-out");
    await press("Use a code instead");
    expect(last()).toEqual({ type: "sign-in", method: "device-code" });
    expect(screen.getByLabelText("Code, works until 10:57")).toHaveValue("F4KQ7PLBX");
    expect(screen.getByLabelText("Address")).toHaveValue("https://login.example/device");
    await user.click(screen.getByRole("button", { name: "Copy: Code, works until 10:57" }));
    expect(await navigator.clipboard.readText()).toBe("F4KQ7PLBX");
    expect(screen.getByText("Copied")).toBeInTheDocument();
  });

  test("can be given up", async () => {
    const { last, press } = open("sign-in-browser");
    await press("Cancel");
    expect(last()).toEqual({ type: "cancel-sign-in" });
    expect(screen.getByRole("button", { name: "Sign in with the browser" })).toBeVisible();
  });

  test("says why the server has ended it", () => {
    open("signed-out-by-server");
    expect(screen.getByText("Your sign-in has ended.")).toBeVisible();
  });

  test("offers nothing while the kept sign-in is looked for", () => {
    open("starting");
    expect(screen.getByText("Starting")).toBeVisible();
    expect(screen.queryByRole("button")).toBeNull();
  });
});

describe("a company that says no", () => {
  test("is asked with a letter and an address", async () => {
    const { press } = open("refused");
    await press("Get help from IT");
    expect(screen.getByText(/wants an administrator to approve/)).toBeVisible();
    await press("Copy: Address for an administrator");
    expect(await navigator.clipboard.readText()).toMatch(/adminconsent/);
    await press("Copy: Letter to your IT");
    expect(await navigator.clipboard.readText()).toMatch(/^Subject: .*\n\nHello/);
  });

  test("is no more once the problem was dismissed", async () => {
    const { press } = open("refused");
    await press("Dismiss");
    expect(screen.queryByRole("button", { name: "Get help from IT" })).toBeNull();
  });

  test("can be asked where a sign-in is to be renewed", async () => {
    const { press } = open("sign-in-needed", { help: SAMPLES.refused().help });
    await press("Get help from IT");
    expect(screen.getByLabelText("Letter to your IT")).toBeVisible();
  });
});

test("the focus follows what takes the place of the button", async () => {
  const { press } = open("signed-out");
  await press("Sign in with the browser");
  expect(screen.getByRole("region", { name: "Sign-in" })).toHaveFocus();
  await press("Cancel");
  expect(screen.getByRole("button", { name: "Sign in with the browser" })).toHaveFocus();
});

describe("signing in again", () => {
  test("keeps what is known on the screen", async () => {
    const { last, press } = open("sign-in-needed");
    expect(row(/Grace/)).toBeVisible();
    await press("Sign in again");
    expect(last()).toEqual({ type: "sign-in", method: "browser" });
    expect(screen.getByText("Go on in your browser")).toBeVisible();
    expect(row(/Grace/)).toBeVisible();
  });
});

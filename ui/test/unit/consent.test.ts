import { within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";
import { COMPANY } from "../../src/host/sample/people";
import { SAMPLES } from "../../src/host/sample/samples";
import { open, row, screen } from "./window";

const WHY = /^To see colleagues, Porchlight needs your consent/;

describe("consent to see colleagues", () => {
  test.each([
    ["Allow…", "browser"],
    ["Use a code instead", "device-code"],
  ])("is asked for by “%s”", async (button, method) => {
    const { last, press } = open("consent");
    await press(button);
    expect(last()).toEqual({ type: "sign-in", method, colleagues: true });
  });

  test("goes on step by step where it was asked for, and can be given up", async () => {
    const { last, press } = open("consent");
    await press("Allow…");
    const people = within(screen.getByRole("region", { name: "People" }));
    expect(people.getByText("Go on in your browser")).toBeVisible();
    expect(screen.getAllByText("Go on in your browser")).toHaveLength(1);
    await press("Cancel");
    expect(last()).toEqual({ type: "cancel-sign-in" });
    expect(screen.getByText(WHY)).toBeVisible();
  });

  test("takes the place of the search until it is given", async () => {
    const { host } = open("consent");
    expect(screen.queryByRole("combobox")).toBeNull();
    host.show({ account: SAMPLES["signed-in"]().account });
    expect(await screen.findByRole("combobox")).toBeVisible();
    expect(screen.queryByText(WHY)).toBeNull();
  });

  test("is said once, not by everybody on the list", async () => {
    const { user } = open("consent");
    expect(screen.getByText(WHY)).toBeVisible();
    expect(screen.queryByText("Porchlight needs your consent to see colleagues")).toBeNull();
    expect(row(/Katherine/)).toHaveTextContent("Not known yet");
    await user.click(row(/Katherine/));
    expect(screen.getByText("Porchlight needs your consent to see colleagues")).toBeVisible();
  });

  test("is asked for instead of a first colleague", () => {
    open("consent-empty");
    expect(screen.getByText(WHY)).toBeVisible();
    expect(screen.queryByText("Nobody is on your watch list yet")).toBeNull();
  });

  test("that was refused leaves the rest in use", async () => {
    const { last, press } = open("consent-refused");
    expect(screen.getByText(/grant requires admin permission/)).toBeVisible();
    await press("Get help from IT");
    expect(screen.getByLabelText("Letter to your IT")).toBeVisible();
    await press("Close");
    await press(/^My status:/);
    await press(/^Set Busy/);
    expect(last()).toMatchObject({ type: "set-status" });
    await press("Allow…");
    expect(last()).toMatchObject({ type: "sign-in", colleagues: true });
  });

  test("waits until an ended sign-in is renewed", async () => {
    const { last, press } = open("consent-ended");
    expect(screen.getByText(WHY)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Allow…" })).toBeNull();
    await press("Sign in again");
    expect(last()).toEqual({ type: "sign-in", method: "browser" });
    expect(screen.getAllByText("Go on in your browser")).toHaveLength(1);
  });

  test("is no matter for whoever has given it and signs in anew", () => {
    open("signed-in", { sign_in: SAMPLES["sign-in-browser"]().sign_in, people: COMPANY });
    expect(screen.getByText("Go on in your browser")).toBeVisible();
    expect(screen.getByRole("combobox")).toBeVisible();
  });
});

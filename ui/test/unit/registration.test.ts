import { describe, expect, test } from "vitest";
import type { UserError } from "../../src/generated/UserError";
import { open, screen } from "./window";

const ID = "11111111-2222-3333-4444-555555555555";

const field = (name: string) => screen.getByRole("textbox", { name });

describe("the application to sign in with", () => {
  test("is asked for when there is none, and nothing is called wrong", () => {
    open("first-run");
    expect(field("Application (client) ID")).toHaveValue("");
    expect(field("Tenant")).toHaveValue("organizations");
    expect(screen.getByRole("combobox", { name: "Cloud" })).toHaveDisplayValue("Global");
    expect(screen.queryByText(/does not know which application/)).toBeNull();
    expect(screen.queryByRole("button", { name: /Sign in/ })).toBeNull();
    expect(screen.queryByRole("button", { name: "Cancel" })).toBeNull();
  });

  test("is saved as typed, and signing in comes next", async () => {
    const { last, press, user } = open("first-run");
    await user.type(field("Application (client) ID"), ID);
    await user.clear(field("Tenant"));
    await user.type(field("Tenant"), "contoso.example");
    await user.selectOptions(screen.getByRole("combobox", { name: "Cloud" }), "us-gov-dod");
    await press("Save");
    expect(last()).toEqual({
      type: "set-registration",
      client_id: ID,
      tenant: "contoso.example",
      cloud: "us-gov-dod",
    });
    expect(await screen.findByRole("button", { name: "Sign in with the browser" })).toHaveFocus();
  });

  test("stays in the form when it is refused, with the reason", async () => {
    const { host, press, user } = open("first-run");
    const problem: UserError = {
      code: "usage",
      title: "The client id “mine” is not one",
      hint: "Copy the Application (client) ID of your registration",
    };
    host.answer = () => {
      host.show({ problem });
      return Promise.reject(new Error(problem.title));
    };
    await user.type(field("Application (client) ID"), "mine");
    await press("Save");
    expect(await screen.findByText("The client id “mine” is not one.")).toBeVisible();
    expect(field("Application (client) ID")).toHaveValue("mine");
    expect(screen.getByRole("button", { name: "Save" })).toBeEnabled();
  });

  test("is only shown where somebody else has set it", async () => {
    const { last, press, user } = open("first-run-organisation");
    const tenant = field("Tenant");
    expect(tenant).toHaveAttribute("readonly");
    expect(tenant).toHaveValue("contoso.example");
    expect(tenant).toHaveAccessibleDescription("Set by your organisation");
    const cloud = field("Cloud");
    expect(cloud).toHaveAttribute("readonly");
    expect(cloud).toHaveValue("US Government L4 (GCC High)");
    expect(cloud).toHaveAccessibleDescription("Set by the environment");
    await user.type(field("Application (client) ID"), ID);
    await press("Save");
    expect(last()).toEqual({
      type: "set-registration",
      client_id: ID,
      tenant: "contoso.example",
      cloud: "us-gov-l4",
    });
  });

  test("can be mended where it is wrong", () => {
    open("wrong-application");
    expect(screen.getByText(/is not one\.$/)).toBeVisible();
    expect(field("Application (client) ID")).toHaveValue("12345");
  });

  test("is no matter of the user's under a policy that can't be used", () => {
    open("broken-policy");
    expect(screen.getByText(/everybody on this computer may change it/)).toBeVisible();
    expect(screen.queryByRole("textbox")).toBeNull();
    expect(screen.getByRole("button")).toHaveAccessibleName("Settings");
  });

  test("can be exchanged for another while nobody is signed in", async () => {
    const { press } = open("signed-out");
    await press("Use another application");
    expect(field("Application (client) ID")).toHaveValue(ID);
    await press("Cancel");
    expect(screen.getByRole("button", { name: "Sign in with the browser" })).toHaveFocus();
  });

  test("is shown in the settings, with who has set it", async () => {
    const { press } = open("organisation");
    await press("Settings");
    expect(screen.getByText("contoso.example")).toBeVisible();
    expect(screen.getAllByText("Set by your organisation")).toHaveLength(2);
    expect(screen.getByText("Set by the environment")).toBeVisible();
    expect(screen.queryByText(/sign out first/)).toBeNull();
  });
});

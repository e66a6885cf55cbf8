import { describe, expect, test } from "vitest";
import type { UserError } from "../../src/generated/UserError";
import { SAMPLES } from "../../src/host/sample/samples";
import { open, screen } from "./window";

const text = () => screen.getByRole("textbox", { name: "Status message" });

describe("the status message", () => {
  test("is set with an end, today unless chosen otherwise", async () => {
    const window = open("empty");
    await window.press("Set a status message");
    expect(text()).toHaveFocus();
    await window.user.type(text(), "Back at three");
    expect(await screen.findByText("until the end of today")).toBeVisible();
    await window.press("Set message");
    expect(window.last()).toEqual({ type: "set-message", text: "Back at three", until: "today" });
    expect(screen.getByText("Back at three")).toBeVisible();
    expect(screen.getByText("until the end of today · being set")).toBeVisible();
  });

  test("is followed by the one that comes back, as plain text", async () => {
    const then = "<b>Working</b> from home";
    const me = SAMPLES["signed-in"]().me!;
    const { press, pick } = open("signed-in", { me: { ...me, message: { ...me.message!, then } } });
    const line = screen.getByText(then).closest("p, span");
    expect(line).toHaveTextContent(`Then: ${then}`);
    await press(/^My status message:/);
    expect(screen.getByRole("dialog")).toHaveTextContent(`Then: ${then}`);
    await pick("No end");
    expect(screen.getByRole("dialog")).not.toHaveTextContent("Then:");
  });

  test("says nothing of another where none comes back", () => {
    open("hostile", { me: SAMPLES["pending"]().me });
    expect(screen.queryByText(/^Then:/)).toBeNull();
  });

  test("may have no end", async () => {
    const window = open("empty");
    await window.press("Set a status message");
    await window.user.type(text(), "In Berlin");
    await window.pick("No end");
    await window.user.click(text());
    await window.user.keyboard("{Control>}{Enter}{/Control}");
    expect(window.last()).toEqual({ type: "set-message", text: "In Berlin", until: null });
  });

  test("is cleared", async () => {
    const window = open("signed-in");
    await window.press(/^My status message:/);
    expect(text()).toHaveValue("Writing the quarterly report, back for questions tomorrow");
    await window.press("Clear message");
    expect(window.last()).toEqual({ type: "clear-message" });
    expect(screen.getByRole("button", { name: "Set a status message" })).toBeVisible();
  });

  test("counts characters as the engine does and stops at 280", async () => {
    const window = open("empty");
    await window.press("Set a status message");
    await window.user.click(text());
    await window.user.paste("🏮".repeat(280));
    expect(screen.getByText("280/280")).toBeVisible();
    expect(screen.getByRole("button", { name: "Set message" })).toBeEnabled();
    await window.user.type(text(), "!");
    expect(screen.getByText("1 too many: 281/280")).toBeVisible();
    expect(screen.getByRole("button", { name: "Set message" })).toBeDisabled();
    expect(text()).toBeInvalid();
  });

  test("of spaces alone is not one", async () => {
    const window = open("empty");
    await window.press("Set a status message");
    await window.user.type(text(), "   ");
    expect(screen.getByRole("button", { name: "Set message" })).toBeDisabled();
  });

  test("that could not be set is kept for the next try", async () => {
    const window = open("empty");
    const refused: UserError = { code: "unreachable", title: "No answer", hint: "" };
    window.host.answer = () => Promise.reject(refused);
    await window.press("Set a status message");
    await window.user.type(text(), "A long thought");
    await window.press("Set message");

    window.host.answer = () => Promise.resolve();
    await window.press("Set a status message");
    expect(text()).toHaveValue("A long thought");
    await window.press("Set message");
    await window.press(/^My status message:/);
    expect(text()).toHaveValue("A long thought");
    expect(window.last()).toMatchObject({ type: "set-message", text: "A long thought" });
  });
});

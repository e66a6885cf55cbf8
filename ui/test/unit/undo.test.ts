import { describe, expect, test } from "vitest";
import { open, row, screen } from "./window";

const told = () => screen.queryByText(/^Removed/);
const removed = (seconds: number) => ({
  at: new Date(Date.now() - seconds * 1000).toISOString(),
  words: "Removed Grace Hopper",
});

describe("a removal", () => {
  test.each([
    ["just made is told", 5, true],
    ["made long before the window opened is no news", 60, false],
  ])("%s, and can be taken back", async (_, seconds, news) => {
    const { last, press, user } = open("signed-in", { removed: removed(seconds) });
    expect(told() !== null).toBe(news);
    await press("Order and groups");
    await user.click(screen.getByRole("menuitem", { name: /^Undo: removed Grace Hopper/ }));
    expect(last()).toEqual({ type: "undo-removal" });
    expect(told()).toBeNull();
  });

  test("is taken back with a key, but for the keys of a field or a sheet", async () => {
    const { host, last, press, user } = open("signed-in", { removed: removed(60) });
    await user.click(screen.getByRole("combobox"));
    await user.keyboard("{Control>}z{/Control}");
    await press("Settings");
    await user.keyboard("{Control>}z{/Control}");
    await press("Close");
    expect(host.sent).toEqual([]);
    row(/Katherine/).focus();
    await user.keyboard("{Control>}{Shift>}z{/Shift}{/Control}");
    expect(host.sent).toEqual([]);
    await user.keyboard("{Control>}z{/Control}");
    expect(last()).toEqual({ type: "undo-removal" });
    expect(row(/Katherine/)).toHaveFocus();
  });

  test("of a group brings back its people into it", async () => {
    const { press, user } = open("groups");
    const names = () =>
      screen.getAllByRole("row").map((one) => one.querySelector("bdi")?.textContent);
    const before = names();
    await user.pointer({ keys: "[MouseRight]", target: row(/^Team/) });
    await press("Remove the group");
    expect(await screen.findByText("Removed the group Team")).toBeVisible();
    expect(screen.queryByRole("row", { name: /^Team/ })).toBeNull();
    await press("Undo");
    expect(names()).toEqual(before);
  });

  test("leaves nothing to take back once everybody is forgotten", async () => {
    const { press } = open("signed-in", { removed: removed(1) });
    expect(told()).toBeVisible();
    await press("Settings");
    await press(/^People and privacy/);
    await press("Forget everybody…");
    await press("Forget everybody");
    expect(told()).toBeNull();
  });
});

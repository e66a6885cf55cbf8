import { describe, expect, test } from "vitest";
import { COMPANY, rule } from "../../src/host/sample/people";
import { open, row, screen } from "./window";

const { id, name, address } = COMPANY[0] ?? { id: "", name: "", address: null };
const box = (label: string) => screen.getByRole("checkbox", { name: label });
const chip = (label: string) => screen.getByRole("radio", { name: label });

describe("somebody's rule", () => {
  const edit = async () => {
    const window = open("signed-in");
    await window.user.click(row(/Grace/));
    return window;
  };

  test("names transitions", async () => {
    const { last, user } = await edit();
    expect(box("Becomes available")).toBeChecked();
    await user.click(box("Goes offline"));
    const both = ["becomes-available", "goes-offline"];
    expect(last()).toEqual({
      type: "set-rule",
      id,
      rule: { when: both, stable: 0, until: null, even_when_busy: false },
    });
    expect(box("Goes offline")).toBeChecked();

    await user.click(box("Changes in any way"));
    expect(last()).toMatchObject({ rule: { when: ["any-change"] } });
    expect(box("Goes offline")).not.toBeChecked();
  });

  test("may wait for it to last, and may come through while I am busy", async () => {
    const { last, user } = await edit();
    await user.click(chip("After 30 s"));
    expect(last()).toMatchObject({ type: "set-rule", id, rule: { stable: 30 } });
    expect(chip("After 30 s")).toBeChecked();
    await user.click(screen.getByRole("switch", { name: "Also while I am busy" }));
    expect(last()).toMatchObject({ rule: { stable: 30, even_when_busy: true } });
  });

  test("may end, and keeps its end through other changes", async () => {
    const { last, press, user } = await edit();
    expect(screen.getByText("Without an end")).toBeVisible();
    await press("Choose an end");
    await user.type(screen.getByLabelText("Or write an end"), "17:30");
    await screen.findByText("until 17:30");
    await press("Set the end");
    expect(last()).toMatchObject({ rule: { until: "17:30" } });
    expect(screen.getByText("Ends: until 17:30")).toBeVisible();
    await user.click(chip("After 1 min"));
    expect(last()).toMatchObject({ rule: { stable: 60, until: "17:30" } });
  });

  test("shows what the engine holds, not what was clicked", async () => {
    const { host, user } = await edit();
    host.answer = () => Promise.reject({ code: "failed", title: "No", hint: "" });
    await user.click(box("Goes away"));
    expect(box("Goes away")).not.toBeChecked();
    await user.click(chip("After 5 min"));
    expect(chip("At once")).toBeChecked();
    await user.click(chip("As for everybody"));
    expect(chip("Something else")).toBeChecked();
  });

  test("of a length that is not offered is kept and shown", async () => {
    const [grace] = COMPANY;
    if (!grace) throw new Error("An empty company");
    const { user } = open("signed-in", { people: [{ ...grace, rule: rule({ stable: 45 }) }] });
    await user.click(row(/Grace/));
    expect(chip("After 45 s")).toBeChecked();
  });

  test("is given up for that of the group, or of everybody", async () => {
    const { last, user } = await edit();
    await user.click(chip("As for everybody"));
    expect(last()).toEqual({ type: "set-rule", id, rule: null });
    expect(screen.getByText("Tells me when this person becomes available.")).toBeVisible();
    expect(screen.queryByRole("checkbox", { name: "Goes away" })).toBeNull();
  });

  test("begins with what has counted so far", async () => {
    const { last, user } = open("groups");
    await user.click(row(/Hedy/));
    expect(chip("As for the group Team")).toBeChecked();
    await user.click(chip("Something else"));
    expect(last()).toMatchObject({
      type: "set-rule",
      rule: { when: ["becomes-available"], stable: 30 },
    });
  });

  test("goes with the person", async () => {
    const { last, press } = await edit();
    await press("Remove from the watch list");
    expect(last()).toEqual({ type: "remove-people", ids: [id] });
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(screen.queryByRole("row", { name: /Grace/ })).toBeNull();
  });
});

describe("telling once", () => {
  const wish = { when: ["becomes-available"], stable: 0, until: null, even_when_busy: false };

  test("is two clicks from the list, and called off by one more", async () => {
    const { last, press, user } = open("signed-in");
    await user.click(row(/Grace/));
    await press("Tell me once when available");
    expect(last()).toEqual({ type: "tell-once", person: { id, name, address }, rule: wish });
    expect(
      screen.getByText("You will be told once. Waiting for: becomes available."),
    ).toBeVisible();
    expect(row(/Grace/)).toHaveTextContent("Told once: becomes available");
    await press("Stop waiting");
    expect(last()).toEqual({ type: "stop-telling-once", id });
  });

  test("is in the menu of the row, too", async () => {
    const { last, press, user } = open("signed-in");
    await press("More for Grace Hopper");
    await user.click(screen.getByRole("menuitem", { name: "Tell me once when available" }));
    expect(last()).toMatchObject({ type: "tell-once", person: { id } });
    await press("More for Grace Hopper");
    await user.click(screen.getByRole("menuitem", { name: "Stop waiting for them" }));
    expect(last()).toEqual({ type: "stop-telling-once", id });
  });

  test("may wait for it to last", async () => {
    const { last, user } = open("groups");
    await user.click(row(/Katherine/));
    await user.click(screen.getByText("Change what is told once"));
    const [lasting] = screen.getAllByRole("radio", { name: "After 30 s" });
    if (lasting) await user.click(lasting);
    expect(last()).toMatchObject({ type: "tell-once", rule: { ...wish, stable: 30 } });
  });
});

test("a group's rule holds for whoever has none of their own", async () => {
  const { last, press, user } = open("groups");
  await press("More for the group Customers");
  expect(chip("As for everybody")).toBeChecked();
  await user.click(chip("Something else"));
  expect(last()).toMatchObject({ type: "set-group-rule", group: "Customers" });
  await user.click(box("Goes offline"));
  expect(last()).toMatchObject({ rule: { when: ["becomes-available", "goes-offline"] } });
});

test("somebody's details are everything that was said of them", async () => {
  const { last, press, user } = open("groups");
  await user.click(row(/Katherine/));
  const sheet = screen.getByRole("dialog", { name: "Katherine Johnson" });
  for (const words of [
    "In a meeting",
    "since 10:00",
    "Status message, until 12:00",
    "InAMeeting",
    "+1 206 555 0100 ext. 12",
  ]) {
    expect(sheet).toHaveTextContent(words);
  }
  expect(sheet).toHaveTextContent("What Teams said, as of 10:42");
  expect(sheet).toHaveTextContent("Message set 19 November 2026 at 08:05");
  await press("Chat");
  expect(last()).toMatchObject({ type: "contact", by: "chat" });
  await press("Telephone");
  expect(last()).toMatchObject({ type: "contact", by: "phone" });
  await press("Mute for an hour");
  expect(last()).toMatchObject({ type: "mute", until: "1h" });
  expect(sheet).toHaveTextContent("Muted until 11:42");
  await press("Unmute");
  expect(last()).toMatchObject({ type: "unmute" });
});

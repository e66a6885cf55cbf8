import { within } from "@testing-library/svelte";
import { describe, expect, test, vi } from "vitest";
import { COMPANY } from "../../src/host/sample/people";
import { open, screen } from "./window";

const field = () => screen.getByRole("combobox");
const person = (name: string) => {
  const found = COMPANY.find((one) => one.name === name);
  if (!found) throw new Error(`Nobody is called ${name}`);
  return found;
};

describe("adding somebody", () => {
  test("looks once the typing has paused", async () => {
    const { host, user } = open("empty");
    await user.type(field(), "barb");
    expect(screen.getByText("Looking")).toBeVisible();
    await screen.findByRole("option", { name: /Liskov/ });
    expect(host.sent).toEqual([{ type: "search", text: "barb" }]);
  });

  test("by arrow keys and Enter", async () => {
    const { host, user } = open("empty");
    await user.type(field(), "barbara");
    const options = await screen.findAllByRole("option");
    expect(field()).toHaveAttribute("aria-expanded", "true");
    expect(field()).not.toHaveAttribute("aria-activedescendant");

    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(field()).toHaveAttribute("aria-activedescendant", options[1]?.id);
    expect(options[1]).toHaveAttribute("aria-selected", "true");
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(options[0]).toHaveAttribute("aria-selected", "true");
    await user.keyboard("{ArrowUp}{ArrowUp}{Enter}");

    const { id, name, address } = person("Barbara McClintock");
    expect(host.sent.slice(1)).toEqual([
      { type: "add-people", people: [{ id, name, address }] },
      { type: "clear-search" },
    ]);
    expect(field()).toHaveValue("");
    expect(screen.getByRole("button", { name: /^Barbara McClintock/ })).toBeVisible();
  });

  test("by a click", async () => {
    const { host, user } = open("empty");
    await user.type(field(), "liskov");
    await user.click(await screen.findByRole("option", { name: /Liskov/ }));
    expect(host.sent[1]).toMatchObject({
      type: "add-people",
      people: [{ name: "Barbara Liskov" }],
    });
  });

  test("Enter guesses nobody among several, and takes the only one", async () => {
    const { host, user } = open("empty");
    await user.type(field(), "barbara");
    await screen.findAllByRole("option");
    await user.keyboard("{Enter}");
    expect(host.sent).toHaveLength(1);

    await user.type(field(), " l");
    await vi.waitFor(() => expect(screen.getAllByRole("option")).toHaveLength(1), 5_000);
    await user.keyboard("{Enter}");
    expect(host.sent).toContainEqual(expect.objectContaining({ type: "add-people" }));
  });

  test("Escape clears the field and the search", async () => {
    const { host, user } = open("empty");
    await user.type(field(), "barbara");
    await screen.findAllByRole("option");
    await user.keyboard("{Escape}");
    expect(field()).toHaveValue("");
    expect(field()).toHaveAttribute("aria-expanded", "false");
    expect(host.sent.at(-1)).toEqual({ type: "clear-search" });
  });

  test("who is on the list already is not added twice", async () => {
    const { host, user } = open("signed-in");
    await user.type(field(), "grace");
    const option = await screen.findByRole("option", { name: /Grace/ });
    expect(option).toHaveAttribute("aria-disabled", "true");
    expect(within(option).getByText("On your list")).toBeVisible();
    await user.click(option);
    await user.keyboard("{Enter}");
    expect(host.sent).toEqual([{ type: "search", text: "grace" }]);
  });

  test("says when nobody was found", async () => {
    const { user } = open("empty");
    await user.type(field(), "zzz");
    expect(await screen.findByText(/Nobody found for “zzz”/)).toBeVisible();
  });

  test("says what went wrong", async () => {
    const { host, user } = open("empty");
    host.answer = () => new Promise(() => {});
    await user.type(field(), "zzz");
    host.show({
      search: {
        text: "zzz",
        busy: false,
        results: [],
        problem: { code: "refused", title: "Graph did not allow the search", hint: "Try later" },
      },
    });
    expect(await screen.findByText("Graph did not allow the search. Try later.")).toBeVisible();
  });

  test("results of an older text are not shown for a newer one", async () => {
    const { host, user } = open("empty");
    await user.type(field(), "barbara");
    await screen.findAllByRole("option");
    host.answer = () => new Promise(() => {});
    await user.type(field(), "x");
    expect(screen.queryAllByRole("option")).toEqual([]);
    expect(screen.getByText("Looking")).toBeVisible();
  });
});

describe("the list", () => {
  test("shows presence, since when, and the message", () => {
    open("signed-in");
    const row = screen.getByRole("button", { name: /^Katherine Johnson/ });
    expect(row).toHaveTextContent("In a meeting");
    expect(row).toHaveTextContent("since 10:00");
    expect(row).toHaveTextContent("Trajectory review");
    expect(row).toHaveTextContent("Notices: is no longer busy; once");
  });

  test("leaves out who is only followed", () => {
    open("signed-in", { people: COMPANY.map((one, i) => ({ ...one, watched: i === 0 })) });
    expect(screen.getByRole("button", { name: /^Grace/ })).toBeVisible();
    expect(screen.queryByRole("button", { name: /^Katherine/ })).toBeNull();
  });

  test("says what to do when it is empty", () => {
    open("empty");
    expect(screen.getByText("Nobody is on your watch list yet")).toBeVisible();
  });

  test("says of when it is while it is old", () => {
    open("offline");
    const row = screen.getByRole("button", { name: /^Grace/ });
    expect(row).toHaveTextContent("as of 10:42");
    expect(row).not.toHaveTextContent("since");
  });

  test("shows what Graph said instead of a presence", () => {
    const [grace] = COMPANY;
    if (!grace) throw new Error("An empty company");
    open("signed-in", { people: [{ ...grace, presence: null, problem: "Not found" }] });
    expect(screen.getByRole("button", { name: /^Grace/ })).toHaveTextContent("Not found");
  });
});

describe("somebody's rule", () => {
  const { id } = person("Grace Hopper");
  const box = (name: string) => screen.getByRole("checkbox", { name });

  test("names transitions", async () => {
    const { last, press, user } = open("signed-in");
    await press(/^Grace/);
    expect(box("Becomes available")).toBeChecked();
    await user.click(box("Goes offline"));
    expect(last()).toEqual({
      type: "set-rule",
      id,
      rule: { when: ["becomes-available", "goes-offline"], once: false },
    });
    expect(box("Goes offline")).toBeChecked();

    await user.click(box("Changes in any way"));
    expect(last()).toMatchObject({ rule: { when: ["any-change"] } });
    expect(box("Goes offline")).not.toBeChecked();
    await user.click(box("Changes in any way"));
    expect(last()).toMatchObject({ rule: { when: [] } });
  });

  test("holds once or always", async () => {
    const { last, pick, press } = open("signed-in");
    await press(/^Grace/);
    await pick("Only once");
    expect(last()).toMatchObject({ type: "set-rule", id, rule: { once: true } });
    await pick("Every time");
    expect(last()).toMatchObject({ type: "set-rule", id, rule: { once: false } });
  });

  test("shows what the engine holds, not what was clicked", async () => {
    const { host, press, user } = open("signed-in");
    host.answer = () => Promise.reject({ code: "failed", title: "No", hint: "" });
    await press(/^Grace/);
    await user.click(box("Goes away"));
    expect(box("Goes away")).not.toBeChecked();
  });

  test("goes with the person", async () => {
    const { last, press } = open("signed-in");
    await press(/^Grace/);
    await press("Remove from the watch list");
    expect(last()).toEqual({ type: "remove-people", ids: [id] });
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(screen.queryByRole("button", { name: /^Grace/ })).toBeNull();
  });
});

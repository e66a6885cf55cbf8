import { within } from "@testing-library/svelte";
import { describe, expect, test, vi } from "vitest";
import { COMPANY } from "../../src/host/sample/people";
import { open, row, screen } from "./window";

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
    expect(row(/Barbara McClintock/)).toBeVisible();
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
    const katherine = row(/Katherine Johnson/);
    expect(katherine).toHaveTextContent("In a meeting");
    expect(katherine).toHaveTextContent("since 10:00");
    expect(katherine).toHaveTextContent("Trajectory review");
    expect(katherine).toHaveTextContent("Notices: is no longer busy; for 30 s");
  });

  test("leaves out who is only followed", () => {
    open("signed-in", { people: COMPANY.map((one, i) => ({ ...one, watched: i === 0 })) });
    expect(row(/Grace/)).toBeVisible();
    expect(screen.queryByRole("row", { name: /Katherine/ })).toBeNull();
  });

  test("says what to do when it is empty", () => {
    open("empty");
    expect(screen.getByText("Nobody is on your watch list yet")).toBeVisible();
  });

  test("says of when it is while it is old", () => {
    open("offline");
    expect(row(/Grace/)).toHaveTextContent("as of 10:42");
    expect(row(/Grace/)).not.toHaveTextContent("since");
  });

  test("shows what Graph said instead of a presence", () => {
    const [grace] = COMPANY;
    if (!grace) throw new Error("An empty company");
    open("signed-in", { people: [{ ...grace, presence: null, problem: "Not found" }] });
    expect(row(/Grace/)).toHaveTextContent("Not found");
  });
});

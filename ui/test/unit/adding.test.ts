import { describe, expect, test } from "vitest";
import { addingOf } from "../../src/host/sample/arrange";
import { inOneLine, isList } from "../../src/lib/addresses";
import { open, row, screen } from "./window";

const field = () => screen.getByRole("combobox");

describe("a text", () => {
  test.each([
    ["ada@contoso.example", false],
    ["Hopper, Grace", false],
    ["Lovelace, Ada <ada@contoso.example>;\n", false],
    ["Ada Lovelace\nGrace Hopper", true],
    ["Lovelace, Ada; Hopper, Grace", true],
    ["a@x.example b@x.example", true],
    ["a@x.example, b@x.example", true],
    [" ;\n", false],
  ])("%j is a list: %s", (text, list) => {
    expect(isList(text)).toBe(list);
  });

  test("of several lines is one line in a field", () => {
    const lines = "Lovelace, Ada <ada@x.example>;\r\n\r\n Grace Hopper,\nb@x.example";
    expect(inOneLine(lines)).toBe("Lovelace, Ada <ada@x.example>; Grace Hopper; b@x.example");
  });
});

describe("many at once", () => {
  test("are offered where a list was pasted into the search", async () => {
    const { host, user } = open("signed-in");
    field().focus();
    await user.paste("barbara.liskov@contoso.example\nnobody@contoso.example");
    expect(screen.getByRole("option", { name: "Add the people in this list" })).toBeVisible();
    await user.keyboard("{Enter}");
    expect(host.sent).toEqual([
      {
        type: "add-by-words",
        words: "barbara.liskov@contoso.example; nobody@contoso.example",
      },
    ]);
    expect(field()).toHaveValue("");
    expect(screen.getByRole("dialog", { name: "Add many people" })).toBeVisible();
    expect(row(/Barbara Liskov/)).toBeInTheDocument();
  });

  test("are sent as they were pasted, for the engine to read", async () => {
    const { last, user } = open("signed-in");
    const words = "Lovelace, Ada <ada@x.example>; Hopper, Grace <grace@x.example>";
    field().focus();
    await user.paste(words);
    await user.click(screen.getByRole("option", { name: "Add the people in this list" }));
    expect(last()).toEqual({ type: "add-by-words", words });
  });

  test("are not sent where they are too many by far", async () => {
    const { host, press, user } = open("signed-in");
    const words = "ada@x.example\n".repeat(10_000);
    field().focus();
    await user.paste(words);
    expect(screen.getByText(/^This list is too long/)).toBeVisible();
    expect(screen.queryByRole("option")).toBeNull();
    expect(field()).toHaveValue("");
    await user.type(field(), "b");
    expect(screen.queryByText(/^This list is too long/)).toBeNull();

    await press("Order and groups");
    await user.click(screen.getByRole("menuitem", { name: "Add many people…" }));
    screen.getByLabelText(/^Addresses or names/).focus();
    await user.paste(words);
    expect(screen.getByText(/^This list is too long/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Add" })).toBeDisabled();
    expect(host.sent.map(({ type }) => type)).not.toContain("add-by-words");
  });

  test("leave the field as a form when they are refused", async () => {
    const { host, user } = open("signed-in");
    let refuse = () => {};
    host.answer = () => new Promise((_, refused) => (refuse = () => refused()));
    field().focus();
    await user.paste("a@x.example\nb@x.example");
    await user.keyboard("{Enter}");
    expect(screen.getByRole("progressbar", { name: "Looking for them" })).toBeVisible();
    refuse();
    expect(await screen.findByLabelText(/^Addresses or names/)).toBeVisible();
  });

  test("are not what a name with a comma means", async () => {
    const { host, user } = open("signed-in");
    await user.type(field(), "Hopper, Grace");
    expect(screen.queryByRole("option", { name: /^Add/ })).toBeNull();
    await screen.findByText(/Nobody found/);
    expect(host.sent).toEqual([{ type: "search", text: "Hopper, Grace" }]);
  });

  test("are typed or pasted into a sheet of their own", async () => {
    const { last, press, user } = open("signed-in");
    await press("Order and groups");
    await user.click(screen.getByRole("menuitem", { name: "Add many people…" }));
    expect(screen.getByRole("button", { name: "Add" })).toBeDisabled();
    await user.type(screen.getByLabelText(/^Addresses or names/), "Liskov{Enter}McClintock");
    await press("Add");
    expect(last()).toEqual({ type: "add-by-words", words: "Liskov\nMcClintock" });
    expect(screen.getByRole("heading", { name: "Added (2)" })).toBeVisible();
  });

  test("are looked for with progress, and can be stopped", async () => {
    const { last, press } = open("adding");
    await press("Adding people: 7 of 12");
    const progress = screen.getByRole("progressbar", { name: "Looking for them: 7 of 12" });
    expect(progress).toHaveAttribute("value", "7");
    await press("Stop");
    expect(last()).toEqual({ type: "stop-adding" });
  });

  test("are told one by one: added, known, not found, and which of several", async () => {
    const { last, press } = open("added");
    await press(/2 added, 3 to look at/);
    expect(screen.getByRole("heading", { name: "On your list already (1)" })).toBeVisible();
    expect(screen.getByLabelText(/^Check the spelling/)).toHaveValue(
      "nobody@contoso.example\nRosalind Elsie Franklin",
    );
    await press("Add Barbara Cartwright-Montgomery");
    expect(last()).toMatchObject({
      type: "add-people",
      people: [{ name: "Barbara Cartwright-Montgomery" }],
    });
    expect(screen.getByText("On your list")).toBeVisible();
    await press("Done");
    expect(last()).toEqual({ type: "stop-adding" });
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  test("are told apart by what a file did to them", async () => {
    const adding = { ...addingOf([], []), changed: ["Grace Hopper"], known: ["Hedy Lamarr"] };
    const { press } = open("signed-in", { adding });
    await press(/0 added, 1 changed/);
    expect(screen.getByRole("heading", { name: "Changed (1)" })).toBeVisible();
    expect(screen.getByRole("heading", { name: "On your list already (1)" })).toBeVisible();
    expect(screen.getByText("0 added, 1 changed, 0 not found")).toBeInTheDocument();
  });

  test("say why they came to an early end", async () => {
    const problem = { code: "unreachable", title: "Graph can't be reached", hint: "" } as const;
    const { press } = open("signed-in", { adding: { ...addingOf([], []), problem } });
    await press(/0 added/);
    expect(screen.getByText("Graph can't be reached.")).toBeVisible();
    expect(screen.getByText("Nobody was added.")).toBeVisible();
  });
});

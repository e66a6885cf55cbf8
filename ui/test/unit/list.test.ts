import { fireEvent, within } from "@testing-library/svelte";
import { describe, expect, test, vi } from "vitest";
import { crowd } from "../../src/host/sample/crowd";
import { COMPANY } from "../../src/host/sample/people";
import { open, row, screen } from "./window";

const names = () =>
  screen.getAllByRole("row").map((one) => one.querySelector("bdi")?.textContent ?? "");
const idOf = (name: string) => COMPANY.find((one) => one.name === name)?.id ?? "";
const filter = () => screen.getByLabelText(/^Filter/);
/** The row that has the focus. */
const at = () => document.activeElement?.querySelector("bdi")?.textContent;

describe("groups", () => {
  test("come after whoever is in none, with how many are available", () => {
    open("groups");
    expect(names().slice(0, 5)).toEqual([
      "Grace Hopper",
      "Barbara Liskov",
      "Barbara McClintock",
      "Team",
      "Hedy Lamarr",
    ]);
    expect(row(/^Team/)).toHaveTextContent("1 of 3 available");
    expect(row(/^Team/)).toHaveAttribute("aria-expanded", "true");
    expect(row(/^Team/)).toHaveAttribute("aria-posinset", "4");
    expect(row(/Hedy/)).toHaveAttribute("aria-level", "2");
    expect(row(/Hedy/)).toHaveAttribute("aria-setsize", "3");
  });

  test("are folded by a click and unfolded by a key", async () => {
    const { last, user } = open("groups");
    expect(screen.queryByRole("row", { name: /Alan Turing/ })).toBeNull();
    await user.click(row(/^Customers/));
    expect(last()).toEqual({ type: "fold-group", group: "Customers", on: false });
    expect(row(/Alan Turing/)).toBeVisible();

    row(/^Team/).focus();
    await user.keyboard("{ArrowLeft}");
    expect(last()).toEqual({ type: "fold-group", group: "Team", on: true });
    expect(screen.queryByRole("row", { name: /Hedy/ })).toBeNull();
    await user.keyboard("{ArrowRight}");
    expect(last()).toEqual({ type: "fold-group", group: "Team", on: false });
  });

  test("are made, filled, renamed and removed", async () => {
    const { last, press, user } = open("groups");
    await press("Order and groups");
    await user.click(screen.getByRole("menuitem", { name: "New group…" }));
    await user.type(screen.getByLabelText("Name of the group"), "Board");
    await press("Make the group");
    expect(last()).toEqual({ type: "set-group", ids: [], group: "Board" });
    expect(row(/^Board/)).toHaveTextContent("nobody yet");

    await press("More for Grace Hopper");
    await user.click(screen.getByRole("menuitem", { name: "Move to a group…" }));
    await press("Board");
    expect(last()).toEqual({ type: "set-group", ids: [idOf("Grace Hopper")], group: "Board" });
    expect(row(/^Board/)).toHaveTextContent("1 of 1 available");

    await press("More for the group Board");
    const name = screen.getByLabelText("Name of the group");
    await user.clear(name);
    await user.type(name, "Team");
    expect(screen.getByText("Another group has this name")).toBeVisible();
    expect(screen.getByRole("button", { name: "Rename" })).toBeDisabled();
    await user.clear(name);
    await user.type(name, "The board");
    await press("Rename");
    expect(last()).toEqual({ type: "rename-group", group: "Board", name: "The board" });
    expect(screen.getByRole("dialog", { name: "The board" })).toBeVisible();

    await press("Move up");
    expect(last()).toMatchObject({ type: "move-group", group: "The board" });
    await press("Remove the group");
    expect(last()).toEqual({ type: "remove-group", group: "The board" });
    expect(row(/Grace/)).toHaveAttribute("aria-level", "1");
  });
});

describe("the filter", () => {
  test("is there for more than a few, or when asked for", async () => {
    const { user } = open("signed-in");
    expect(screen.queryByLabelText(/^Filter/)).toBeNull();
    await user.keyboard("{Control>}f{/Control}");
    await vi.waitFor(() => expect(filter()).toHaveFocus());
    await user.keyboard("{Escape}");
    expect(screen.queryByLabelText(/^Filter/)).toBeNull();
    expect(at()).toBe("Grace Hopper");
  });

  test("finds without accents, by group and by presence, also in folded groups", async () => {
    const { user } = open("groups");
    await user.type(filter(), "angstrom");
    expect(names()).toEqual(["Team", "Zoë Ångström-Fitzgerald de la Peña"]);
    expect(screen.getAllByText("1 person").length).toBeGreaterThan(0);

    await user.clear(filter());
    await user.type(filter(), "customers off");
    expect(names()).toEqual(["Customers", "Tim Berners-Lee"]);
    await user.clear(filter());
    await user.type(filter(), "grace.hopper@contoso");
    expect(names()).toEqual(["Grace Hopper"]);
  });

  test("says when nobody matches, and shows everybody again", async () => {
    const { press, user } = open("groups");
    await user.type(filter(), "zzz");
    expect(screen.getByText("Nobody matches")).toBeVisible();
    await press("Show everybody");
    expect(names()).toContain("Grace Hopper");
  });

  test("leads on into the list", async () => {
    const { user } = open("groups");
    await user.type(filter(), "barbara");
    await user.keyboard("{ArrowDown}");
    expect(at()).toBe("Barbara Liskov");
  });
});

describe("keys in the list", () => {
  test("walk through it, and Tab takes it as one", async () => {
    const { user } = open("groups");
    expect(screen.getAllByRole("row").filter((one) => one.tabIndex === 0)).toHaveLength(1);
    row(/Grace/).focus();
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(at()).toBe("Barbara McClintock");
    await user.keyboard("{End}");
    expect(at()).toBe("山田 太郎");
    await user.keyboard("{ArrowLeft}");
    expect(at()).toBe("פרויקט צפון");
    await user.keyboard("{Home}");
    expect(at()).toBe("Grace Hopper");
    expect(screen.getAllByRole("row").filter((one) => one.tabIndex === 0)).toHaveLength(1);
  });

  test("letters lead to a name", async () => {
    const { user } = open("groups");
    row(/Grace/).focus();
    await user.keyboard("zoe");
    expect(at()).toMatch(/^Zoë/);
  });

  test("Enter opens, Right leads to what else there is", async () => {
    const { user } = open("groups");
    row(/Grace/).focus();
    await user.keyboard("{ArrowRight}");
    expect(screen.getByRole("button", { name: "More for Grace Hopper" })).toHaveFocus();
    await user.keyboard("{ArrowLeft}{Enter}");
    expect(screen.getByRole("dialog", { name: "Grace Hopper" })).toBeVisible();
  });

  test("the focus goes on when its row goes", async () => {
    const { user } = open("groups");
    row(/Barbara Liskov/).focus();
    await user.keyboard("{ContextMenu}");
    await user.click(screen.getByRole("menuitem", { name: "Remove from the watch list" }));
    await vi.waitFor(() => expect(at()).toBe("Barbara McClintock"));
  });
});

test("Delete removes somebody, but no group, and undo leads to whoever came back", async () => {
  const { host, last, user } = open("groups");
  row(/Barbara Liskov/).focus();
  await user.keyboard("{Delete}");
  expect(last()).toEqual({ type: "remove-people", ids: [idOf("Barbara Liskov")] });
  await vi.waitFor(() => expect(at()).toBe("Barbara McClintock"));
  await user.keyboard("{Control>}z{/Control}");
  await vi.waitFor(() => expect(at()).toBe("Barbara Liskov"));

  row(/^Team/).focus();
  const sent = host.sent.length;
  await user.keyboard("{Delete}");
  expect(host.sent).toHaveLength(sent);
});

describe("the order", () => {
  test("is chosen", async () => {
    const { last, press, user } = open("groups");
    const button = screen.getByRole("button", { name: "Order and groups" });
    expect(button).toHaveAttribute("title");
    await press("Order and groups");
    expect(button).not.toHaveAttribute("title");
    expect(screen.getByRole("menuitemradio", { name: "My own order" })).toBeChecked();
    await user.click(screen.getByRole("menuitemradio", { name: "By presence" }));
    expect(last()).toEqual({ type: "sort-people", by: "presence" });
    await press("Order and groups");
    expect(screen.getByRole("menuitemradio", { name: "By presence" })).toBeChecked();
  });

  test("is changed by keys, and said", async () => {
    const { host, last, user } = open("groups");
    row(/Barbara Liskov/).focus();
    await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
    const liskov = idOf("Barbara Liskov");
    expect(last()).toEqual({ type: "move-person", id: liskov, before: null });
    expect(screen.getByText("Barbara Liskov, 3 of 6")).toBeInTheDocument();
    expect(at()).toBe("Barbara Liskov");

    await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
    expect(last()).toMatchObject({ before: idOf("Barbara McClintock") });
    // Favourites come first: nobody else goes above them.
    const sent = host.sent.length;
    await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
    expect(host.sent).toHaveLength(sent);
    expect(screen.getByText("Already the first")).toBeInTheDocument();
  });

  test("is not the user's to change while the list is sorted", async () => {
    const { host, user } = open("groups", { sort: "name" });
    row(/Barbara Liskov/).focus();
    await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
    expect(host.sent).toEqual([]);
    expect(screen.getByText(/choose “My own order”/)).toBeInTheDocument();
    await user.keyboard("{ContextMenu}");
    expect(screen.queryByRole("menuitem", { name: "Move down" })).toBeNull();
  });
});

describe("the menu of a row", () => {
  const entry = (name: string) => screen.getByRole("menuitem", { name });
  const grace = { id: idOf("Grace Hopper") };

  test("opens by the key, the button and the other mouse button", async () => {
    const { press, user } = open("groups");
    row(/Grace/).focus();
    await user.keyboard("{ContextMenu}");
    expect(entry("Tell me once when available")).toHaveFocus();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("menu")).toBeNull();
    await vi.waitFor(() => expect(at()).toBe("Grace Hopper"));
    await press("More for Grace Hopper");
    expect(screen.getByRole("menu", { name: "Grace Hopper" })).toBeVisible();
    await user.click(document.body);
    expect(screen.queryByRole("menu")).toBeNull();
    await fireEvent.contextMenu(row(/Hedy/));
    expect(screen.getByRole("menu", { name: "Hedy Lamarr" })).toBeVisible();
  });

  test("is walked by arrows and letters", async () => {
    const { press, user } = open("groups");
    await press("More for Grace Hopper");
    await user.keyboard("{ArrowDown}");
    expect(entry("Chat")).toHaveFocus();
    await user.keyboard("{End}");
    expect(entry("Remove from the watch list")).toHaveFocus();
    await user.keyboard("{ArrowDown}m");
    expect(entry("Mail")).toHaveFocus();
  });

  test.each([
    ["Chat", { type: "contact", ...grace, by: "chat" }],
    ["Call", { type: "contact", ...grace, by: "call" }],
    ["Mail", { type: "contact", ...grace, by: "mail" }],
    ["No longer a favourite", { type: "set-favourite", ids: [grace.id], on: false }],
    ["Mute for an hour", { type: "mute", ...grace, until: "1h" }],
    ["Remove from the watch list", { type: "remove-people", ids: [grace.id] }],
  ])("%s", async (label, command) => {
    const { last, press, user } = open("groups");
    await press("More for Grace Hopper");
    await user.click(entry(label));
    expect(last()).toEqual(command);
    expect(screen.queryByRole("menu")).toBeNull();
  });

  test("offers only the ways there are", async () => {
    const [first, ...others] = COMPANY.slice(0, 8);
    if (!first) throw new Error("An empty company");
    const { press } = open("signed-in", { people: [{ ...first, contacts: ["phone"] }, ...others] });
    await press("More for Grace Hopper");
    const labels = within(screen.getByRole("menu")).getAllByRole("menuitem");
    expect(labels.map((one) => one.textContent?.trim())).not.toContain("Chat");
    expect(entry("Telephone")).toBeVisible();
  });

  test("telephones where a number is known", async () => {
    const { last, press, user } = open("signed-in");
    await press("More for Grace Hopper");
    expect(screen.queryByRole("menuitem", { name: "Telephone" })).toBeNull();
    await user.keyboard("{Escape}");
    await press("More for Katherine Johnson");
    await user.click(entry("Telephone"));
    const { id } = COMPANY[1] ?? { id: "" };
    expect(last()).toEqual({ type: "contact", id, by: "phone" });
  });
});

test("ten thousand people are few rows", async () => {
  open("groups", { people: crowd(10_000) });
  expect(screen.getByRole("treegrid")).toHaveAttribute("aria-rowcount", "7503");
  expect(screen.getAllByRole("row").length).toBeLessThan(100);
  expect(row(/Aino Abara 1 /)).toHaveAttribute("aria-setsize", "5003");
});

import { expect, test } from "vitest";
import { COMPANY } from "../../src/host/sample/people";
import { SAMPLES } from "../../src/host/sample/samples";
import { open, screen } from "./window";

const [grace, other] = COMPANY;
if (!grace || !other) throw new Error("A small company");

test("a click on a notification opens its person, each time", async () => {
  const { host, press } = open("signed-in");
  host.showPerson(grace.id);
  expect(await screen.findByRole("dialog", { name: grace.name })).toBeVisible();
  host.showPerson(other.id);
  expect(await screen.findByRole("dialog", { name: other.name })).toBeVisible();
  await press("Close");
  expect(screen.queryByRole("dialog")).toBeNull();
  host.showPerson(other.id);
  expect(await screen.findByRole("dialog", { name: other.name })).toBeVisible();
});

test("whoever is to be shown waits for the list they are on", async () => {
  const { host } = open("starting");
  host.showPerson(grace.id);
  expect(screen.queryByRole("dialog")).toBeNull();
  host.show(SAMPLES["signed-in"]());
  expect(await screen.findByRole("dialog", { name: grace.name })).toBeVisible();
});

test("what is being typed is not taken away", async () => {
  const { host, press, user } = open("signed-in");
  await press(/status message/i);
  const text = screen.getByRole("textbox", { name: /message/i });
  await user.type(text, "In focus");
  host.showPerson(grace.id);
  await Promise.resolve();
  expect(text).toBeVisible();
  await press("Close");
  expect(await screen.findByRole("dialog", { name: grace.name })).toBeVisible();
});

test("somebody who is no longer watched opens nothing", async () => {
  const { host } = open("signed-in");
  host.showPerson("00000000-0000-0000-0000-00000000abcd");
  await Promise.resolve();
  expect(screen.queryByRole("dialog")).toBeNull();
});

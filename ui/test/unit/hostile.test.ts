import { expect, test } from "vitest";
import { open, row, screen } from "./window";

/** Elements that only foreign markup would make; photos are ours. */
const MARKUP = 'b, img:not([src^="data:image/"])';

test("text of other people is shown as text, whatever is in it", async () => {
  const { user } = open("hostile");
  expect(document.querySelector(MARKUP)).toBeNull();
  expect(screen.getAllByText(/<img src=x onerror=alert\(1\)>/).length).toBeGreaterThan(2);

  await user.click(row(/Grace Hopper/));
  const message = screen.getByRole("dialog").querySelector("blockquote");
  expect(message?.textContent?.length).toBeGreaterThan(10_000);
  const number = screen.getByRole("button", { name: "Copy the number" }).previousElementSibling;
  expect(number?.textContent).toMatch(/^<img src=x/);
  expect(document.querySelector(MARKUP)).toBeNull();
});

test("each foreign text is isolated in direction", () => {
  open("hostile");
  for (const element of screen.getAllByText(/<img src=x/)) {
    expect(element.closest("bdi, .theirs")).not.toBeNull();
  }
});

import { expect, test } from "vitest";
import { open, screen } from "./window";

test("text of other people is shown as text, whatever is in it", async () => {
  const { press } = open("hostile");
  expect(document.querySelector("img, b")).toBeNull();
  expect(screen.getAllByText(/<img src=x onerror=alert\(1\)>/).length).toBeGreaterThan(3);

  await press(/Grace Hopper/);
  const message = screen.getByRole("dialog").querySelector("blockquote");
  expect(message?.textContent?.length).toBeGreaterThan(10_000);
  expect(document.querySelector("img, b")).toBeNull();
});

test("each foreign text is isolated in direction", () => {
  open("hostile");
  for (const element of screen.getAllByText(/<img src=x/)) {
    expect(element.closest("bdi, .theirs")).not.toBeNull();
  }
});

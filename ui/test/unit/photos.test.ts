import { describe, expect, test, vi } from "vitest";
import { crowd } from "../../src/host/sample/crowd";
import { Photos } from "../../src/lib/photos";
import { open } from "./window";

describe("photos", () => {
  test("are asked for once, also when there is none", async () => {
    const ask = vi.fn((id: string) => Promise.resolve(id === "ada" ? "data:," : null));
    const photos = new Photos(ask);
    expect(await Promise.all([photos.of("ada"), photos.of("ada")])).toEqual(["data:,", "data:,"]);
    expect(await photos.of("grace")).toBeNull();
    expect(await photos.of("grace")).toBeNull();
    expect(photos.known("ada")).toBe("data:,");
    expect(photos.known("hedy")).toBeUndefined();
    expect(ask).toHaveBeenCalledTimes(2);
  });

  test("that can't be had are none", async () => {
    const photos = new Photos(() => Promise.reject(new Error("no")));
    expect(await photos.of("ada")).toBeNull();
  });

  test("are kept for a few hundred people at most", async () => {
    const photos = new Photos((id) => Promise.resolve(id));
    for (let id = 0; id < 600; id++) await photos.of(String(id));
    expect(photos.known("0")).toBeUndefined();
    expect(photos.known("599")).toBe("599");
    photos.forget();
    expect(photos.known("599")).toBeUndefined();
  });

  test("take the place of initials, and only who is in sight is asked for", async () => {
    const { host } = open("groups", { people: crowd(200) });
    await vi.waitFor(() => expect(host.photosAsked.length).toBeGreaterThan(5));
    expect(host.photosAsked.length).toBeLessThan(100);
    await vi.waitFor(() => expect(document.querySelector("[role=row] img")).not.toBeNull());
  });
});

import { describe, expect, test, vi } from "vitest";
import { crowd } from "../../src/host/sample/crowd";
import { Photos, REST } from "../../src/lib/photos";
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

  test("that can't be had now are asked for again, but not at once", async () => {
    vi.useFakeTimers();
    try {
      const ask = vi.fn(() => Promise.resolve<string | null>("data:,"));
      ask.mockRejectedValueOnce(new Error("offline"));
      const photos = new Photos(ask);
      expect(await photos.of("ada")).toBeUndefined();
      expect(photos.known("ada")).toBeUndefined();
      vi.advanceTimersByTime(REST - 1);
      expect(await photos.of("ada")).toBeUndefined();
      expect(ask).toHaveBeenCalledTimes(1);
      vi.advanceTimersByTime(1);
      expect(await photos.of("ada")).toBe("data:,");
      expect(ask).toHaveBeenCalledTimes(2);
    } finally {
      vi.useRealTimers();
    }
  });

  test("on their way when all are forgotten are not kept", async () => {
    const answers: ((photo: string) => void)[] = [];
    const photos = new Photos(() => new Promise((answer) => answers.push(answer)));
    const before = photos.of("ada");
    photos.forget();
    const after = photos.of("ada");
    answers[0]?.("data:,before");
    expect(await before).toBeUndefined();
    expect(photos.known("ada")).toBeUndefined();
    answers[1]?.("data:,after");
    expect(await after).toBe("data:,after");
    expect(photos.known("ada")).toBe("data:,after");
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

  test("that could not be had take their place while somebody stays in sight", async () => {
    vi.useFakeTimers();
    try {
      const { host } = open("groups");
      const had = host.photo.bind(host);
      const ask = vi.spyOn(host, "photo").mockRejectedValue(new Error("offline"));
      await vi.advanceTimersByTimeAsync(1_000);
      expect(ask).toHaveBeenCalled();
      expect(document.querySelector("[role=row] img")).toBeNull();
      ask.mockImplementation(had);
      await vi.advanceTimersByTimeAsync(REST);
      expect(document.querySelector("[role=row] img")).not.toBeNull();
    } finally {
      vi.useRealTimers();
    }
  });
});

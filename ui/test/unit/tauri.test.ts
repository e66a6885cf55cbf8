import { beforeEach, expect, test, vi } from "vitest";
import { HostFailure } from "../../src/host/host";
import { SAMPLES } from "../../src/host/sample/samples";
import { tauriHost } from "../../src/host/tauri";

const invoke = vi.hoisted(() => vi.fn());
const listen = vi.hoisted(() => vi.fn());
vi.mock("@tauri-apps/api/core", () => ({ invoke }));
vi.mock("@tauri-apps/api/event", () => ({ listen }));

const snapshot = SAMPLES["signed-in"]();
beforeEach(() => {
  invoke.mockReset();
  listen.mockReset();
});

test("commands, previews and reports go by their names", async () => {
  invoke.mockResolvedValue(null);
  await tauriHost().send({ type: "refresh" });
  await tauriHost().previewExpiry("30m");
  await tauriHost().doctor();
  await tauriHost().photo("ada");
  await tauriHost().exportPeople();
  expect(invoke.mock.calls).toEqual([
    ["send", { command: { type: "refresh" } }],
    ["preview_expiry", { text: "30m" }],
    ["doctor", {}],
    ["photo", { id: "ada" }],
    ["export_people", {}],
  ]);
});

test("the engine's refusal stays as it is, anything else is a failure of the host", async () => {
  const refusal = { code: "usage", title: "No", hint: "" };
  invoke.mockRejectedValueOnce(refusal);
  await expect(tauriHost().send({ type: "refresh" })).rejects.toBe(refusal);
  invoke.mockRejectedValueOnce("command send not found");
  await expect(tauriHost().send({ type: "refresh" })).rejects.toBeInstanceOf(HostFailure);
});

test("the first snapshot is asked for, the others come as events", async () => {
  const stop = vi.fn();
  listen.mockResolvedValue(stop);
  invoke.mockResolvedValue(snapshot);
  const seen: number[] = [];
  const end = tauriHost().snapshots(({ revision }) => seen.push(revision));
  await vi.waitFor(() => expect(seen).toEqual([1]));
  expect(listen.mock.calls[0]?.[0]).toBe("snapshot");

  const heard = listen.mock.calls[0]?.[1] as (event: unknown) => void;
  heard({ payload: { ...snapshot, revision: 2 } });
  expect(seen).toEqual([1, 2]);

  end();
  heard({ payload: { ...snapshot, revision: 3 } });
  expect(seen).toEqual([1, 2]);
  await vi.waitFor(() => expect(stop).toHaveBeenCalled());
});

test("an event that overtakes the first answer wins", async () => {
  listen.mockImplementation((_name: string, heard: (event: unknown) => void) => {
    heard({ payload: { ...snapshot, revision: 9 } });
    return Promise.resolve(() => {});
  });
  invoke.mockResolvedValue(snapshot);
  const seen: number[] = [];
  tauriHost().snapshots(({ revision }) => seen.push(revision));
  await vi.waitFor(() => expect(invoke).toHaveBeenCalled());
  await Promise.resolve();
  expect(seen).toEqual([9]);
});

test("whoever is to be shown is listened to before the first snapshot is asked for", async () => {
  let ready = () => {};
  const stop = vi.fn();
  listen.mockImplementation((name: string) =>
    name === "show-person"
      ? new Promise((resolve) => (ready = () => resolve(stop)))
      : Promise.resolve(() => {}),
  );
  invoke.mockResolvedValue(snapshot);
  const host = tauriHost();
  const seen: string[] = [];
  const end = host.shownPeople((person) => seen.push(person));
  const told = new Promise((resolve) => host.snapshots(resolve));
  expect(invoke).not.toHaveBeenCalled();
  ready();
  await told;

  const heard = listen.mock.calls[0]?.[1] as (event: unknown) => void;
  heard({ payload: "ada" });
  end();
  heard({ payload: "grace" });
  expect(seen).toEqual(["ada"]);
  await vi.waitFor(() => expect(stop).toHaveBeenCalled());
});

import "@testing-library/jest-dom/vitest";
import { configure } from "@testing-library/svelte";

// A busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 5_000 });

// jsdom knows the dialog element but not how to open it.
HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true;
};
HTMLDialogElement.prototype.close = function close() {
  if (!this.open) return;
  this.open = false;
  this.dispatchEvent(new Event("close"));
};

// jsdom lays nothing out. A list draws what is in sight, so it is given room:
// for some twenty people, each as high as a row is.
const height = (name: "clientHeight" | "offsetHeight", pixels: number) =>
  Object.defineProperty(HTMLElement.prototype, name, { configurable: true, value: pixels });
height("clientHeight", 1000);
height("offsetHeight", 50);
Element.prototype.scrollTo = () => {};
globalThis.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

// Nor can it read a file all at once.
Blob.prototype.text ??= function text(this: Blob) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => failed(reader.error ?? new Error("Not read"));
    reader.readAsText(this);
  });
};

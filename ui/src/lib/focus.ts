import type { Attachment } from "svelte/attachments";

let last: Element | null = null;

/** Hears of every focus; for the document alone. */
export function heardFocus(event: FocusEvent): void {
  last = event.target instanceof Element ? event.target : null;
}

/** Takes the focus of what has just been replaced, if it had it. */
export const catchesFocus: Attachment<HTMLElement> = (element) => {
  const lost = document.activeElement === document.body && last !== null && !last.isConnected;
  if (lost) element.focus();
};

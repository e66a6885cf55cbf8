import type { IconShape } from "./icons";

export interface Place {
  x: number;
  y: number;
}

/** One line of a menu. */
export interface MenuEntry {
  label: string;
  icon?: IconShape;
  /** For one of several choices: whether it is the present one. */
  on?: boolean;
  /** What it does can't be taken back at once. */
  bad?: boolean;
  /** Stands apart from what is above. */
  apart?: boolean;
  /** Keys that do the same, as `aria-keyshortcuts` writes them. */
  keys?: string;
  run: () => void;
}

/** A menu as it was asked for. */
export interface MenuWish {
  label: string;
  entries: MenuEntry[];
  at: Place;
}

/** Just below an element, for menus that are opened by a button or a key. */
export function below(element: Element): Place {
  const { right, bottom } = element.getBoundingClientRect();
  // Its right edge under that of the button; the menu itself keeps inside.
  return { x: right - 208, y: bottom + 2 };
}

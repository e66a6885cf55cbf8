/** Pixels a pointer may tremble before a click becomes a drag. */
const TREMBLE = 6;
/** Near an edge, in pixels, the list scrolls on, by this many at a time. */
const EDGE = 32;
const STEP = 8;

export interface DragWork {
  startable: (target: EventTarget | null) => boolean;
  indexOf: (target: EventTarget | null) => number;
  /** Marks the row before which something would land; null for none. */
  show: (before: number | null) => void;
  drop: (from: number, before: number) => void;
}

/**
 * Lets the rows of a list be dragged with a mouse or a pen; a finger scrolls.
 * Returns the list's handler of `pointerdown`.
 */
export function dragging(work: DragWork): (event: PointerEvent) => void {
  return (down) => {
    if (down.button !== 0 || down.pointerType === "touch" || !work.startable(down.target)) return;
    const list = down.currentTarget as HTMLElement;
    const from = work.indexOf(down.target);
    const ended = new AbortController();
    const { signal } = ended;
    let before: number | null = null;
    let moved = false;

    const aim = (event: PointerEvent) => {
      const box = list.getBoundingClientRect();
      if (event.clientY < box.top + EDGE) list.scrollTop -= STEP;
      else if (event.clientY > box.bottom - EDGE) list.scrollTop += STEP;
      const under = document.elementFromPoint(event.clientX, event.clientY);
      const line = under?.closest<HTMLElement>("[data-index]");
      if (!line || !list.contains(line)) return null;
      const { top, height } = line.getBoundingClientRect();
      return work.indexOf(line) + (event.clientY > top + height / 2 ? 1 : 0);
    };
    const move = (event: PointerEvent) => {
      if (!moved && Math.abs(event.clientY - down.clientY) < TREMBLE) return;
      moved = true;
      before = aim(event);
      work.show(before);
    };
    const end = (done: boolean) => {
      ended.abort();
      work.show(null);
      if (!moved) return;
      // The click that follows belongs to the drag.
      const swallow = (event: Event) => event.stopPropagation();
      list.addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => list.removeEventListener("click", swallow, { capture: true }));
      const stays = before === null || before === from || before === from + 1;
      if (done && !stays && before !== null) work.drop(from, before);
    };
    addEventListener("pointermove", move, { signal });
    addEventListener("pointerup", () => end(true), { signal });
    addEventListener("pointercancel", () => end(false), { signal });
    addEventListener("keydown", (event) => event.key === "Escape" && end(false), { signal });
  };
}

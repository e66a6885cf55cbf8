import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type Range,
  type VirtualItem,
} from "@tanstack/virtual-core";
import type { Attachment } from "svelte/attachments";
import { headOf, type Row } from "./rows";

/** Rows drawn beyond both edges, so that scrolling shows no gaps. */
const BEYOND = 6;

/**
 * Which lines of a long list are drawn, and where. Two are drawn wherever the
 * list stands: the one that holds the focus and the head of the group in sight.
 */
export class VirtualRows {
  readonly #rows: () => Row[];
  readonly #active: () => number;
  readonly #virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  #scroller: HTMLElement | null = null;
  #change = 0;
  #changes = $state.raw(0);

  readonly #keyOf = $derived.by(() => {
    const rows = this.#rows();
    return (index: number) => rows[index]?.key ?? index;
  });
  readonly #extract = $derived.by(() => {
    const rows = this.#rows();
    const active = this.#active();
    return (range: Range) => extract(range, rows, active);
  });
  readonly #configured = $derived.by(() => {
    this.#virtualizer.setOptions(this.#options(this.#rows().length, this.#keyOf, this.#extract));
    return {};
  });

  readonly items: VirtualItem[] = $derived.by(() => {
    void this.#changes;
    void this.#configured;
    // A copy: what it holds changes in place while the list is measured.
    return this.#virtualizer.getVirtualItems().map((item) => ({ ...item }));
  });
  readonly height: number = $derived.by(() => {
    void this.items;
    return this.#virtualizer.getTotalSize();
  });
  /** The group whose people are at the top edge, or -1. */
  readonly head: number = $derived.by(() => {
    void this.items;
    const range = this.#virtualizer.range;
    return range ? headOf(this.#rows(), range.startIndex) : -1;
  });

  constructor(rows: () => Row[], active: () => number) {
    this.#rows = rows;
    this.#active = active;
    this.#virtualizer = new Virtualizer(this.#options(0, (index) => index, defaultRangeExtractor));
    $effect(() => {
      void this.items;
      this.#virtualizer._willUpdate();
    });
  }

  #options(
    count: number,
    getItemKey: (index: number) => string | number,
    rangeExtractor: (range: Range) => number[],
  ): ConstructorParameters<typeof Virtualizer<HTMLElement, HTMLElement>>[0] {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    return {
      count,
      getItemKey,
      rangeExtractor,
      getScrollElement: () => this.#scroller,
      estimateSize: () => 3.25 * rem,
      overscan: BEYOND,
      scrollPaddingStart: 2 * rem,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange: () => {
        this.#change += 1;
        this.#changes = this.#change;
      },
    };
  }

  /** The element that scrolls. */
  readonly scroller: Attachment<HTMLElement> = (element) => {
    this.#scroller = element;
    const unmount = this.#virtualizer._didMount();
    return () => {
      this.#scroller = null;
      unmount();
    };
  };

  /** The element that is as high as all lines together. */
  readonly space: Attachment<HTMLElement> = (element) => {
    element.style.height = `${this.height}px`;
  };

  /** A line, which is put in its place and measured. */
  line(start: number | null): Attachment<HTMLElement> {
    return (element) => {
      element.style.transform = start === null ? "" : `translateY(${start}px)`;
      this.#virtualizer.measureElement(element);
      return () => this.#virtualizer.measureElement(null);
    };
  }

  /** Brings a line into sight. */
  show(index: number): void {
    this.#virtualizer.scrollToIndex(index);
  }

  /**
   * Shows the beginning. Past the virtualizer it would not last: until it hears
   * of it, a line that is measured puts the list back where it was.
   */
  top(): void {
    this.#virtualizer.scrollToOffset(0);
  }

  /** How many lines a page has. */
  get page(): number {
    const range = this.#virtualizer.range;
    return range ? Math.max(1, range.endIndex - range.startIndex - 1) : 1;
  }
}

function extract(range: Range, rows: Row[], active: number): number[] {
  const drawn = new Set(defaultRangeExtractor(range));
  for (const index of [headOf(rows, range.startIndex), active]) {
    if (index >= 0 && index < rows.length) drawn.add(index);
  }
  return [...drawn].sort((one, other) => one - other);
}

/**
 * The webview's own menu is about pages: "Reload", "Back". It is shown only
 * where it copies and pastes: over fields of text and over selected text.
 */
export function limitWebviewMenu(event: MouseEvent): void {
  if (!isField(event.target) && !isOnSelection(event)) event.preventDefault();
}

const NO_TEXT = ["button", "checkbox", "file", "radio", "submit"];

function isField(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && !NO_TEXT.includes(target.type);
}

/** Half of what may lie between two selected lines, in pixels. */
const GAP = 3;

/** Elsewhere than over what is selected, the webview offers no copying. */
function isOnSelection({ clientX: x, clientY: y }: MouseEvent): boolean {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return false;
  const boxes = [...selection.getRangeAt(0).getClientRects()];
  return boxes.some(({ left, right, top, bottom }) => {
    return x >= left && x <= right && y >= top - GAP && y <= bottom + GAP;
  });
}

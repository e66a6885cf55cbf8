/** The longest status message Graph takes. */
export const MESSAGE_LIMIT = 280;

/** Length in Unicode scalar values, as the engine counts. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** Words as sentences: each piece with a full stop, empty pieces left out. */
export function sentences(...pieces: string[]): string {
  return pieces
    .map((piece) => piece.trim())
    .filter((piece) => piece !== "")
    .map((piece) => (/[.?!…]$/.test(piece) ? piece : `${piece}.`))
    .join(" ");
}

/** One of eight avatar colours, the same for the same id on every day. */
export function hueOf(id: string): number {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9973;
  return sum % 8;
}

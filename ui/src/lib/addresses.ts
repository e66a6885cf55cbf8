/** Words that each name somebody, in a text: one a line, or between commas or semicolons. */
export function wordsIn(text: string): string[] {
  const words = text
    .split(/[\n\r,;]+/)
    .flatMap((piece) => (isAddresses(piece) ? piece.trim().split(/\s+/) : [piece]))
    .map((piece) => piece.trim())
    .filter((piece) => piece !== "");
  return [...new Set(words)];
}

/** "ada@contoso.example grace@contoso.example": several addresses and nothing else. */
function isAddresses(piece: string): boolean {
  const words = piece.trim().split(/\s+/);
  return words.length > 1 && words.every((word) => /^[^\s@]+@[^\s@]+$/.test(word));
}

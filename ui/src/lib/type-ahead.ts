import { plain } from "./filter";

/** A pause this long, in milliseconds, begins a new word. */
const PAUSE = 600;

/** Collects the letters typed in a list; the handler says whether a key was one. */
export function typeAhead(look: (letters: string) => void): (event: KeyboardEvent) => boolean {
  let letters = "";
  let last = 0;
  return (event) => {
    if (event.key.length !== 1 || event.key === "/" || event.isComposing) return false;
    if (event.timeStamp - last > PAUSE) letters = "";
    last = event.timeStamp;
    letters += plain(event.key);
    look(letters);
    return true;
  };
}

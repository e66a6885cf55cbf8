import type { Preview } from "../../generated/Preview";

/** The samples' only moment: a Friday, 10:42. */
const NOW = 10 * 60 + 42;

/** Enough of the expiry grammar to work on the window; the engine has it all. */
export function previewOf(text: string): Preview {
  const words = text.trim().toLowerCase();
  const ends = (said: string): Preview => ({ outcome: "ends", words: said, at: null });
  if (words === "never") return ends("without an end");
  const instant = /^2026-11-(\d\d)t(\d\d):(\d\d):00z$/.exec(words);
  if (instant) {
    const [day, hour, minute] = instant.slice(1).map(Number) as [number, number, number];
    return ends(clockWords(((day - 20) * 24 + hour + 1) * 60 + minute));
  }
  if (words === "today") return ends("until the end of today");
  if (words === "this week") return ends("until the end of Sunday");

  const length = /^(?:(\d+)h)? ?(?:(\d+)m)?$/.exec(words);
  if (length && (length[1] || length[2])) {
    return ends(clockWords(NOW + Number(length[1] ?? 0) * 60 + Number(length[2] ?? 0)));
  }
  const clock = /^(tomorrow )?(\d{1,2}):(\d\d)$/.exec(words);
  if (clock) {
    const minute = Number(clock[2]) * 60 + Number(clock[3]);
    const tomorrow = clock[1] !== undefined || minute <= NOW;
    return ends(clockWords(minute + (tomorrow ? 24 * 60 : 0)));
  }
  return {
    outcome: "unclear",
    words: `“${text.trim()}” is not a time Porchlight knows. Write a length like 30m or 1h 30m, a time like 17:30 or 5pm, today, tomorrow 9:00, fri 17:00, this week, a date like 2026-11-23 09:00, or never`,
  };
}

function clockWords(minute: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const time = `${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`;
  return minute >= 24 * 60 ? `until tomorrow ${time}` : `until ${time}`;
}

/** The words of an end, as the engine would say it. */
export function endOf(words: string | null): string | null {
  if (words === null) return null;
  const preview = previewOf(words);
  return preview.outcome === "ends" ? preview.words : null;
}

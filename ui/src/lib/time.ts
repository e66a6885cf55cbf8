/** A time of day in the user's zone: "10:42". */
export function timeOf(instant: string, zone: string): string {
  return words(instant, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** A day and a time of it in the user's zone: "20 November 2026 at 10:42". */
export function dayAndTimeOf(instant: string, zone: string): string {
  const day = words(instant, zone, { day: "numeric", month: "long", year: "numeric" });
  return day && `${day} at ${timeOf(instant, zone)}`;
}

function words(instant: string, zone: string, options: Intl.DateTimeFormatOptions): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return "";
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone }).format(date);
  } catch {
    // A zone the browser's own tables do not know yet.
    return new Intl.DateTimeFormat("en-GB", options).format(date);
  }
}

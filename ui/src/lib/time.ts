/** A time of day in the user's zone: "10:42". */
export function timeOf(instant: string, zone: string): string {
  const options: Intl.DateTimeFormatOptions = {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  };
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return "";
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone }).format(date);
  } catch {
    // A zone the browser's own tables do not know yet.
    return new Intl.DateTimeFormat("en-GB", options).format(date);
  }
}

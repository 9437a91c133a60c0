const DAY_MS = 24 * 3_600_000;

/**
 * The moment at which a day begins in a time zone.
 * @param day `YYYY-MM-DD`
 * @param laterDays the day this many days later
 */
export function startOfDay(day: string, timeZone: string, laterDays = 0): Date {
  const utc = Date.parse(`${day}T00:00:00Z`) + laterDays * DAY_MS;
  // Twice, because the offset of the first guess may be that of the other side of a clock change.
  const guess = utc - offsetMs(utc, timeZone);
  return new Date(utc - offsetMs(guess, timeZone));
}

/** How far the clocks of a time zone are ahead of UTC at a moment. */
function offsetMs(atMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(atMs);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(
    of("year"),
    of("month") - 1,
    of("day"),
    of("hour"),
    of("minute"),
    of("second"),
  );
  return local - Math.floor(atMs / 1_000) * 1_000;
}

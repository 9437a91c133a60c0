import {
  DATE_FROM_MS,
  exactTime,
  relativeTime,
  shortDate,
} from "packages/ui/console/relative_time.ts";
import { usePage } from "packages/ui/page_frame.ts";

/** A time as its distance from now, updated by the console's script, with the exact time on hover; a date after a week. */
export function Time({ at }: { at: Date }) {
  const { lang, now, timeZone } = usePage();
  const atMs = at.getTime();
  const isNear = Math.abs(atMs - now) < DATE_FROM_MS;
  return (
    <time
      dateTime={at.toISOString()}
      title={exactTime(atMs, timeZone)}
      {...isNear && { "data-relative": lang }}
    >
      {isNear ? relativeTime(atMs, now, lang) : shortDate(atMs, timeZone)}
    </time>
  );
}

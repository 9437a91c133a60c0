import type { Lang } from "packages/platform/lang.ts";
import {
  DATE_FROM_MS,
  exactTime,
  relativeTime,
  shortDate,
} from "packages/ui/console/relative_time.ts";

export interface TimeProps {
  at: Date;
  /** The server's time in milliseconds: `clock.now()`. */
  now: number;
  lang: Lang;
  /** `TZ_DISPLAY`. */
  timeZone: string;
}

/** A time as its distance, kept up to date by the console's script, with the exact one on hover; a date after a week. */
export function Time({ at, now, lang, timeZone }: TimeProps) {
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

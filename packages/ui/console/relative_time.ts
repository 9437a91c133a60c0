import type { Lang } from "packages/platform/lang.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** From this age on a date is shown instead of the distance. */
export const DATE_FROM_MS = 7 * DAY_MS;

const TAGS: Readonly<Record<Lang, string>> = { zh: "zh-CN", en: "en-GB" };

/** How long ago, or in how long, in words: `3 分钟前`, `in 2 hours`. Times in milliseconds since the epoch. */
export function relativeTime(atMs: number, nowMs: number, lang: Lang): string {
  const words = new Intl.RelativeTimeFormat(TAGS[lang], { numeric: "auto" })
    .format(...distance(atMs - nowMs));
  if (words === "现在" && atMs <= nowMs) return "刚刚";
  // A space between figures and Chinese characters.
  return words.replace(/(\d)(?=\p{Script=Han})/u, "$1 ");
}

function distance(ms: number): [number, Intl.RelativeTimeFormatUnit] {
  const size = Math.abs(ms);
  if (size < MINUTE_MS) return [Math.trunc(ms / 1000), "second"];
  if (size < HOUR_MS) return [Math.trunc(ms / MINUTE_MS), "minute"];
  if (size < DAY_MS) return [Math.trunc(ms / HOUR_MS), "hour"];
  return [Math.trunc(ms / DAY_MS), "day"];
}

/** Date and time of day to the second in a time zone, with the zone: `2026-01-01 08:00:00 GMT+8`. */
export function exactTime(atMs: number, timeZone: string): string {
  return `${dateTime(atMs, timeZone, true)} ${zoneName(atMs, timeZone)}`;
}

/** Date and time of day to the minute: `2026-01-01 08:00`. */
export function shortDate(atMs: number, timeZone: string): string {
  return dateTime(atMs, timeZone, false);
}

function dateTime(atMs: number, timeZone: string, seconds: boolean): string {
  // The Swedish format is the ISO one.
  return new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: seconds ? "medium" : "short",
  }).format(atMs);
}

function zoneName(atMs: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "shortOffset" })
    .formatToParts(atMs);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
}

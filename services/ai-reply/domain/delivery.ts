import { Buffer } from "node:buffer";

/** The status of one part of an answer; see the table `deliveries`. */
export type DeliveryStatus = "recorded" | "sending" | "sent" | "uncertain" | "refused";

/** One part of an answer, as the channel shows it. Part 0 is the slow notice. */
export interface Delivery {
  readonly turnId: string;
  readonly part: number;
  readonly text: string;
  readonly status: DeliveryStatus;
  readonly firstTriedAt: Date | null;
}

/** How long a channel recognises a repeated message (WeCom document path 90236). */
export const KNOWN_FOR_MS = 14_400_000;

/** A part that is sent again later might be shown twice. Five minutes less than WeCom's limit, for safety. */
const REPEATABLE_FOR_MS = KNOWN_FOR_MS - 300_000;

/** Whether a part that may have arrived can be sent again without being shown twice. */
export function isRepeatable(
  { firstTriedAt }: Pick<Delivery, "firstTriedAt">,
  now: number,
): boolean {
  return firstTriedAt === null || now - firstTriedAt.getTime() < REPEATABLE_FOR_MS;
}

/** The msgid by which 微信客服 recognises a repeated part: 22 characters for the turn, and the part. */
export function vendorMsgId(turnId: string, part: number): string {
  return `${Buffer.from(turnId.replaceAll("-", ""), "hex").toString("base64url")}-${part}`;
}

/** Word joiner: has no width. */
const INVISIBLE = "\u2060";

/** Bytes that channels leave free in each part: for the characters of {@link limitParts} and {@link makeDistinct}. */
export const RESERVED_BYTES = 48;

/**
 * Makes each text different from all `recent` texts and from the other texts, by appending invisible characters: WeCom
 * hides a text that it showed within the last four hours.
 */
export function makeDistinct(texts: readonly string[], recent: Iterable<string>): string[] {
  const used = new Set(recent);
  return texts.map((text) => {
    let distinct = text;
    while (used.has(distinct)) distinct += INVISIBLE;
    used.add(distinct);
    return distinct;
  });
}

/** The first `limit` parts; if parts were cut off, the last one gets an ellipsis, for which it has room. */
export function limitParts(parts: readonly string[], limit: number): string[] {
  if (parts.length <= limit) return [...parts];
  const first = parts.slice(0, limit);
  const last = first.pop();
  return last === undefined ? [] : [...first, `${last}…`];
}

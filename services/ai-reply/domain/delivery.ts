import { Buffer } from "node:buffer";

/** How one part of an answer stands; see the table `deliveries`. */
export type DeliveryStatus = "recorded" | "sending" | "sent" | "uncertain" | "refused";

/** One part of an answer, as the channel shows it. Part 0 is an apology. */
export interface Delivery {
  readonly turnId: string;
  readonly part: number;
  readonly text: string;
  readonly status: DeliveryStatus;
  readonly firstTriedAt: Date | null;
}

/** How long a channel knows that it was given a message before. WeCom document path 90236. */
export const KNOWN_FOR_MS = 14_400_000;

/** Sent again after this long, it might be shown twice: a few minutes less than what WeCom promises. */
const REPEATABLE_FOR_MS = KNOWN_FOR_MS - 300_000;

/** Whether a part that may or may not have arrived can be sent again without being shown twice. */
export function isRepeatable({ status, firstTriedAt }: Delivery, now: number): boolean {
  return status === "recorded" || firstTriedAt === null ||
    now - firstTriedAt.getTime() < REPEATABLE_FOR_MS;
}

/** What 微信客服 knows a part by: 22 characters for the turn, and the part. */
export function vendorMsgId(turnId: string, part: number): string {
  return `${Buffer.from(turnId.replaceAll("-", ""), "hex").toString("base64url")}-${part}`;
}

/** Takes no room and is not seen. */
const INVISIBLE = "\u2060";

/**
 * The texts, each unlike all in `recent` and unlike each other: WeCom hides a text that it has shown within four hours,
 * so a repetition gets as many invisible characters as it takes.
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

/** At most `limit` parts; when that cuts something off, the last one ends with an ellipsis. */
export function limitParts(parts: readonly string[], limit: number): string[] {
  if (parts.length <= limit) return [...parts];
  const kept = parts.slice(0, limit);
  const last = kept.pop();
  return last === undefined ? [] : [...kept, `${Array.from(last).slice(0, -1).join("")}…`];
}

import type { z } from "zod";
import type { AiBotPart } from "packages/wecom/callback/aibot_part.ts";
import { aiBotMessage, aiBotPart } from "packages/wecom/callback/aibot_wire.ts";
import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";
import { renameFields } from "packages/wecom/callback/wire_fields.ts";

/** Documented messages have at most 8 levels. */
const MAX_DEPTH = 32;

type KnownAiBotMessage = z.output<typeof aiBotMessage>;

/** WeCom asks for the next state of a streamed reply. It is answered at once and never stored. */
export type AiBotStreamRefresh = Extract<KnownAiBotMessage, { kind: "stream" }>;

/** A message whose kind or form is not known here, with all its fields. */
export interface UnknownAiBotMessage {
  readonly kind: "unknown";
  readonly msgType?: string;
  readonly aiBotId?: string;
  readonly msgId?: string;
  /** The message that this one quotes. */
  readonly quote?: AiBotPart;
  /** The original fields, with the wire's names. */
  readonly fields: { readonly [name: string]: unknown };
}

/**
 * A message or event that arrives at the callback of an AI bot (智能机器人); `kind` is the wire's
 * `msgtype`. Fields have the wire's names in camel case (`msgid` is `msgId`); ids are strings.
 */
export type AiBotMessage = KnownAiBotMessage | UnknownAiBotMessage;

/**
 * Reads the decrypted JSON of a callback to an AI bot. A message of an unknown kind or form is
 * returned as `unknown`. Source: document paths 100719, 101031, 101027.
 * @throws CallbackCryptoError with reason `xml` (WeCom's code covers JSON too) when the text is not
 * a JSON object or has more than 32 levels
 */
export function parseAiBotMessage(json: string): AiBotMessage {
  const fields = readJson(json);
  const { msgType, ...named } = renameFields(fields, toCamelCase) as {
    msgType?: unknown;
    quote?: unknown;
  };
  const parsed = aiBotMessage.safeParse({ ...named, kind: msgType });
  return parsed.success ? parsed.data : unknownMessage(fields, named.quote);
}

function readJson(text: string): { readonly [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(text, keepBigIntegers);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return withinDepth(value, MAX_DEPTH) as { [name: string]: unknown };
    }
  } catch {
    // The parser's error would quote the text.
  }
  throw new CallbackCryptoError("xml");
}

function keepBigIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
  const isTooBig = typeof value === "number" && Number.isInteger(value) &&
    !Number.isSafeInteger(value);
  return isTooBig ? context?.source ?? String(value) : value;
}

function withinDepth<T>(value: T, depthLeft: number): T {
  if (depthLeft === 0) throw new CallbackCryptoError("xml");
  if (typeof value === "object" && value !== null) {
    for (const child of Object.values(value)) withinDepth(child, depthLeft - 1);
  }
  return value;
}

/** Names that the wire writes as one word. */
const GLUED: Readonly<Record<string, string>> = {
  msgid: "msgId",
  msgtype: "msgType",
  aibotid: "aiBotId",
  chatid: "chatId",
  chattype: "chatType",
  userid: "userId",
  corpid: "corpId",
  eventtype: "eventType",
};

function toCamelCase(name: string): string {
  return Object.hasOwn(GLUED, name)
    ? GLUED[name]!
    : name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function unknownMessage(
  fields: { readonly [name: string]: unknown },
  quote: unknown,
): UnknownAiBotMessage {
  const quoted = aiBotPart.safeParse(quote);
  return {
    kind: "unknown",
    ...isText(fields.msgtype) && { msgType: fields.msgtype },
    ...isText(fields.aibotid) && { aiBotId: fields.aibotid },
    ...isText(fields.msgid) && { msgId: fields.msgid },
    ...quoted.success && { quote: quoted.data },
    fields,
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

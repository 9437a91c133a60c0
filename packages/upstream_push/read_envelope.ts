import { parseLossless } from "packages/platform/lossless_json.ts";
import { redactText } from "packages/platform/redact.ts";
import { cleanBody, type CleanJson, cleanText } from "packages/upstream_push/clean_body.ts";

/** A callback of the upstream, without its envelope. It may be stored. */
export interface PushEnvelope {
  /** The instance that it names; empty when it names none. A secret. */
  readonly uuid: string;
  /** The code of the event, such as `102000`; empty when it has none. */
  readonly type: string;
  /**
   * The inner body, with integers beyond ±(2^53−1) as decimal strings and with telephone numbers masked. A text when it
   * could not be parsed.
   */
  readonly body: CleanJson;
}

const UUID_LENGTH_MAX = 64;
const TYPE_LENGTH_MAX = 64;
/** In characters. */
const UNPARSED_LENGTH_MAX = 8_000;

/**
 * Reads the body of a callback: `{uuid, json, type}`, where `json` is a text with JSON or an object, and where builds of
 * the upstream have other names for the same fields. Never throws: what cannot be parsed is kept as a text.
 */
export function readEnvelope(text: string): PushEnvelope {
  const whole = tryParse(text);
  if (!isRecord(whole)) return { uuid: "", type: "", body: bodyOf(whole ?? text, text) };
  const given = whole.json ?? whole.data ?? whole.payload ?? whole;
  const inner = typeof given === "string" ? parseInner(given) : given;
  return {
    uuid: uuidOf(whole, inner),
    type: nameOf(whole.type ?? whole.msg_type ?? whole.event ?? whole.cmd, TYPE_LENGTH_MAX),
    body: bodyOf(inner, typeof given === "string" ? given : text),
  };
}

function uuidOf(whole: Record<string, unknown>, inner: unknown): string {
  const { uuid, client_uuid, clientUuid, clientId, data } = whole;
  const candidates = [
    uuid,
    client_uuid,
    clientUuid,
    clientId,
    isRecord(inner) ? inner.uuid : undefined,
    isRecord(data) ? data.uuid : undefined,
  ];
  return candidates.map((candidate) => nameOf(candidate, UUID_LENGTH_MAX))
    .find((name) => name !== "") ?? "";
}

/** A short text or an integer, as a text; empty when it is neither. */
function nameOf(value: unknown, lengthMax: number): string {
  if (typeof value !== "string" && !Number.isSafeInteger(value)) return "";
  const name = cleanText(String(value)).trim();
  return name.length <= lengthMax ? name : "";
}

function parseInner(text: string): unknown {
  return /^\s*[{[]/.test(text) ? tryParse(text) ?? text : text;
}

function bodyOf(value: unknown, text: string): CleanJson {
  if (typeof value === "string") return unparsed(value);
  try {
    return cleanBody(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return unparsed(text);
  }
}

/** The beginning of a text that could not be parsed. Without fields a telephone number can only be found by its form. */
function unparsed(text: string): string {
  const rest = text.length - UNPARSED_LENGTH_MAX;
  const start = redactText(cleanText(text.slice(0, UNPARSED_LENGTH_MAX)));
  return rest <= 0 ? start : `${start}… (+${rest})`;
}

/** Some builds leave control characters in texts, which JSON does not allow: then they are removed. */
function tryParse(text: string): unknown {
  try {
    return parseLossless(text);
  } catch {
    // The second try.
  }
  try {
    return parseLossless(cleanText(text).replaceAll(/[\t\r\n]/g, " "));
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import { integerOf, recordOf, textOf } from "services/upstream-bridge/domain/wire_fields.ts";
import type { QrPicture } from "services/upstream-bridge/upstream/values.ts";

const PICTURE_BYTES_MAX = 524_288;
const BASE64_LENGTH_MAX = Math.ceil(PICTURE_BYTES_MAX / 3) * 4;
const URL_LENGTH_MAX = 2_048;
const KEY_LENGTH_MAX = 128;
const TTL_SECONDS = { usual: 600, min: 30, max: 1_800 };

const PICTURE_NAMES = [
  "qrcode_data",
  "qrcodeData",
  "qrcode",
  "qrCode",
  "QrCodeUrl",
  "QrCodePath",
  "url",
];
const KEY_NAMES = ["Key", "key", "qrcodeKey", "qrcode_key", "qrcodekey", "Qrcode_key"];

/** How a file of each type begins, as Latin-1. A WebP file has its length between the two words. */
const BEGINNINGS: readonly {
  readonly type: string;
  readonly words: readonly [number, string][];
}[] = [
  { type: "image/jpeg", words: [[0, "\xff\xd8\xff"]] },
  { type: "image/png", words: [[0, "\x89PNG\r\n\x1a\n"]] },
  { type: "image/gif", words: [[0, "GIF8"]] },
  { type: "image/webp", words: [[0, "RIFF"], [8, "WEBP"]] },
];

/**
 * Reads a QR code: base64, data URI or http address, each by its value. The picture's type comes from its first bytes.
 * Undefined: neither a picture nor an address. Source: the upstream's facts, section 3.3.
 */
export function readQrPicture(payload: unknown): QrPicture | undefined {
  const record = recordOf(payload);
  const values = PICTURE_NAMES.map((name) => textOf(record, name)).filter((text) => text !== "");
  const url = values.find(isHttpUrl);
  const dataUri = values.filter((value) => !/^https?:/i.test(value)).map(toDataUri)
    .find((uri) => uri !== undefined);
  if (url === undefined && dataUri === undefined) return undefined;
  const key = textOf(record, ...KEY_NAMES);
  return {
    ...dataUri !== undefined && { dataUri },
    ...url !== undefined && { url },
    key: key.length <= KEY_LENGTH_MAX ? key : "",
    ttlMs: ttlSecondsOf(integerOf(record, "Ttl", "ttl", "expireTime")) * 1_000,
  };
}

function isHttpUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && text.length <= URL_LENGTH_MAX && URL.canParse(text);
}

function ttlSecondsOf(given: number | null): number {
  const { usual, min, max } = TTL_SECONDS;
  return Math.min(max, Math.max(min, given ?? usual));
}

function toDataUri(text: string): string | undefined {
  const base64 = text.replace(/^data:[^,]*,/i, "");
  if (base64.length > BASE64_LENGTH_MAX) return undefined;
  const bytes = decode(base64);
  if (bytes === undefined || bytes.length > PICTURE_BYTES_MAX) return undefined;
  const beginning = String.fromCharCode(...bytes.subarray(0, 12));
  const type = BEGINNINGS.find(({ words }) =>
    words.every(([at, word]) => beginning.startsWith(word, at))
  )?.type;
  return type === undefined ? undefined : `data:${type};base64,${bytes.toBase64()}`;
}

function decode(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(base64, { lastChunkHandling: "strict" });
  } catch {
    return undefined;
  }
}

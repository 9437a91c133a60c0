import { Buffer } from "node:buffer";

/** Bytes of `text` in UTF-8, which is what WeCom counts. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

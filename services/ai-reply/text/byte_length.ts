import { Buffer } from "node:buffer";

/** Number of bytes of `text` in UTF-8, as WeCom counts. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

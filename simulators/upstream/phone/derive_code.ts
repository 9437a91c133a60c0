import { sha256Hex } from "packages/platform/encoding.ts";

/** Six digits for a key. Leading zeros are possible. */
export function deriveCode(key: string): string {
  return String(parseInt(sha256Hex(key).slice(0, 12), 16) % 1_000_000).padStart(6, "0");
}

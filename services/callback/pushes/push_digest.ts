import { sha256Hex } from "packages/platform/encoding.ts";

/**
 * Recognises two deliveries of one callback: SHA-256 of instance, type and inner body, where the order of fields does not
 * count. `body` is JSON.
 */
export function pushDigest(
  { uuid, type, body }: { readonly uuid: string; readonly type: string; readonly body: unknown },
): string {
  return sha256Hex(JSON.stringify([uuid, type, body], inOrder));
}

function inOrder(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1));
}

const SIGNATURES: readonly (readonly [type: string, at: number, bytes: string])[] = [
  ["image/png", 0, "\x89PNG\r\n\x1a\n"],
  ["image/jpeg", 0, "\xff\xd8\xff"],
  ["image/gif", 0, "GIF8"],
  ["image/webp", 8, "WEBP"],
  ["video/mp4", 4, "ftyp"],
];

/** Detects the content type of bytes that come without one: a picture that browsers show, MP4, else `application/octet-stream`. */
export function sniffContentType(bytes: Uint8Array): string {
  const begin = String.fromCharCode(...bytes.subarray(0, 16));
  const found = SIGNATURES.find(([, at, signature]) => begin.startsWith(signature, at));
  return found?.[0] ?? "application/octet-stream";
}

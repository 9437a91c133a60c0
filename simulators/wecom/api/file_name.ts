/**
 * The header Content-Disposition of a file: `filename="…"` with the bytes of the name in UTF-8, as WeCom sends it and
 * its clients look for it, and the form of RFC 6266.
 */
export function describeFileName(name: string): string {
  const quoted = name.replaceAll(/["\\\p{Cc}]/gu, "_");
  // Headers take one character for each byte.
  const bytes = String.fromCharCode(...new TextEncoder().encode(quoted));
  return `attachment; filename="${bytes}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}

/**
 * The address to sign for a page: exactly as given, without its fragment, because WeCom's client compares it character
 * by character. `undefined` when `url` is not an address on one of `origins`.
 */
export function pageToSign(url: string, origins: readonly string[]): string | undefined {
  const page = url.split("#", 1)[0]!;
  // A parser would correct spaces, backslashes and control characters; location.href never contains them.
  if (!URL.canParse(page) || !/^[\x21-\x5b\x5d-\x7e]+$/.test(page)) return undefined;
  const { origin, username } = new URL(page);
  return origins.includes(origin) && username === "" ? page : undefined;
}

/**
 * The address of a page that may be signed, without its fragment, exactly as it was given: WeCom's client compares
 * character by character. `undefined` when it is no address on one of `origins`.
 */
export function pageToSign(url: string, origins: readonly string[]): string | undefined {
  const page = url.split("#", 1)[0]!;
  // What a parser would mend (spaces, backslashes, controls) is nothing that a browser has in location.href.
  if (!URL.canParse(page) || !/^[\x21-\x5b\x5d-\x7e]+$/.test(page)) return undefined;
  const { origin, username } = new URL(page);
  return origins.includes(origin) && username === "" ? page : undefined;
}

/**
 * The address that WeCom signs: without the fragment, which clients remove before they check
 * (document path 96909).
 */
export function signUrl(href: string): string {
  return href.split("#")[0]!;
}

/**
 * The addresses to try with the older `wx.config`, the most likely first. After `history.pushState` clients on iOS still
 * check the address at which the page was entered; all other clients check the current one.
 */
export function signUrls(
  place: { readonly href: string; readonly entryHref: string; readonly userAgent: string },
): readonly string[] {
  const [current, entry] = [signUrl(place.href), signUrl(place.entryHref)];
  if (current === entry || !/\b(iPhone|iPad|iPod)\b/i.test(place.userAgent)) return [current];
  return [current, entry];
}

/** Proxies refuse an answer whose headers are larger than 4 KB, such as nginx, and an address may be twice as long. */
const LENGTH_MAX = 2_000;

/**
 * Path and query of a request's URL for a Location header; without the query, or only `/`, where they are too long.
 * @param encode how it is written into the header; the limit is on the result
 */
export function hereFor(url: string, encode: (text: string) => string = (text) => text): string {
  const { pathname, search } = new URL(url);
  const fitting = [pathname + search, pathname].map(encode).find(({ length }) =>
    length <= LENGTH_MAX
  );
  return fitting ?? encode("/");
}

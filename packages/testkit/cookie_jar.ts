/** The cookies of one browser, kept per host name as browsers do (RFC 6265 section 5.3: ports do not matter). */
export interface CookieJar {
  /** The Cookie header for a request to `url`; undefined when there is nothing to send. */
  header(url: URL): string | undefined;
  /** Stores the cookies of the Set-Cookie headers of an answer from `url`. */
  store(url: URL, headers: Headers): void;
  /** The value of a cookie for `url`. */
  read(url: URL, name: string): string | undefined;
}

/** Creates an empty jar. It supports only what our cookies use: Path=/, Max-Age=0, no Domain. */
export function createCookieJar(): CookieJar {
  const hosts = new Map<string, Map<string, string>>();
  const cookiesOf = ({ hostname }: URL) => {
    const cookies = hosts.get(hostname) ?? new Map<string, string>();
    hosts.set(hostname, cookies);
    return cookies;
  };
  return {
    header(url) {
      const pairs = [...cookiesOf(url)].map(([name, value]) => `${name}=${value}`);
      return pairs.length === 0 ? undefined : pairs.join("; ");
    },
    store(url, headers) {
      const cookies = cookiesOf(url);
      for (const line of headers.getSetCookie()) {
        const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
        const name = pair.slice(0, pair.indexOf("="));
        if (attributes.some((attribute) => /^max-age=0$/i.test(attribute))) cookies.delete(name);
        else cookies.set(name, pair.slice(name.length + 1));
      }
    },
    read: (url, name) => cookiesOf(url).get(name),
  };
}

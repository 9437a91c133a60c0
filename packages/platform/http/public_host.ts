/**
 * Tests whether a request names the host of `publicUrl`, in any case and with or without the default port. HTTP/2 has no
 * Host header, only the host in the URL.
 */
export function createPublicHostTest(publicUrl: string): (request: Request) => boolean {
  const { protocol, host } = new URL(publicUrl);
  return ({ url, headers }) => {
    const named = headers.get("host") ?? new URL(url).host;
    if (named === host) return true;
    const address = `${protocol}//${named}`;
    return URL.canParse(address) && new URL(address).host === host;
  };
}

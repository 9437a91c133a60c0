/**
 * Whether a host is this machine: `localhost`, 127.0.0.0/8 or `::1`, the last also in the brackets of
 * a URL's `hostname`. Looks no name up. `0.0.0.0` is not one: it means all interfaces.
 */
export function isLoopbackHost(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i.test(hostname);
}

const REDIRECT_LENGTH_MAX = 2_048;
const ANY_ORIGIN = "http://origin.invalid";

/**
 * Whether `redirect` is a path without an origin. `//host`, `/\host`, `https:host`, control characters and everything
 * that a browser may read as another origin are refused (RFC 9700 section 4.11).
 */
export function isRelativePath(redirect: string): boolean {
  if (redirect.length > REDIRECT_LENGTH_MAX || !/^\/(?![/\\])[^\\\p{Cc}\s]*$/u.test(redirect)) {
    return false;
  }
  const url = URL.parse(redirect, ANY_ORIGIN);
  // Other characters than ASCII are three times as long, or more, in the Location header.
  return url?.origin === ANY_ORIGIN && url.href.length <= ANY_ORIGIN.length + REDIRECT_LENGTH_MAX;
}

/** The address to redirect the browser to: `redirect` on PUBLIC_URL if this deployment serves it, else on FRONTEND_URL. */
export function forwardUrl(
  redirect: string,
  addresses: {
    readonly publicUrl: string;
    readonly frontendUrl: string;
    readonly isOurPath: (path: string) => boolean;
  },
): string {
  const { pathname } = new URL(redirect, ANY_ORIGIN);
  return (addresses.isOurPath(pathname) ? addresses.publicUrl : addresses.frontendUrl) + redirect;
}

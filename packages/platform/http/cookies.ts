import { parse, serialize } from "hono/utils/cookie";

/** The option of a cookie; HttpOnly, SameSite=Lax and Path=/ are always set. */
export interface CookieOptions {
  /** Absent: until the browser closes. 0: delete. */
  readonly maxAgeSeconds?: number;
}

/** Reads and writes our cookies: `__Host-` and Secure when `PUBLIC_URL` is https, neither with http. */
export interface Cookies {
  /** The name on the wire. */
  name(plain: string): string;
  read(request: Request, plain: string): string | undefined;
  /** All cookies whose plain name starts with `prefix`, in the browser's order: plain name and value. */
  list(request: Request, prefix: string): [plain: string, value: string][];
  /** A Set-Cookie value. */
  write(plain: string, value: string, options?: CookieOptions): string;
  /** A Set-Cookie value that deletes. */
  clear(plain: string): string;
}

/** Cookies for an origin; see {@link Cookies}. */
export function createCookies(options: { secure: boolean }): Cookies {
  const prefix = options.secure ? "__Host-" : "";
  const name = (plain: string) => prefix + plain;
  const write = (plain: string, value: string, { maxAgeSeconds }: CookieOptions = {}) =>
    serialize(name(plain), value, {
      path: "/",
      httpOnly: true,
      sameSite: "Lax",
      secure: options.secure,
      ...(maxAgeSeconds === undefined ? {} : { maxAge: maxAgeSeconds }),
    });
  return {
    name,
    write,
    read: (request, plain) => parseHeader(request, name(plain))[name(plain)],
    list: (request, plain) =>
      Object.entries(parseHeader(request))
        .filter(([key]) => key.startsWith(name(plain)))
        .map(([key, value]) => [key.slice(prefix.length), value]),
    clear: (plain) => write(plain, "", { maxAgeSeconds: 0 }),
  };
}

function parseHeader(request: Request, only?: string): Record<string, string> {
  const header = request.headers.get("cookie");
  return header === null ? {} : parse(header, only);
}

import type { Access } from "packages/platform/http/access.ts";
import type { ErrorEnvelope } from "packages/platform/http/error_envelope.ts";
import type { RateLimit } from "packages/platform/http/rate_limit.ts";

/** What a route states besides its OpenAPI definition. */
export interface RouteRules {
  /** Who may call; there is no default. */
  readonly access: Access;
  /** Scope of a machine token that also lets a caller in. Without it no machine may call. */
  readonly scope?: string;
  /**
   * Default: 300 a minute for each member and machine, 1500 for each address of public routes. `counted_by_handler`: the
   * handler calls the rate limiter itself.
   */
  readonly limit?: RateLimit | "unlimited" | "counted_by_handler";
  /** Limits that the handler counts itself, for the API reference. `per`: whom it counts separately. */
  readonly countedByHandler?: readonly { readonly limit: RateLimit; readonly per: string }[];
  /** A page for people: a GET under another host is redirected to `PUBLIC_URL`, a missing sign-in to `/login`. */
  readonly page?: boolean;
  /** The form of error answers. Default: `page` for pages, else `problem`. */
  readonly errors?: "problem" | "page" | ErrorEnvelope;
  /** Skip the Origin check: the request proves its intent by itself, such as by a secret in the form. */
  readonly skipOriginCheck?: boolean;
  /** HEAD gets 405: the GET uses something up, and scanners and link previews send HEAD. */
  readonly refuseHead?: boolean;
  /** Default: 64 KB. */
  readonly maxBodyBytes?: number;
  /** Log 4xx of this route as `debug`: it gets a lot of scanner traffic. The handler logs what operators need. */
  readonly logRefusalsQuietly?: boolean;
}

/** One route as tests and the OpenAPI document see it. */
export interface RouteEntry extends RouteRules {
  /** In capitals. */
  readonly method: string;
  readonly path: string;
}

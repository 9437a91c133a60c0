import type { Identity } from "packages/login/attempt.ts";

/** The member or local account that a session belongs to. */
export type SessionOwner =
  | { readonly kind: "member"; readonly member: Identity }
  | { readonly kind: "account"; readonly name: string };

/** A session, with the refresh token that its browser now has. */
export interface OpenSession {
  readonly sessionId: string;
  readonly owner: SessionOwner;
  readonly refreshToken: string;
  /** When the refresh token expires, in milliseconds since the epoch. */
  readonly refreshExpiresAt: number;
  /** Whether the cookies are kept when the browser closes. */
  readonly remember: boolean;
}

import { isLoopbackHost } from "packages/platform/loopback.ts";
import { createPushToken, type PushTokenSubject } from "packages/upstream_push/push_token.ts";
import { PUSH_PATH } from "services/upstream-bridge/config.ts";

/** Where callbacks of the upstream arrive. */
export interface CallbackAddress {
  /** The address without the token. */
  readonly baseUrl: string;
  /** The address of one instance. It contains a token: never logged. */
  of(subject: PushTokenSubject): string;
}

/**
 * The address that is registered at the upstream. Undefined: there is none that the upstream could reach, so states are
 * found by polling: `CALLBACK_URL=off`, no secret for the tokens, or an address on this machine with an upstream elsewhere.
 */
export function createCallbackAddress(
  { callbackUrl, publicUrl, upstreamUrl, secret }: {
    /** `CALLBACK_URL`. */
    readonly callbackUrl: string | undefined;
    readonly publicUrl: string;
    readonly upstreamUrl: string;
    /** `CALLBACK_TOKEN_SECRET`. */
    readonly secret: string | undefined;
  },
): CallbackAddress | undefined {
  const baseUrl = callbackUrl ?? `${publicUrl}${PUSH_PATH}`;
  if (baseUrl === "off" || secret === undefined) return undefined;
  if (isOnThisMachine(baseUrl) && !isOnThisMachine(upstreamUrl)) return undefined;
  return { baseUrl, of: (subject) => `${baseUrl}/${createPushToken(secret, subject)}` };
}

function isOnThisMachine(url: string): boolean {
  return isLoopbackHost(new URL(url).hostname);
}

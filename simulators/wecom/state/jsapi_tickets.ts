import { encodeBase64Url } from "packages/platform/encoding.ts";
import type { RandomBytes } from "packages/platform/random.ts";

const lifetimeMs = 7_200_000;

/** JS-SDK tickets: one per corp and one per app. Each stays the same until it expires. */
export function createJsapiTickets(
  { now, randomBytes }: { now: () => number; randomBytes: RandomBytes },
) {
  const tickets = new Map<string, { ticket: string; expiresAt: number }>();

  return {
    /** The live ticket of `owner` (a corpid, or `<corpid>/<agentid>`), made when there is none. */
    issue(owner: string): { ticket: string; expiresInSeconds: number } {
      let kept = tickets.get(owner);
      if (!kept || kept.expiresAt <= now()) {
        kept = { ticket: encodeBase64Url(randomBytes(64)), expiresAt: now() + lifetimeMs };
        tickets.set(owner, kept);
      }
      return {
        ticket: kept.ticket,
        expiresInSeconds: Math.ceil((kept.expiresAt - now()) / 1000),
      };
    },

    /** The live ticket of `owner`, if it was ever fetched. */
    find(owner: string): string | undefined {
      const kept = tickets.get(owner);
      return kept && kept.expiresAt > now() ? kept.ticket : undefined;
    },

    clear(): void {
      tickets.clear();
    },
  };
}

import type { Settings } from "simulators/wecom/state/settings.ts";

const banMs = 3_600_000;
const maximumAddresses = 1_000;

export type SecretGuard = ReturnType<typeof createSecretGuard>;

/** Blocks `gettoken` for an hour for an address that keeps sending wrong secrets (D90313, help on 45009). */
export function createSecretGuard({ now, settings }: { now: () => number; settings: Settings }) {
  const addresses = new Map<string, { failures: number; bannedUntil: number }>();

  return {
    isBanned(ip: string): boolean {
      return (addresses.get(ip)?.bannedUntil ?? 0) > now();
    },

    recordFailure(ip: string): void {
      const failures = (addresses.get(ip)?.failures ?? 0) + 1;
      const isOver = failures >= settings.badSecretLimit;
      if (addresses.size >= maximumAddresses) addresses.clear();
      addresses.set(ip, {
        failures: isOver ? 0 : failures,
        bannedUntil: isOver ? now() + banMs : 0,
      });
    },

    recordSuccess(ip: string): void {
      addresses.delete(ip);
    },

    clear(): void {
      addresses.clear();
    },
  };
}

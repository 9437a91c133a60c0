/** Wrong secrets in a row until an address is blocked. */
const badSecretLimit = 20;
const banMs = 3_600_000;
const maximumAddresses = 1_000;

/** Blocks `gettoken` for an hour for an address that keeps sending wrong secrets (D90313, help on 45009). */
export function createSecretGuard({ now }: { now: () => number }) {
  const addresses = new Map<string, { failures: number; bannedUntil: number }>();

  return {
    isBanned(ip: string): boolean {
      return (addresses.get(ip)?.bannedUntil ?? 0) > now();
    },

    recordFailure(ip: string): void {
      const failures = (addresses.get(ip)?.failures ?? 0) + 1;
      const isOver = failures >= badSecretLimit;
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

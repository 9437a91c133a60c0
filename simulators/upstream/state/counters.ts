const MINUTE_MS = 60_000;

export type Counters = ReturnType<typeof createCounters>;

/** How often things happened, so that a test can tell that there was no storm of them. */
export function createCounters({ now }: { now: () => number }) {
  let calls: Record<string, number> = {};
  let inits: Record<string, number> = {};
  let qrCodes: Record<string, number> = {};
  let sends: { vid: string; at: number }[] = [];

  return {
    countCall(action: string): void {
      calls[action] = (calls[action] ?? 0) + 1;
    },
    /** @param vid empty for a new device */
    countInit(vid: string): void {
      inits[vid] = (inits[vid] ?? 0) + 1;
    },
    countQrCode(vid: string): void {
      qrCodes[vid] = (qrCodes[vid] ?? 0) + 1;
    },
    countSend(vid: string): void {
      sends.push({ vid, at: now() });
    },
    /** Calls by action, `init` and QR codes by `vid`, and sends by account: all, and those of the last minute. */
    read() {
      const recent = sends.filter(({ at }) => at > now() - MINUTE_MS);
      return {
        calls: { ...calls },
        inits: { ...inits },
        qrCodes: { ...qrCodes },
        sends: countByVid(sends),
        sendsLastMinute: countByVid(recent),
      };
    },
    clear(): void {
      [calls, inits, qrCodes, sends] = [{}, {}, {}, []];
    },
  };
}

function countByVid(sends: readonly { vid: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { vid } of sends) counts[vid] = (counts[vid] ?? 0) + 1;
  return counts;
}

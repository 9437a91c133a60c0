import type { RandomBytes } from "packages/platform/random.ts";
import { createExpiringMap } from "simulators/shared/expiring_map.ts";
import type { SessionState } from "simulators/wecom/state/kf_store.ts";

/** What a code of an event lets the company say, once, to one customer (D95122). */
interface KfCode {
  corpId: string;
  openKfid: string;
  customer: string;
  /** The state that the session went into, and must still be in; `welcome`: the customer came, in whatever state. */
  moment: SessionState | "welcome";
}

export type KfCodes = ReturnType<typeof createKfCodes>;

/** D95122: a greeting and a farewell soon, what is about the pool within two days. */
const briefMs = 20_000;
const longMs = 2 * 86_400_000;

/** The codes given out and not used. */
export function createKfCodes(
  { now, randomBytes }: { now: () => number; randomBytes: RandomBytes },
) {
  const kept = { now, randomBytes, maximum: 100_000 };
  const brief = createExpiringMap<KfCode>({ ...kept, lifetimeMs: briefMs });
  const long = createExpiringMap<KfCode>({ ...kept, lifetimeMs: longMs });

  return {
    /** Gives one out. */
    add(code: KfCode): string {
      return (isBrief(code) ? brief : long).add(code);
    },

    /** What it is for; nothing when it is used, too old or made up. */
    find(text: string): KfCode | undefined {
      const found = brief.find(text) ?? long.find(text);
      return found === "expired" ? undefined : found?.value;
    },

    remove(text: string): void {
      brief.remove(text);
      long.remove(text);
    },

    clear(): void {
      brief.clear();
      long.clear();
    },
  };
}

/** Whether a code is for a greeting or a farewell: those live shorter, and may be a menu. */
export function isBrief({ moment }: KfCode): boolean {
  return moment === "welcome" || moment === 4;
}

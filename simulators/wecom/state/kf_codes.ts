import type { RandomBytes } from "packages/platform/random.ts";
import { createExpiringMap } from "simulators/shared/expiring_map.ts";
import type { SessionState } from "simulators/wecom/state/kf_store.ts";

/** A code of an event. It allows one message to one customer (D95122). */
interface KfCode {
  corpId: string;
  openKfid: string;
  customer: string;
  /** The state that the session changed to and must still be in. `welcome`: the customer opened the chat, in any state. */
  moment: SessionState | "welcome";
}

export type KfCodes = ReturnType<typeof createKfCodes>;

/** D95122: 20 seconds for a greeting and a farewell, two days for messages about the pool. */
const briefMs = 20_000;
const longMs = 2 * 86_400_000;

/** The codes that are not used yet. */
export function createKfCodes(
  { now, randomBytes }: { now: () => number; randomBytes: RandomBytes },
) {
  const kept = { now, randomBytes, maximum: 100_000 };
  const brief = createExpiringMap<KfCode>({ ...kept, lifetimeMs: briefMs });
  const long = createExpiringMap<KfCode>({ ...kept, lifetimeMs: longMs });

  return {
    /** Creates a code. */
    add(code: KfCode): string {
      return (isBrief(code) ? brief : long).add(code);
    },

    /** The use of a code; `undefined` when it is used, expired or unknown. */
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

/** Whether a code is for a greeting or a farewell: those expire earlier and allow a menu. */
export function isBrief({ moment }: KfCode): boolean {
  return moment === "welcome" || moment === 4;
}

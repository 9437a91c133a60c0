import type { RandomBytes } from "packages/platform/random.ts";
import { createExpiringMap } from "simulators/shared/expiring_map.ts";
import type { ChatEntry } from "simulators/wecom/state/chat_log.ts";

/** A card that its app can still change. */
interface SentCard {
  corpId: string;
  agentId: number;
  taskId: string;
  /** The card in the chats of its receivers. */
  entries: readonly ChatEntry[];
}

/** A `response_code` works once within 72 hours (D90236). */
const codeLifetimeMs = 72 * 3_600_000;

/** Cards by their `response_code`, and the task ids that apps have used. */
export function createCardStore(
  options: { now: () => number; randomBytes: RandomBytes; maximum: number },
) {
  const codes = createExpiringMap<SentCard>({ ...options, lifetimeMs: codeLifetimeMs });
  const taskIds = new Set<string>();
  return {
    ...codes,

    /** Notes a task id; false when the app has used it before. */
    claimTaskId({ corpId, agentId }: { corpId: string; agentId: number }, taskId: string): boolean {
      const key = `${corpId}/${agentId}/${taskId}`;
      if (taskIds.has(key)) return false;
      taskIds.add(key);
      return true;
    },

    clear(): void {
      codes.clear();
      taskIds.clear();
    },
  };
}

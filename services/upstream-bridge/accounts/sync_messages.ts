import type { Outcome } from "services/upstream-bridge/upstream/outcome.ts";
import type { UpstreamClient } from "services/upstream-bridge/upstream/upstream_client.ts";

const STEP_LIMIT = 100;
const STEPS_MAX = 20;
/** A further step takes up to 10 s. */
const ENDS_AFTER_MS = 20_000;

/**
 * Lets the upstream push again what came behind the message `after`; they arrive as callbacks. Nothing is asked for when
 * no message is known: the upstream would push the whole history.
 */
export async function syncMessages(
  client: Pick<UpstreamClient, "syncAllData">,
  { uuid, after }: { readonly uuid: string; readonly after: string | null },
): Promise<Outcome<null>> {
  const startedAt = performance.now();
  let seq = after;
  for (let step = 0; step < STEPS_MAX && seq !== null; step++) {
    const outcome = await client.syncAllData({ uuid, seq, limit: STEP_LIMIT });
    if (!outcome.ok) return outcome;
    const { hasMore, nextSeq } = outcome.value;
    if (!hasMore || nextSeq === seq || performance.now() - startedAt > ENDS_AFTER_MS) break;
    seq = nextSeq;
  }
  return { ok: true, value: null };
}

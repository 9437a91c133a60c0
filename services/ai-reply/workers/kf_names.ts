import { describeError } from "packages/platform/log.ts";
import { createRecurring, type Recurring } from "packages/platform/recurring.ts";
import { WecomError } from "packages/wecom/client/errcode.ts";
import type { KfCustomer } from "packages/wecom/client/kf_values.ts";
import {
  askKfNamesFrom,
  type Nameless,
  saveKfNames,
  takeNameless,
} from "services/ai-reply/stores/kf_names.ts";
import type { Engine } from "services/ai-reply/workers/engine.ts";

const LOOK_EVERY_MS = 20_000;
const DAY_MS = 24 * 3_600_000;
/** WeCom tells only of those who were there since; document path 95159. */
const TOLD_FOR_MS = 2 * DAY_MS;
/** After a failure, or when a process died over it. */
const PAUSE_MS = 10 * 60_000;
const WITHIN_MS = 10_000;

type Deps = Pick<Engine, "sql" | "apps" | "clock" | "log">;

/**
 * Fetches what customers of 微信客服 are called in WeChat, who need not be external contacts of anybody. A hundred at a
 * time and beside everything else: an answer does not wait for it. Whom WeCom does not tell of is asked for in a day.
 */
export function createKfNames(deps: Deps): Recurring {
  const { sql, clock, log } = deps;
  return createRecurring({
    everyMs: LOOK_EVERY_MS,
    async work() {
      const at = clock.now();
      const nameless = await takeNameless(sql, {
        since: new Date(at - TOLD_FOR_MS),
        now: new Date(at),
        until: new Date(at + PAUSE_MS),
      });
      const byApp = Map.groupBy(nameless, ({ corpId, app }) => JSON.stringify([corpId, app]));
      for (const batch of byApp.values()) await fetchNames(deps, batch);
    },
    failure: "kf_names_failed",
    log,
  });
}

/** Asks for customers of one app, and stores what it is told. */
async function fetchNames(deps: Deps, batch: readonly Nameless[]): Promise<void> {
  const { sql, clock } = deps;
  const { corpId = "", app = "" } = batch[0] ?? {};
  const ids = batch.map(({ externalUserId }) => externalUserId);
  const told = await askWecom(deps, app, ids);
  if (told === undefined) return;
  const named = told.filter(({ nickname }) => nickname !== "");
  await saveKfNames(sql, corpId, { customers: named, now: new Date(clock.now()) });
  const names = new Set(named.map(({ externalUserId }) => externalUserId));
  const externalUserIds = ids.filter((id) => !names.has(id));
  await askKfNamesFrom(sql, corpId, { externalUserIds, from: new Date(clock.now() + DAY_MS) });
}

/** What WeCom tells; nobody when it refuses to tell, undefined when it is to be asked again soon. */
async function askWecom(
  { apps, log }: Deps,
  app: string,
  externalUserIds: readonly string[],
): Promise<readonly KfCustomer[] | undefined> {
  try {
    const kf = apps.get(app)?.client.kf;
    return await kf?.getCustomers(externalUserIds, AbortSignal.timeout(WITHIN_MS));
  } catch (error) {
    log.warn("kf_names_not_fetched", { app, error: describeError(error) });
    const isForGood = error instanceof WecomError && error.class !== "retry" &&
      error.class !== "refresh";
    return isForGood ? [] : undefined;
  }
}

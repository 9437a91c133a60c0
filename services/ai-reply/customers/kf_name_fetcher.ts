import { describeError } from "packages/platform/log.ts";
import { createRecurring, type Recurring } from "packages/platform/recurring.ts";
import { WecomError } from "packages/wecom/client/errcode.ts";
import type { KfCustomer } from "packages/wecom/client/kf_values.ts";
import {
  claimUnnamedCustomers,
  postponeKfNames,
  saveKfNames,
  type UnnamedCustomer,
} from "services/ai-reply/customers/kf_names.ts";
import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";

const CHECK_EVERY_MS = 20_000;
const DAY_MS = 24 * 3_600_000;
/** WeCom returns only customers who wrote in the last two days (WeCom document path 95159). */
const FETCHABLE_FOR_MS = 2 * DAY_MS;
/** Before names are fetched again, after a failure or a crash. */
const PAUSE_MS = 10 * 60_000;
const WITHIN_MS = 10_000;

type Deps = Pick<WorkerDeps, "sql" | "apps" | "clock" | "log">;

/**
 * Fetches the WeChat names of customers of 微信客服, who need not be external contacts of a member. Up to a hundred at a
 * time, independent of answers. A customer without a result is fetched again after a day.
 */
export function createKfNameFetcher(deps: Deps): Recurring {
  const { sql, clock, log } = deps;
  return createRecurring({
    everyMs: CHECK_EVERY_MS,
    async work() {
      const at = clock.now();
      const unnamed = await claimUnnamedCustomers(sql, {
        since: new Date(at - FETCHABLE_FOR_MS),
        now: new Date(at),
        until: new Date(at + PAUSE_MS),
      });
      const byApp = Map.groupBy(unnamed, ({ corpId, app }) => JSON.stringify([corpId, app]));
      for (const batch of byApp.values()) await fetchNames(deps, batch);
    },
    failure: "kf_names_failed",
    log,
  });
}

/** Fetches the names of customers of one app and stores them. */
async function fetchNames(deps: Deps, batch: readonly UnnamedCustomer[]): Promise<void> {
  const { sql, clock } = deps;
  const { corpId = "", app = "" } = batch[0] ?? {};
  const ids = batch.map(({ externalUserId }) => externalUserId);
  const customers = await askWecom(deps, app, ids);
  if (customers === undefined) return;
  const named = customers.filter(({ nickname }) => nickname !== "");
  await saveKfNames(sql, corpId, { customers: named, now: new Date(clock.now()) });
  const names = new Set(named.map(({ externalUserId }) => externalUserId));
  const externalUserIds = ids.filter((id) => !names.has(id));
  await postponeKfNames(sql, corpId, { externalUserIds, from: new Date(clock.now() + DAY_MS) });
}

/** Returns WeCom's customers: none if WeCom refuses for good; undefined if it must be asked again soon. */
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

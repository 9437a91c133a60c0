import type { Principal } from "packages/platform/http/access.ts";
import { defaultApp } from "packages/wecom_apps/config.ts";
import { describeError, type Logger } from "packages/platform/log.ts";
import { WecomError, WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import type { AppClient } from "packages/wecom_apps/wecom_apps.ts";
import type { AiReplyDeps } from "services/ai-reply/deps.ts";
import { customerError } from "services/ai-reply/errors.ts";
import {
  type ConversationLine,
  listCustomerConversations,
} from "services/ai-reply/customers/customer_history.ts";
import {
  type CustomerKey,
  readCustomer,
  saveCustomer,
  saveUnnamedCustomer,
  type StoredCustomer,
} from "services/ai-reply/customers/customer_store.ts";

/** A stored profile that is older is fetched again when it is read. */
const FRESH_MS = 24 * 60 * 60 * 1000;
const FIRST_FETCH_TIMEOUT_MS = 8_000;
/** A caller who can get the stored profile does not wait long for a newer one. */
const REFRESH_TIMEOUT_MS = 3_000;
/** WeCom does not know the id, or no member in the app's scope has added the person (WeCom document path 92114). */
const UNKNOWN_ERRCODES: ReadonlySet<number> = new Set([40031, 40096, 60111, 84061]);
/** After WeCom was unreachable, the stored profile counts as fresh for this long. */
const PAUSE_MS = 60_000;

/** A customer that the caller may see. */
export interface FoundCustomer {
  readonly key: CustomerKey;
  readonly customer: StoredCustomer;
  readonly conversations: readonly ConversationLine[];
}

type Deps = Pick<AiReplyDeps, "apps" | "sql" | "clock" | "log">;

/**
 * The corps whose customers a caller may see: a member sees its own corp, local accounts and machines see all corps.
 */
export function visibleCorpIds(apps: Deps["apps"], { subject }: Principal): readonly string[] {
  const corpIds = [...new Set([...apps.values()].map(({ app }) => app.corpId))];
  const own = corpIds.filter((corpId) => subject.startsWith(`${corpId}/`));
  return own.length > 0 || !/^(local|machine)\//.test(subject) ? own : corpIds;
}

/**
 * Returns the stored customer. Fetches it from WeCom first if it is missing, older than a day, or `refresh` is true; if
 * WeCom is unreachable, returns the stored one. A person who has a conversation here but whom WeCom does not know is a
 * customer without a name.
 * @throws AppError `customer_not_found` (404), `customer_unavailable` (502), `customer_app_missing` (503)
 */
export async function findCustomer(
  deps: Deps,
  caller: Principal,
  externalUserId: string,
  { refresh = false, log = deps.log }: { refresh?: boolean; log?: Logger } = {},
): Promise<FoundCustomer> {
  const corpIds = visibleCorpIds(deps.apps, caller);
  const conversations = await listCustomerConversations(deps.sql, { corpIds, externalUserId });
  const app = appForCustomer(deps.apps, corpIds, conversations[0]);
  if (app === undefined) {
    throw customerError(deps.apps.size === 0 ? "customer_app_missing" : "customer_not_found");
  }
  const key = { corpId: app.app.corpId, externalUserId };
  const stored = await readCustomer(deps.sql, key);
  const isFresh = stored !== undefined && deps.clock.now() - stored.fetchedAt.getTime() < FRESH_MS;
  if (isFresh && !refresh) return { key, customer: stored, conversations };
  const isKnown = stored !== undefined || conversations.length > 0;
  await fetchCustomer(deps, app, key, { isKnown, log });
  const customer = await readCustomer(deps.sql, key) ?? stored;
  if (customer === undefined) throw customerError("customer_not_found");
  return { key, customer, conversations };
}

/** The app of the latest conversation, else one of its corp, else the default app. */
function appForCustomer(
  apps: Deps["apps"],
  corpIds: readonly string[],
  latest: ConversationLine | undefined,
): AppClient | undefined {
  const visible = new Map([...apps].filter(([, { app }]) => corpIds.includes(app.corpId)));
  const talking = latest === undefined ? undefined : visible.get(latest.app) ??
    [...visible.values()].find(({ app }) => app.corpId === latest.corpId);
  if (talking !== undefined) return talking;
  const chosen = defaultApp(new Map([...visible].map(([name, { app }]) => [name, app])));
  return chosen && visible.get(chosen.name);
}

/**
 * Fetches the customer from WeCom and stores it.
 * @throws AppError only when no stored profile or conversation exists
 */
async function fetchCustomer(
  { sql, clock }: Deps,
  { client }: AppClient,
  key: CustomerKey,
  { isKnown, log }: { isKnown: boolean; log: Logger },
): Promise<void> {
  const timeoutMs = isKnown ? REFRESH_TIMEOUT_MS : FIRST_FETCH_TIMEOUT_MS;
  const now = new Date(clock.now());
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const customer = await client.customers.getCustomer(key.externalUserId, signal);
    await saveCustomer(sql, key, { ...customer, externalUserId: key.externalUserId }, now);
  } catch (error) {
    if (!(error instanceof WecomError || error instanceof WecomUnreachableError)) throw error;
    const isUnknown = error instanceof WecomError && UNKNOWN_ERRCODES.has(error.errcode);
    if (!isKnown) {
      if (isUnknown) throw customerError("customer_not_found", { cause: error });
      throw customerError("customer_unavailable", { detail: error.operator.en, cause: error });
    }
    if (!isUnknown) log.warn("customer_refresh_failed", { error: describeError(error) });
    // Fetch again in a day if WeCom does not know the customer, and after the pause if WeCom was unreachable.
    const fetchedAt = isUnknown ? now : new Date(now.getTime() - FRESH_MS + PAUSE_MS);
    await saveUnnamedCustomer(sql, key, { fetchedAt, now });
  }
}

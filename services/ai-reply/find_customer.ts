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
} from "services/ai-reply/stores/customer_history.ts";
import {
  type CustomerKey,
  readCustomer,
  saveCustomer,
  saveUnnamedCustomer,
  type StoredCustomer,
} from "services/ai-reply/stores/customer_store.ts";

/** A profile this old is fetched again when somebody looks at it. */
const FRESH_MS = 24 * 60 * 60 * 1000;
const FIRST_FETCH_TIMEOUT_MS = 8_000;
/** Whoever can be shown what is stored does not wait long for something newer. */
const REFRESH_TIMEOUT_MS = 3_000;
/** WeCom does not know the id, or nobody in the app's scope has added the person (document path 92114). */
const UNKNOWN_ERRCODES: ReadonlySet<number> = new Set([40031, 40096, 60111, 84061]);
/** After that long somebody may wait again to see whether WeCom is back. */
const PAUSE_MS = 60_000;

/** A customer whom the caller may see. */
export interface FoundCustomer {
  readonly key: CustomerKey;
  readonly customer: StoredCustomer;
  readonly conversations: readonly ConversationLine[];
}

type Deps = Pick<AiReplyDeps, "apps" | "sql" | "clock" | "log">;

/** The corps whose customers somebody may see: a member their own, local accounts and machines all. */
export function visibleCorpIds(apps: Deps["apps"], { subject }: Principal): readonly string[] {
  const corpIds = [...new Set([...apps.values()].map(({ app }) => app.corpId))];
  const own = corpIds.filter((corpId) => subject.startsWith(`${corpId}/`));
  return own.length > 0 || !/^(local|machine)\//.test(subject) ? own : corpIds;
}

/**
 * The customer as stored, or from WeCom when that is missing, older than a day, or `refresh` asks for it. When WeCom is
 * away, what is stored is good enough. Somebody whom WeCom does not tell the app about, but who has talked to us, is a
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
  const app = chooseApp(deps.apps, corpIds, conversations[0]);
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

function chooseApp(
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

/** Brings the row up to date. Throws only when there is nothing that could be shown instead. */
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
    // Asked again in a day when WeCom has said no, and soon when it could not be asked.
    const fetchedAt = isUnknown ? now : new Date(now.getTime() - FRESH_MS + PAUSE_MS);
    await saveUnnamedCustomer(sql, key, { fetchedAt, now });
  }
}

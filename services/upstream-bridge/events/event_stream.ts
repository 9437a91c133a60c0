import type { Sql } from "postgres";
import { withDeadline } from "packages/platform/deadline.ts";
import { isUnavailable } from "packages/platform/errors.ts";
import type { AccountChanges } from "services/upstream-bridge/accounts/account_changes.ts";
import { createChangeBell } from "services/upstream-bridge/accounts/change_bell.ts";
import { type BridgeEvent, listEvents } from "services/upstream-bridge/events/list_events.ts";

/** A comment this often keeps proxies from closing a silent stream. Then it also reads, because hints can be lost. */
const HEARTBEAT_MS = 15_000;
const HEARTBEAT = ": keep-alive\n\n";
/** How long a client waits before it reconnects. */
const RETRY_MS = 2_000;
/** A stream ends then and the client reconnects, so that access that was taken away ends too. */
const STREAM_MS = 10 * 60_000;
/** Pause between two reads while the database is away. */
const OUTAGE_PAUSE_MS = 1_000;
const READ_AT_ONCE = 100;

/** What a stream follows. */
export interface Followed {
  /** Undefined: all accounts. */
  readonly accountId: string | undefined;
  /** The number of the last event that the client has; digits. */
  readonly after: string;
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal;
  /** The present form of the accounts: sent at the start and whenever it has changed. */
  readonly readAccounts: () => Promise<readonly { readonly id: string }[]>;
}

/**
 * The events of accounts as server-sent events, those behind `after` first. The id of an event is its number. Between them,
 * without an id, `account` has the present form of an account and `account_removed` its id.
 */
export async function* eventStream(
  { sql, changes }: { readonly sql: Sql; readonly changes: AccountChanges },
  { accountId, after, signal, readAccounts }: Followed,
  { heartbeatMs = HEARTBEAT_MS } = {},
): AsyncGenerator<string> {
  const endsAt = performance.now() + STREAM_MS;
  const bell = createChangeBell(changes, accountId, signal);
  const shown = new Map<string, string>();
  let seen = after;
  try {
    yield `retry: ${RETRY_MS}\n\n`;
    while (!bell.isOver && performance.now() < endsAt) {
      const rung = bell.next();
      let waitMs = heartbeatMs;
      try {
        yield* newForms(shown, await readAccounts());
        const events = await listEvents(sql, { accountId, after: seen, limit: READ_AT_ONCE });
        for (const event of events) yield eventText(event);
        seen = events.at(-1)?.seq ?? seen;
        if (events.length === READ_AT_ONCE) continue;
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        waitMs = OUTAGE_PAUSE_MS;
      }
      if (!await withDeadline(rung.then(() => true), waitMs, false)) yield HEARTBEAT;
    }
  } finally {
    bell.close();
  }
}

/** What has changed since it was sent last. */
function* newForms(
  shown: Map<string, string>,
  accounts: readonly { readonly id: string }[],
): Generator<string> {
  for (const id of shown.keys()) {
    if (accounts.some((account) => account.id === id)) continue;
    shown.delete(id);
    yield `event: account_removed\ndata: ${JSON.stringify({ id })}\n\n`;
  }
  for (const account of accounts) {
    const form = JSON.stringify(account);
    if (shown.get(account.id) === form) continue;
    shown.set(account.id, form);
    yield `event: account\ndata: ${form}\n\n`;
  }
}

/** An event as the API shows it. */
export function describeEvent({ id, seq, accountId, type, at, data, isReplay }: BridgeEvent) {
  return { id, seq, accountId, type, at: at.toISOString(), data: { ...data }, isReplay };
}

function eventText(event: BridgeEvent): string {
  return `id: ${event.seq}\nevent: ${event.type}\ndata: ${
    JSON.stringify(describeEvent(event))
  }\n\n`;
}

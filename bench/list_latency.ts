import type { Sql } from "postgres";
import { listDeadLetterQueues, listDeadLetters } from "packages/storage/jobs/dead_letters.ts";
import type { BenchOptions, Row } from "bench/harness/benchmark.ts";
import { comparedRow } from "bench/harness/compared_row.ts";
import { median } from "bench/harness/statistics.ts";
import { fillLists } from "bench/lists/fill_lists.ts";
import { readLastCallbacks } from "services/callback/inbox/last_callbacks.ts";
import { readInboxPage } from "services/callback/inbox/read_inbox_page.ts";
import { listCustomerMessages } from "services/ai-reply/customers/customer_history.ts";
import { findStalledConversations } from "services/ai-reply/conversations/find_stalled_conversations.ts";
import {
  type ConversationFilter,
  listConversations,
  readConversationItem,
} from "services/ai-reply/conversations/list_conversations.ts";

const GOAL_MS = 50;
const PAGE = { limit: 50 };
/** A prepared statement may get another plan from its sixth execution on. */
const RUNS = 9;

/**
 * Fills a database with a million rows in each large table, and measures the lists and the queries that run in the
 * background: the slowest query of each group, as the median of nine.
 */
export async function listLatency({ postgres }: BenchOptions): Promise<Row[]> {
  await using database = await postgres.createDatabase("lists");
  const { sql } = database;
  await fillLists(sql);
  await sql.unsafe("vacuum analyze");
  const rows: Row[] = [];
  for (const [group, queries] of Object.entries(await queriesOf(sql))) {
    rows.push(await measureGroup(group, queries));
  }
  return rows;
}

type Queries = Readonly<Record<string, () => Promise<unknown>>>;

async function measureGroup(group: string, queries: Queries): Promise<Row> {
  let slowest: { name: string; times: readonly number[] } = { name: "", times: [0] };
  for (const [name, query] of Object.entries(queries)) {
    const times = await measureQuery(query);
    if (median(times) >= median(slowest.times)) slowest = { name, times };
  }
  return comparedRow({
    what: `${group}, slowest of ${Object.keys(queries).length} queries on 1 M rows`,
    goal: `≤ ${GOAL_MS} ms`,
    unit: "ms",
    ours: slowest.times,
    isMet: median(slowest.times) <= GOAL_MS,
    note: `the slowest is ${slowest.name}`,
  });
}

async function measureQuery(query: () => Promise<unknown>): Promise<readonly number[]> {
  await query();
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const startedAt = performance.now();
    await query();
    times.push(performance.now() - startedAt);
  }
  return times;
}

async function queriesOf(sql: Sql): Promise<Readonly<Record<string, Queries>>> {
  const [busy] = await sql<[{ id: string; person: string }]>`
    select conversation_id as id, person from ai_reply.conversations
    where conversation_id = md5('c1')::uuid`;
  const view = { corpIds: ["ww1"], externalUserId: busy.person };
  const apps = ["service", "sales", "demo", "absent"];
  return {
    inbox: Object.fromEntries(inboxQueries(sql, [undefined, ...apps])),
    conversations: Object.fromEntries(conversationQueries(sql)),
    "console and sidebar": {
      "last callbacks": () => readLastCallbacks(sql, apps),
      "one conversation": () => readConversationItem(sql, busy.id),
      "a customer's messages": () => listCustomerMessages(sql, view, PAGE),
      "dead letters": () => listDeadLetters(sql, { ...PAGE, queue: "rare" }),
      "queues of dead letters": () => listDeadLetterQueues(sql),
    },
    background: {
      "stalled conversations": () => findStalledConversations(sql, new Date()),
    },
  };
}

function inboxQueries(sql: Sql, apps: readonly (string | undefined)[]) {
  const kinds = [undefined, "text", "kf_msg_or_event", "change_contact", "absent"];
  const senders = [undefined, "user1", "user99999", "absent"];
  return apps.flatMap((app) =>
    kinds.flatMap((kind) =>
      senders.map((sender) => {
        const filter = { app, kind, sender };
        return [JSON.stringify(filter), () => readInboxPage(sql, filter, PAGE)] as const;
      })
    )
  );
}

function conversationQueries(sql: Sql) {
  const modes = [undefined, "bot", "human"] as const;
  const states = [undefined, "waiting", "trouble"] as const;
  const searches = [undefined, "wm", "Staff99971", "王", "何丁", "absent"];
  return modes.flatMap((mode) =>
    states.flatMap((state) =>
      searches.map((q) => {
        const filter: ConversationFilter = { mode, state, q };
        return [JSON.stringify(filter), () => listConversations(sql, filter, PAGE)] as const;
      })
    )
  );
}

import { createPushToken } from "packages/upstream_push/push_token.ts";
import { startRedisServer } from "packages/testkit/redis_server.ts";
import { newAccountRecord } from "services/upstream-bridge/domain/new_account_record.ts";
import type { BenchOptions } from "bench/harness/benchmark.ts";
import type { BenchDatabase } from "bench/harness/postgres_server.ts";
import { startService } from "bench/harness/service.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const ACCOUNT = { accountId: "01890a5d-ac96-774b-bcce-b302099a8057", generation: 1 };
const UUID = "9c1f0e5ab7d24c3e8a6f7b1d2e3f4a5b";
const VID = "1688000000000017";
const CORP_ID = "1970320000000001";

/** `callback` and `upstream-bridge`, with an account that is online, and a receiver of webhooks. */
export interface WebhookStack extends AsyncDisposable {
  /** When the webhook of each text arrived, as `performance.now()` has it. */
  readonly arrivals: ReadonlyMap<string, number>;
  /** Sends a callback with a message of a customer. Resolves when it is acknowledged. */
  sendMessage(message: { readonly chat: number; readonly text: string }): Promise<void>;
}

/** Starts both services on the servers' core. */
export async function startWebhookStack({ postgres }: BenchOptions): Promise<WebhookStack> {
  await using starting = new AsyncDisposableStack();
  const database = starting.use(await postgres.createDatabase("webhooks"));
  const redis = await startRedisServer();
  starting.defer(redis.stop);
  const arrivals = new Map<string, number>();
  const receiver = startReceiver(arrivals);
  starting.defer(() => receiver.shutdown());
  await insertAccount(database);
  const env = {
    WEBHOOK_URL: `http://127.0.0.1:${receiver.addr.port}/events`,
    WEBHOOK_SECRET: `whsec_${btoa("0123456789abcdef0123456789abcdef")}`,
    CALLBACK_TOKEN_SECRET: SECRET,
  };
  const servers = { databaseUrl: database.url, redisUrl: redis.url };
  const callback = starting.use(await startService("callback", { ...servers, env }));
  // The account is not checked: there is no upstream.
  starting.use(
    await startService("upstream-bridge", {
      ...servers,
      env: { ...env, MONITOR_INTERVAL_MS: "0" },
    }),
  );
  const url = `http://127.0.0.1:${callback.port}/callback/wxwork/${
    createPushToken(SECRET, ACCOUNT)
  }`;
  const parts = starting.move();
  let serverId = Date.now();
  return {
    arrivals,
    async sendMessage({ chat, text }) {
      const body = message({ serverId: serverId++, chat, text });
      const answer = await fetch(url, { method: "POST", body });
      if (answer.status !== 200) throw new Error(`A callback got ${answer.status}`);
      await answer.body?.cancel();
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

function startReceiver(arrivals: Map<string, number>) {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { data } = await request.json() as { data: { text?: string } };
    if (data.text !== undefined) arrivals.set(data.text, performance.now());
    return new Response(null, { status: 204 });
  });
}

async function insertAccount({ sql }: BenchDatabase): Promise<void> {
  const since = Date.now() - 3_600_000;
  const record = {
    ...newAccountRecord(since),
    ...{
      state: "online",
      onlineSince: since,
      vid: VID,
      corpId: CORP_ID,
      uuid: UUID,
      generation: 1,
    },
  };
  await sql`
    insert into upstream_bridge.accounts ${
    sql({
      account_id: ACCOUNT.accountId,
      name: "bench",
      upstream_uuid: UUID,
      generation: 1,
      vid: VID,
      corp_id: CORP_ID,
      state: "online",
      record: sql.json(record as never),
      created_at: new Date(since),
      updated_at: new Date(since),
    })
  }`;
  await sql`
    insert into upstream_bridge.instances (upstream_uuid, account_id, generation, created_at)
    values (${UUID}, ${ACCOUNT.accountId}, 1, ${new Date(since)})`;
}

/** A text of a customer, as the upstream writes it. */
function message({ serverId, chat, text }: {
  readonly serverId: number;
  readonly chat: number;
  readonly text: string;
}): string {
  const inner = {
    ...{ kf_id: 0, receiver: Number(VID), sender: 7881300000000000 + chat, is_room: 0 },
    ...{ server_id: serverId, msg_id: serverId, content: text, issync: false },
    ...{ send_time: Math.floor(Date.now() / 1000), referid: 0, msgtype: 2 },
  };
  return JSON.stringify({ uuid: UUID, type: 102000, json: JSON.stringify(inner) });
}

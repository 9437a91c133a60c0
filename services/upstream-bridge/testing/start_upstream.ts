import assert from "node:assert/strict";
import { systemClock } from "packages/platform/clock.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { eventually } from "packages/testkit/eventually.ts";
import type { Account, AccountStore } from "services/upstream-bridge/accounts/account_store.ts";
import type { BridgeCore } from "services/upstream-bridge/deps.ts";
import type { AccountRecord } from "services/upstream-bridge/domain/account.ts";
import { createUpstreamSimulator } from "simulators/upstream/simulator.ts";
import type { Settings } from "simulators/upstream/state/settings.ts";

/** An account of the simulator's cast. */
export const VID = "1688000000000017";
/** An external contact and a room of the cast; the room's id is beyond 2^53. */
export const CONTACT = "7881300000000042";
export const ROOM = "10800000000000077";
export const KF_ID = "25600000000000013";

/** A simulated upstream over HTTP. */
export interface TestUpstream {
  readonly url: string;
  // deno-lint-ignore no-explicit-any -- tests read answers field by field
  control(verb: string, body?: object): Promise<any>;
  /** The bodies of all requests of an action, as they were sent. */
  requests(action: string): string[];
  /** Signs an account of the cast in at the upstream. Returns the uuid of its instance. */
  signIn(vid?: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts it on a free port. */
export function startUpstream(settings: Partial<Settings> = {}): TestUpstream {
  const simulator = createUpstreamSimulator({
    clock: systemClock,
    randomBytes: systemRandomBytes,
    publicUrl: "http://localhost:3000/sim/upstream",
    settings: { loginDelayMs: 0, profileLagMs: 0, linkStepMs: 0, ...settings },
  });
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => simulator.fetch(request),
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  const post = async (path: string, body: object) => {
    const response = await fetch(`${url}/${path}`, { method: "POST", body: JSON.stringify(body) });
    const text = await response.text();
    assert.ok(response.ok, `${path}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };

  return {
    url,
    control: (verb, body = {}) => post(`_control/${verb}`, body),
    requests: (action) =>
      simulator.state.journal.list().filter((entry) => entry.action === action)
        .map(({ body }) => body),
    async signIn(vid = VID) {
      const { data: { uuid } } = await post("wxwork/init", { vid });
      await post("wxwork/automaticLogin", { uuid });
      await eventually(async () => {
        const { data } = await post("wxwork/GetRunClientByUuid", { uuid });
        assert.equal(data.loginType, 2);
      });
      return uuid;
    },
    async stop() {
      simulator.close();
      await server.shutdown();
    },
  };
}

/** Stores an account that is online at the upstream, as the driver leaves it after a sign-in. */
export async function addOnlineAccount(
  { sql, accounts, clock }: Pick<BridgeCore, "sql" | "clock"> & { readonly accounts: AccountStore },
  { uuid, vid = VID, name = "客服一号", record = {} }: {
    readonly uuid: string;
    readonly vid?: string;
    readonly name?: string;
    readonly record?: Partial<AccountRecord>;
  },
): Promise<Account> {
  const { id, record: empty } = await accounts.create({ name });
  const corpId = "1970320000000001";
  const stored: AccountRecord = {
    ...empty,
    state: "online",
    uuid,
    vid,
    corpId,
    generation: 1,
    onlineSince: clock.now(),
    ...record,
  };
  await sql`
    update upstream_bridge.accounts
    set state = ${stored.state}, upstream_uuid = ${uuid}, generation = 1, vid = ${vid},
      corp_id = ${corpId}, record = ${sql.json(stored as never)}
    where account_id = ${id}`;
  await sql`
    insert into upstream_bridge.instances (upstream_uuid, account_id, generation, created_at)
    values (${uuid}, ${id}, 1, ${new Date(clock.now())})`;
  return await accounts.get(id);
}

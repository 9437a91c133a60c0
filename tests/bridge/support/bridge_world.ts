import type { Sql } from "postgres";
import type { Dice } from "services/upstream-bridge/testing/random_json.ts";
import type { WebhookBody } from "tests/bridge/support/webhook_receiver.ts";

/** An answer of the bridge; `status` 0: none, because the process has ended. */
export interface BridgeAnswer {
  readonly status: number;
  // deno-lint-ignore no-explicit-any -- tests read answers field by field
  readonly body: any;
}

/** Several bridges on one database, `callback`, the simulated upstream, and a receiver of webhooks. */
export interface BridgeWorld {
  readonly sql: Sql;
  readonly dice: Dice;
  /** The time of the bridges and the upstream, in epoch milliseconds. */
  now(): number;
  /** Lets time pass; what falls due meanwhile happens. */
  pass(ms: number): Promise<void>;
  /** Sends a request to one of the bridges. Without a body it is a GET. Never rejects. */
  ask(path: string, body?: object): Promise<BridgeAnswer>;
  /** A call of the simulator's control API; undefined when it is not possible now. */
  // deno-lint-ignore no-explicit-any -- tests read answers field by field
  control(verb: string, body?: object): Promise<any>;
  /** Reads what the simulator remembers. */
  // deno-lint-ignore no-explicit-any -- tests read answers field by field
  read(what: string): Promise<any>;
  /** Removes what waits in a list of the simulator, such as `faults`. */
  clear(list: string): Promise<void>;
  /** While cut, the bridges and the upstream do not reach each other. */
  cutNetwork(isCut: boolean): void;
  /** Takes a process or a worker away while it works. */
  loseWorker(): Promise<void>;
  /** Answers that no caller should get. */
  readonly problems: readonly object[];
  /** The bodies of the webhooks that arrived, by their id. */
  readonly webhooks: ReadonlyMap<string, WebhookBody>;
  /** How long things take here, in milliseconds. */
  readonly pace: {
    readonly pauseMax: number;
    readonly cutMax: number;
    /** After it every account has settled. */
    readonly settle: number;
    /** Longer than a QR code is valid. */
    readonly qrExpiry: number;
  };
}

/** An account with the member who scans its QR codes. */
export interface Member {
  readonly accountId: string;
  readonly vid: string;
  /** Commands without an answer. */
  openCommands: number;
}

/** What the bridge stores of an account. */
export interface StoredAccount {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
  readonly uuid: string | null;
  readonly hasQr: boolean;
}

/** Reads the accounts, by id. */
export async function readAccounts({ sql }: BridgeWorld): Promise<Map<string, StoredAccount>> {
  const rows = await sql<StoredAccount[]>`
    select account_id as id, state, record ->> 'reason' as reason, upstream_uuid as uuid,
      record -> 'qr' <> 'null' as "hasQr"
    from upstream_bridge.accounts`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** Reads one account. */
export async function readAccount(
  world: BridgeWorld,
  { accountId }: Pick<Member, "accountId">,
): Promise<StoredAccount> {
  return (await readAccounts(world)).get(accountId)!;
}

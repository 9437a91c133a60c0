import type { TransactionSql } from "postgres";
import { storableJson } from "packages/platform/storable_json.ts";
import { endInputs } from "services/upstream-bridge/accounts/account_inputs.ts";
import type { Lease, LeasedAccount } from "services/upstream-bridge/accounts/lease.ts";
import type { Steps } from "services/upstream-bridge/accounts/step_inputs.ts";
import type { AccountRecord } from "services/upstream-bridge/domain/account.ts";
import type { AccountEvent } from "services/upstream-bridge/domain/account_machine.ts";
import type { BridgeCore } from "services/upstream-bridge/deps.ts";

/**
 * Writes what the machine decided, in the transaction that locked the account. `leaseUntil` null: the worker has nothing
 * more to do, and gives the lease back.
 */
export async function writeSteps(
  { appendEvent, writeLog }: Pick<BridgeCore, "appendEvent" | "writeLog">,
  tx: TransactionSql,
  { lease, account, steps, now, leaseUntil }: {
    readonly lease: Lease;
    readonly account: LeasedAccount;
    readonly steps: Steps;
    readonly now: Date;
    readonly leaseUntil: Date | null;
  },
): Promise<void> {
  const { accountId } = lease;
  const { record } = steps;
  await writeRecord(tx, { lease, record, now, leaseUntil });
  if (record.uuid !== account.record.uuid) {
    await writeInstance(tx, { accountId, before: account.record, record, now });
  }
  await endInputs(tx, steps.handled, now);
  for (const { inputId, result } of steps.results) {
    await tx`
      update upstream_bridge.account_inputs set result = ${tx.json(storableJson(result) as never)}
      where input_id = ${inputId} and account_id = ${accountId}`;
  }
  await writeLog(
    tx,
    steps.log.map((line) => ({
      ...line,
      accountId,
      payload: { ...record.uuid !== null && { uuid: record.uuid }, ...line.payload },
    })),
  );
  // Last: it keeps all others from storing events.
  for (const event of steps.events) {
    await appendEvent(tx, { accountId, at: now, ...toEvent(event, account.name, record) });
  }
}

function toEvent(event: AccountEvent, name: string, { corpId }: AccountRecord) {
  if (event.type === "account.online") {
    return { type: event.type, data: { name, ...corpId !== null && { corpId } } } as const;
  }
  const { type, ...data } = event;
  return { type, data } as const;
}

async function writeRecord(
  tx: TransactionSql,
  { lease, record, now, leaseUntil }: {
    readonly lease: Lease;
    readonly record: AccountRecord;
    readonly now: Date;
    readonly leaseUntil: Date | null;
  },
): Promise<void> {
  const { state, uuid, generation, vid, corpId, dueAt } = record;
  await tx`
    update upstream_bridge.accounts
    set record = ${
    tx.json(storableJson(record) as never)
  }, state = ${state}, upstream_uuid = ${uuid},
      generation = ${generation}, due_at = ${dueAt === null ? null : new Date(dueAt)},
      vid = ${vid}, corp_id = ${corpId}, lease_token = ${
    leaseUntil === null ? null : lease.token
  }, lease_until = ${leaseUntil},
      updated_at = ${now}
    where account_id = ${lease.accountId}`;
}

async function writeInstance(
  tx: TransactionSql,
  { accountId, before, record, now }: {
    readonly accountId: string;
    readonly before: AccountRecord;
    readonly record: AccountRecord;
    readonly now: Date;
  },
): Promise<void> {
  if (before.uuid !== null) {
    await tx`
      update upstream_bridge.instances set ended_at = ${now}
      where upstream_uuid = ${before.uuid} and account_id = ${accountId}`;
  }
  if (record.uuid === null) return;
  await tx`
    insert into upstream_bridge.instances (upstream_uuid, account_id, generation, created_at)
    values (${record.uuid}, ${accountId}, ${record.generation}, ${now})
    on conflict (upstream_uuid) do update
    set generation = excluded.generation, ended_at = null`;
}

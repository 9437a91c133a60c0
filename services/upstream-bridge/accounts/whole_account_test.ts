import assert from "node:assert/strict";
import { systemClock } from "packages/platform/clock.ts";
import { createLogger } from "packages/platform/log.ts";
import { createMakeCall } from "services/upstream-bridge/accounts/make_call.ts";
import type { AccountCommand } from "services/upstream-bridge/domain/account_command.ts";
import type {
  AccountInput,
  CommandResult,
} from "services/upstream-bridge/domain/account_inputs.ts";
import type { AccountState } from "services/upstream-bridge/domain/account.ts";
import { stepAccount } from "services/upstream-bridge/domain/account/step_account.ts";
import { DEFAULT_SETTINGS } from "services/upstream-bridge/domain/bridge_settings.ts";
import { newAccountRecord } from "services/upstream-bridge/domain/new_account_record.ts";
import {
  startUpstream,
  type TestUpstream,
  VID,
} from "services/upstream-bridge/testing/start_upstream.ts";
import { createUpstreamClient } from "services/upstream-bridge/upstream/create_upstream_client.ts";

/** The machine with the real client and the simulated upstream, by polling alone. Waiting costs no time. */
function openAccount(upstream: TestUpstream) {
  const log = createLogger({ level: "error" });
  const client = createUpstreamClient({ fetch, baseUrl: upstream.url, clock: systemClock, log });
  const makeCall = createMakeCall({ client, callbackAddress: undefined, log });
  let record = newAccountRecord(Date.now());
  let skippedMs = 0;
  const calls: string[] = [];
  const events: string[] = [];
  const results = new Map<string, CommandResult>();

  async function give(first: AccountInput): Promise<void> {
    let input: AccountInput | undefined = first;
    while (input !== undefined) {
      const step = stepAccount(record, input, {
        now: Date.now() + skippedMs,
        random: Math.random,
        settings: DEFAULT_SETTINGS,
        monitorIntervalMs: 45_000,
        hasCallbackAddress: false,
      });
      record = step.record;
      events.push(...step.events.map(({ type }) => type));
      for (const { inputId, result } of step.results) results.set(inputId, result);
      if (step.call !== undefined) calls.push(step.call.kind);
      const context = { accountId: "", generation: record.generation, lastServerId: null };
      input = step.call && { kind: "answered", answer: await makeCall(step.call, context) };
    }
  }

  return {
    calls,
    events,
    get record() {
      return record;
    },
    async command(command: AccountCommand): Promise<CommandResult | undefined> {
      const id = String(results.size + 1);
      await give({ kind: "command", id, command });
      return results.get(id);
    },
    /** Lets time pass until the account is in this state. */
    async until(state: AccountState): Promise<void> {
      for (let count = 0; record.state !== state; count += 1) {
        assert.ok(count < 40, `${record.state} does not become ${state}`);
        skippedMs = Math.max(0, (record.dueAt ?? 0) - Date.now());
        await give({ kind: "due" });
      }
    },
  };
}

for (const dialect of ["v1", "v2"] as const) {
  Deno.test(`${dialect}: an account signs in with a code, comes back after a drop and a restart of the upstream, and asks for a scan when its cache is gone`, async () => {
    const upstream = startUpstream({ dialect });
    try {
      const account = openAccount(upstream);
      assert.deepEqual(await account.command({ kind: "start" }), { ok: true });
      assert.equal(account.record.state, "qr_pending");
      const { uuid } = account.record;
      await upstream.control("scan", { uuid, vid: VID });
      const { code } = await upstream.control("requireCode", { uuid });
      assert.equal((await account.command({ kind: "check_code", code: "000000" }))?.ok, false);
      assert.deepEqual(await account.command({ kind: "check_code", code }), { ok: true });
      await account.until("online");
      assert.equal(account.record.vid, VID);

      await upstream.control("drop", { uuid });
      await account.until("reconnecting");
      await account.until("online");
      assert.notEqual(account.record.uuid, uuid);

      await upstream.control("forgetInstances");
      await account.until("reconnecting");
      await account.until("online");
      assert.equal(account.calls.filter((kind) => kind === "init").length, 3);
      assert.deepEqual(account.events, ["account.online", "account.online", "account.online"]);

      await upstream.control("expireCache", { vid: VID });
      await upstream.control("forgetInstances");
      await account.until("qr_pending");
      assert.deepEqual(account.events.slice(3), ["account.needs_scan"]);
      await upstream.control("login", { uuid: account.record.uuid, vid: VID });
      await account.until("online");
      assert.equal(account.calls.filter((kind) => kind === "get_qr").length, 2);
    } finally {
      await upstream.stop();
    }
  });
}

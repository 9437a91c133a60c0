import assert from "node:assert/strict";
import { viewAccount } from "services/upstream-bridge/accounts/account_view.ts";
import { newAccountRecord } from "services/upstream-bridge/domain/new_account_record.ts";

const NOW = Date.UTC(2026, 0, 1);

Deno.test("an account that reconnects shows when the next try begins", () => {
  const record = {
    ...newAccountRecord(NOW),
    ...{ state: "reconnecting", attempts: 2, deadlineAt: NOW + 20_000 } as const,
  };
  const account = {
    ...{ id: "0193a5d0-1111-7000-8000-00000000000a", name: "one", record },
    ...{ mutedUntil: null, lastServerId: null, createdAt: new Date(NOW), updatedAt: new Date(NOW) },
  };
  const { reconnect } = viewAccount(account, NOW);
  assert.deepEqual(reconnect, { attempts: 2, nextAt: "2026-01-01T00:00:20.000Z" });
});

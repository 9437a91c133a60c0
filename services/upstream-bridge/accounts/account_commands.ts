import type { Sql } from "postgres";
import type { Actor, Audit } from "packages/events/audit.ts";
import type { AuditAction } from "packages/events/audit_event.ts";
import { type AccountChanges } from "services/upstream-bridge/accounts/account_changes.ts";
import { addInput, type InputDeps } from "services/upstream-bridge/accounts/account_inputs.ts";
import type { AccountCommand } from "services/upstream-bridge/domain/account_command.ts";
import type { CommandResult } from "services/upstream-bridge/domain/account_inputs.ts";
import { bridgeError } from "services/upstream-bridge/errors.ts";

const TIMEOUT_MS = 40_000;
/** A hint can be lost: then the result is seen after this time. */
const READ_EVERY_MS = 1_000;

const ACTIONS = {
  start: "account.start",
  init: "account.step",
  set_callback: "account.step",
  get_qr: "account.step",
  check_code: "account.code",
  automatic_login: "account.step",
  second_verify: "account.step",
  check_now: "account.check",
  clear_restriction: "account.clear_restriction",
  stop: "account.stop",
  log_out: "account.log_out",
  close: "account.stop",
} as const satisfies Record<AccountCommand["kind"], AuditAction>;

/** Commands of people and machines. */
export interface AccountCommands {
  /**
   * Gives the account a command and waits for its end, in whichever replica it runs. `by`: the act is audited.
   * @throws AppError `bridge_account_not_found`; `bridge_upstream_timeout` after 40 s, while the command may still run
   */
  run(accountId: string, command: AccountCommand, by?: Actor): Promise<CommandResult>;
}

/** Creates {@link AccountCommands}. */
export function createAccountCommands(
  deps: InputDeps & {
    readonly sql: Sql;
    readonly audit: Audit;
    readonly changes: AccountChanges;
    /** For tests. */
    readonly timeoutMs?: number;
    readonly readEveryMs?: number;
  },
): AccountCommands {
  const { sql, audit, changes, timeoutMs = TIMEOUT_MS, readEveryMs = READ_EVERY_MS } = deps;

  async function store(accountId: string, command: AccountCommand, by?: Actor): Promise<string> {
    return await sql.begin(async (tx) => {
      const inputId = await addInput(deps, tx, accountId, { kind: "command", command });
      if (inputId === undefined) throw bridgeError("bridge_account_not_found");
      if (by !== undefined) {
        const action = ACTIONS[command.kind];
        const detail = command.kind;
        await audit.record(tx, { by, action, thing: `account/${accountId}`, detail });
      }
      return inputId;
    });
  }

  async function readResult(inputId: string): Promise<CommandResult | null> {
    const [row] = await sql<{ result: CommandResult | null }[]>`
      select result from upstream_bridge.account_inputs where input_id = ${inputId}`;
    // The account was removed meanwhile.
    if (row === undefined) throw bridgeError("bridge_account_not_found");
    return row.result;
  }

  return {
    async run(accountId, command, by) {
      // Before the command can end: its hint must not be missed.
      const bell = createBell(changes, accountId);
      try {
        const inputId = await store(accountId, command, by);
        const endsAt = performance.now() + timeoutMs;
        while (true) {
          const rung = bell.next();
          const result = await readResult(inputId);
          if (result !== null) return result;
          const leftMs = endsAt - performance.now();
          if (leftMs <= 0 || changes.ending.aborted) break;
          await withTimer(rung, Math.min(leftMs, readEveryMs));
        }
        throw bridgeError("bridge_upstream_timeout");
      } finally {
        bell.close();
      }
    },
  };
}

/** Resolves each `next` at the next hint about the account, or when the process shuts down. */
function createBell({ listen, ending }: AccountChanges, accountId: string) {
  let { promise, resolve } = Promise.withResolvers<void>();
  const ring = () => {
    resolve();
    ({ promise, resolve } = Promise.withResolvers<void>());
  };
  const stopListening = listen((id) => {
    if (id === undefined || id === accountId) ring();
  });
  ending.addEventListener("abort", ring);
  return {
    next: () => promise,
    close() {
      stopListening();
      ending.removeEventListener("abort", ring);
    },
  };
}

async function withTimer(promise: Promise<void>, ms: number): Promise<void> {
  const timer = Promise.withResolvers<void>();
  const id = setTimeout(timer.resolve, ms);
  await Promise.race([promise, timer.promise]);
  clearTimeout(id);
}

import type { AccountRecord } from "services/upstream-bridge/domain/account.ts";
import type { AccountInput } from "services/upstream-bridge/domain/account_inputs.ts";
import type { Step, StepAccount } from "services/upstream-bridge/domain/account_machine.ts";

/**
 * A small machine for tests of the driver: `start` leads to `init`, a check follows each further input, and each answer
 * ends the commands. It remembers the inputs that it got.
 */
export function createScriptedMachine(): {
  readonly step: StepAccount;
  readonly inputs: readonly AccountInput[];
  /** From now on the account is due at this time. */
  nextDueAt(dueAt: number): void;
} {
  const inputs: AccountInput[] = [];
  let nextDueAt: number | null = null;
  const decide: StepAccount = (record, input, { now }) => {
    inputs.push(input);
    switch (input.kind) {
      case "answered":
        return answered(record, input.answer);
      case "interrupted":
        return probe({ ...record, calling: null }, now);
      case "identity_taken":
        return end({ ...record, calling: null, state: "offline", reason: "identity_conflict" });
      case "command": {
        const { id: inputId, command: { kind } } = input;
        const waiting = [...record.waiting, { inputId, kind }];
        return kind === "start"
          ? init({ ...record, waiting }, now)
          : probe({ ...record, waiting }, now);
      }
      default:
        return probe({ ...record, dueAt: null }, now);
    }
  };
  return {
    inputs,
    step: (...args) => {
      const decided = decide(...args);
      return { ...decided, record: { ...decided.record, dueAt: nextDueAt } };
    },
    nextDueAt: (dueAt) => void (nextDueAt = dueAt),
  };
}

function only(record: AccountRecord, more: Partial<Step> = {}): Step {
  return { record, events: [], log: [], results: [], ...more };
}

function init(record: AccountRecord, now: number): Step {
  return only({ ...record, calling: { call: "init", since: now } }, {
    call: { kind: "init", vid: record.vid, proxy: null },
  });
}

function probe(record: AccountRecord, now: number): Step {
  const { uuid } = record;
  if (uuid === null) return end(record);
  return only({ ...record, calling: { call: "probe", since: now } }, {
    call: { kind: "probe", uuid },
  });
}

function answered(
  record: AccountRecord,
  answer: Extract<AccountInput, { readonly kind: "answered" }>["answer"],
): Step {
  const idle = { ...record, calling: null };
  if (!answer.ok) return end({ ...idle, lastError: answer.message });
  if (answer.call === "init") {
    return end({ ...idle, uuid: answer.uuid, generation: record.generation + 1 });
  }
  if (answer.call !== "probe" || answer.status !== "up") return end(idle);
  const { vid, corpId } = answer;
  const events = record.state === "online" ? [] : [{ type: "account.online" } as const];
  return end({ ...idle, state: "online", vid, corpId }, { events });
}

function end(record: AccountRecord, more: Partial<Step> = {}): Step {
  const results = record.waiting.map(({ inputId }) => ({ inputId, result: { ok: true } as const }));
  return only({ ...record, waiting: [] }, { ...more, results });
}

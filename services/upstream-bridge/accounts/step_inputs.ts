import type { AccountRecord } from "services/upstream-bridge/domain/account.ts";
import type {
  AccountInput,
  CommandResult,
} from "services/upstream-bridge/domain/account_inputs.ts";
import type {
  AccountCall,
  MachineContext,
  Step,
  StepAccount,
} from "services/upstream-bridge/domain/account_machine.ts";
import type { WaitingInput } from "services/upstream-bridge/accounts/account_inputs.ts";

/** What the machine decided about several inputs, one after the other. */
export interface Steps {
  readonly record: AccountRecord;
  readonly call: AccountCall | undefined;
  readonly events: Step["events"];
  readonly log: Step["log"];
  readonly results: Step["results"];
  /** Rows of inputs that are handled. */
  readonly handled: readonly string[];
  /** 0: nothing was decided. */
  readonly count: number;
}

/** The beginning: nothing decided yet. */
export function noSteps(record: AccountRecord): Steps {
  return { record, call: undefined, events: [], log: [], results: [], handled: [], count: 0 };
}

/** One further step. `step.call`: steps before its answer have none, so at most one call results. */
export function addStep(
  steps: Steps,
  input: AccountInput,
  { step, context }: { readonly step: StepAccount; readonly context: MachineContext },
): Steps {
  const { record, call = steps.call, events, log, results } = step(steps.record, input, context);
  return {
    record,
    call,
    events: [...steps.events, ...events],
    log: [...steps.log, ...log],
    results: [...steps.results, ...results],
    handled: steps.handled,
    count: steps.count + 1,
  };
}

/** Marks the row of an input as handled; `result`: its command has ended without a step. */
export function endInput(
  steps: Steps,
  { inputId }: WaitingInput,
  result?: CommandResult,
): Steps {
  return {
    ...steps,
    count: steps.count + 1,
    handled: [...steps.handled, inputId],
    results: result === undefined ? steps.results : [...steps.results, { inputId, result }],
  };
}

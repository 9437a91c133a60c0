import type { AccountInput } from "services/upstream-bridge/domain/account_inputs.ts";
import type { StepAccount } from "services/upstream-bridge/domain/account_machine.ts";
import { handleAnswer, loseAnswer } from "services/upstream-bridge/domain/account/call_answers.ts";
import { startNext } from "services/upstream-bridge/domain/account/calls.ts";
import { handleCommand, queueCommand } from "services/upstream-bridge/domain/account/commands.ts";
import { handleDeadline } from "services/upstream-bridge/domain/account/deadlines.ts";
import {
  type Draft,
  endWaiting,
  update,
  wrongState,
} from "services/upstream-bridge/domain/account/draft.ts";
import { CALLBACK_STATES, dueTime } from "services/upstream-bridge/domain/account/due_times.ts";
import { goOffline } from "services/upstream-bridge/domain/account/losses.ts";
import { handlePush, handleReport } from "services/upstream-bridge/domain/account/pushes.ts";

/**
 * Decides what an account does about one input: sections 11.2 to 11.4 of the upstream's facts. Any input is possible in any
 * state. After each input, what is due begins, so the driver may give `due` at any time.
 */
export const stepAccount: StepAccount = (record, input, context) => {
  const draft: Draft = { record, events: [], log: [], results: [], context };
  handleInput(draft, input);
  while (draft.record.calling === null && act(draft));
  update(draft, { dueAt: dueTime(draft.record) });
  const { call, events, log, results } = draft;
  return { record: draft.record, ...(call === undefined ? {} : { call }), events, log, results };
};

function handleInput(draft: Draft, input: AccountInput): void {
  const { record, context: { now } } = draft;
  switch (input.kind) {
    case "command":
      // `act` begins it, when no call is in flight.
      return queueCommand(draft, { inputId: input.id, command: input.command });
    case "push":
      return handlePush(draft, input);
    case "reported":
      return handleReport(draft, input);
    case "answered":
      return handleAnswer(draft, input.answer);
    case "interrupted":
      return loseAnswer(draft);
    case "started":
      return handleStarted(draft);
    case "due":
      if (record.calling !== null && now >= (dueTime(record) ?? now)) loseAnswer(draft);
      return;
    case "identity_taken":
      return handleConflict(draft);
  }
}

/** What has an instance is checked before anything else, and its callback address is registered again. */
function handleStarted(draft: Draft): void {
  const { record: { state, uuid }, context: { now, hasCallbackAddress } } = draft;
  if (uuid === null || state === "stopped") return;
  update(draft, { checkAt: now, callbackAt: hasCallbackAddress ? now : null });
}

/** Another account of ours is the same member: this one gives way. The step that found its identity was not written. */
function handleConflict(draft: Draft): void {
  const conflict = wrongState("Another account is the same member already.");
  endWaiting(draft, "all", conflict);
  update(draft, { calling: null, lossSince: null });
  goOffline(draft, "identity_conflict", conflict);
  if (draft.record.uuid !== null) update(draft, { next: ["close"] });
}

/** Does one thing that is due. False: there is nothing to do now. */
function act(draft: Draft): boolean {
  const { record, context: { now, hasCallbackAddress } } = draft;
  const isDue = (at: number | null) => at !== null && at <= now;
  const [queued, ...others] = record.queued;
  if (queued !== undefined) {
    update(draft, { queued: others });
    handleCommand(draft, queued);
    // Its first call comes before further commands.
    if (draft.record.calling === null) startNext(draft);
    return true;
  }
  if (record.next.length > 0) startNext(draft);
  else if (isDue(record.checkAt)) {
    update(draft, { checkAt: null, next: record.uuid === null ? [] : ["probe"] });
  } else if (isDue(record.deadlineAt)) handleDeadline(draft);
  else if (isDue(record.callbackAt) && CALLBACK_STATES.has(record.state)) {
    update(draft, { callbackAt: null, next: hasCallbackAddress ? ["set_callback"] : [] });
  } else if (record.state === "online" && record.superseded.length > 0) {
    update(draft, { next: ["close_superseded"] });
  } else return false;
  return true;
}

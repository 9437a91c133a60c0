import type { Principal } from "packages/platform/http/access.ts";
import { bridgeError } from "services/upstream-bridge/errors.ts";
import { acceptSend } from "services/upstream-bridge/sends/accept_send.ts";
import { awaitSend } from "services/upstream-bridge/sends/await_send.ts";
import type { Send, TextRequest } from "services/upstream-bridge/sends/send.ts";
import type { SendDeps } from "services/upstream-bridge/sends/send_deps.ts";

/** How long a caller waits for the outcome. */
const WAIT_MS = 15_000;

/** A text that a caller wants to send with an account. */
export interface TextOrder extends TextRequest {
  /** Repetitions with the same key are one send. */
  readonly idempotencyKey: string | null;
}

/**
 * Sends a text with an account, or finds the send of the same key. Returns it with its outcome, or, when that takes longer
 * than 15 s, as `queued` or `sending`: it goes on without the caller.
 * @param signal the caller has left; the text is sent all the same
 * @throws AppError 404, 409, 429 when the text was not accepted
 */
export async function sendText(
  deps: SendDeps,
  accountId: string,
  order: TextOrder,
  by: Principal,
  signal?: AbortSignal,
): Promise<Send> {
  if (deps.upstream === undefined) throw bridgeError("bridge_upstream_missing");
  const send = await deps.sql.begin(async (tx) => {
    const wanted = { ...order, accountId, requestedBy: by.subject };
    const { send, isNew } = await acceptSend(deps, tx, wanted);
    // What programs send is in the list of sends; the audit trail is about people.
    if (isNew && by.roles.length > 0) {
      await deps.audit.record(tx, { by, action: "bridge.send", thing: `account/${accountId}` });
    }
    return send;
  });
  return await awaitSend(deps, send, { waitMs: WAIT_MS, signal });
}

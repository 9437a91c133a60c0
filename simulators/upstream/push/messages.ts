import { messageBody } from "simulators/upstream/push/message_body.ts";
import { push } from "simulators/upstream/push/push.ts";
import type { Account, Message, NewMessage } from "simulators/upstream/state/accounts.ts";
import type { UpstreamState } from "simulators/upstream/state/state.ts";

/** The code of a message of any kind. */
export const MESSAGE = 102000;

/**
 * Keeps a message of an account, and pushes it if an instance of the account is online. What no instance pushed comes
 * with SyncAllData.
 */
export function deliverMessage(
  state: UpstreamState,
  account: Account,
  message: NewMessage,
  { isSync = false }: { isSync?: boolean } = {},
): Message {
  const added = state.accounts.addMessage(account, message);
  pushMessage(state, account, added, { isSync });
  return added;
}

/** Pushes a message that is kept already. */
export function pushMessage(
  state: UpstreamState,
  account: Account,
  message: Message,
  { isSync = false, type = MESSAGE }: { isSync?: boolean; type?: number } = {},
): void {
  const instance = state.instances.onlineOf(account.vid);
  if (instance === undefined) return;
  const body = messageBody(message, { isSync, dialect: state.settings.dialect });
  push(state, instance, { type, body });
}

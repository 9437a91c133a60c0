import { pushMessage } from "simulators/upstream/push/messages.ts";
import type { Account, Message } from "simulators/upstream/state/accounts.ts";
import type { UpstreamState } from "simulators/upstream/state/state.ts";

const OLDEST_SERVER_ID = 6_000_001;
const OLDEST_MSG_ID = 900_001;
const DAY_SECONDS = 86_400;

/**
 * Sends the last `count` messages of an account again, as the upstream does after it restarted. If the account has
 * fewer, invented ones of the day before come first.
 */
export function replayHistory(
  state: UpstreamState,
  account: Account,
  { count, isSync }: { count: number; isSync: boolean },
): void {
  const kept = account.messages.slice(-count);
  const invented = Array.from(
    { length: count - kept.length },
    (_, index) => inventMessage(state, account, index),
  );
  for (const message of [...invented, ...kept]) pushMessage(state, account, message, { isSync });
}

/** Message number `index` of the day before; always the same one. */
function inventMessage(state: UpstreamState, { vid }: Account, index: number): Message {
  const contact = state.contacts[index % 20]!;
  return {
    serverId: OLDEST_SERVER_ID + index,
    msgId: OLDEST_MSG_ID + index,
    sender: contact.userId,
    senderName: "",
    receiver: vid,
    roomId: undefined,
    kfId: "0",
    msgtype: 2,
    content: `昨天的消息 ${index + 1}`,
    sentAt: Math.floor(state.now() / 1000) - DAY_SECONDS + index,
    referid: 0,
    more: {},
  };
}

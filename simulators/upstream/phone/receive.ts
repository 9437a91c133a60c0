import { KF_ACCOUNTS, ROOMS } from "simulators/upstream/cast/contacts.ts";
import { deliverMessage } from "simulators/upstream/push/messages.ts";
import type { Account } from "simulators/upstream/state/accounts.ts";
import type { UpstreamState } from "simulators/upstream/state/state.ts";

/** A message that reaches an account, `count` times. */
export interface Incoming {
  content: string;
  /** The other person; default the first external contact. */
  from?: string | undefined;
  /** Typed on the account's own phone. */
  fromSelf?: boolean;
  /** An id, or true for the first room. */
  room?: boolean | string;
  /** An id, or true for the first customer-service account. */
  kf?: boolean | string;
  count?: number;
  msgtype?: number;
  isSync?: boolean;
  more?: Record<string, unknown>;
}

/** A customer, or the account's own person on the phone, writes. Several messages are numbered. */
export function receiveMessages(state: UpstreamState, account: Account, incoming: Incoming): void {
  const { content, fromSelf = false, count = 1, msgtype = 2, isSync = false, more = {} } = incoming;
  const other = incoming.from ?? state.contacts[0]!.userId;
  const roomId = chosen(incoming.room, ROOMS[0].id);
  const contact = state.contacts.find(({ userId }) => userId === other);
  for (let number = 1; number <= count; number++) {
    deliverMessage(state, account, {
      sender: fromSelf ? account.vid : other,
      senderName: roomId === undefined ? "" : contact?.nickname ?? "",
      receiver: roomId !== undefined ? "0" : fromSelf ? other : account.vid,
      roomId,
      kfId: chosen(incoming.kf, KF_ACCOUNTS[0].id) ?? "0",
      content: count === 1 ? content : `${content} ${number}`,
      msgtype,
      more,
    }, { isSync });
  }
}

/** The id of what was chosen: its own, or the first one's for `true`. */
function chosen(choice: boolean | string | undefined, first: string): string | undefined {
  return choice === true ? first : choice || undefined;
}

import { deliverMessage, pushMessage } from "simulators/upstream/push/messages.ts";
import type { Account, Message } from "simulators/upstream/state/accounts.ts";
import type { UpstreamState } from "simulators/upstream/state/state.ts";

/** The recipient does not have the account as a contact any more, or blocked it. */
const REJECTED = { deleted: 102001, blocked: 102002 } as const;
const SYSTEM_NOTICE = 1011;

const REFUSALS = {
  deleted: { msg: "你还不是对方的联系人，请先发送联系人验证请求。", suffix: "_need_verify" },
  blocked: { msg: "消息已发出，但被对方拒收了。", suffix: "_blacklist" },
} as const;

/** Another account of the simulator receives the message as a customer would. */
export function forwardSend(state: UpstreamState, sender: Account, message: Message): void {
  const { roomId, receiver } = message;
  const others = state.accounts.list().filter((account) =>
    account.vid !== sender.vid &&
    (roomId === undefined ? account.vid === receiver : account.corpId === sender.corpId)
  );
  const { content, sentAt, msgtype } = message;
  for (const account of others) {
    deliverMessage(state, account, {
      sender: sender.vid,
      senderName: roomId === undefined ? "" : sender.nickname,
      receiver: roomId === undefined ? account.vid : "0",
      roomId,
      content,
      sentAt,
      msgtype,
    });
  }
}

/** The refusal of a message that was accepted, after the delay of the settings. */
export function refuseLater(
  state: UpstreamState,
  account: Account,
  { message, recipient }: {
    message: Message;
    recipient: { refuses: "deleted" | "blocked" | undefined } | undefined;
  },
): void {
  const { refuses } = recipient ?? {};
  state.timers.after(state.settings.rejectDelayMs, () => {
    if (refuses === undefined) return pushRestricted(state, account);
    const { msg, suffix } = REFUSALS[refuses];
    const notice = state.accounts.addMessage(account, {
      sender: message.sender,
      receiver: message.receiver,
      roomId: message.roomId,
      content: "",
      msgtype: SYSTEM_NOTICE,
      more: { msg, app_info: `from_msgid_${message.msgId}${suffix}` },
    });
    pushMessage(state, account, notice, { type: REJECTED[refuses] });
  });
}

/** The notice that WeCom has restricted the account. */
export function pushRestricted(state: UpstreamState, account: Account): void {
  const jumpUrl = `${state.publicUrl}/ban?vid=${account.vid}`;
  deliverMessage(state, account, {
    sender: "10000",
    receiver: account.vid,
    roomId: undefined,
    content: "你的账号存在异常行为，部分功能已被限制使用。",
    msgtype: SYSTEM_NOTICE,
    more: { app_info: "spam_block_1", extraContent: { extraMessageLink: { jumpUrl } } },
  });
}

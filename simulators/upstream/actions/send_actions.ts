import type { Action, ActionRequest } from "simulators/upstream/actions/action.ts";
import { KF_ACCOUNTS, ROOMS } from "simulators/upstream/cast/contacts.ts";
import { findRecipient } from "simulators/upstream/actions/recipients.ts";
import { forwardSend, refuseLater } from "simulators/upstream/push/after_send.ts";
import { pushMessage } from "simulators/upstream/push/messages.ts";
import type { Instance } from "simulators/upstream/state/instances.ts";
import { badField, readId, requireId, requireText } from "simulators/upstream/wire/fields.ts";
import { UpstreamError } from "simulators/upstream/wire/upstream_error.ts";

/** The actions that send, recall and mark messages. */
export const sendActions: readonly Action[] = [
  { name: "SendTextMsg", needs: "login", answer: sendText },
  {
    name: "RevokeMsg",
    needs: "login",
    answer: ({ state, fields, instance }) => {
      const account = state.accounts.find(instance.vid!)!;
      const msgId = Number(requireId(fields, "msgid"));
      if (!account.messages.some((message) => message.msgId === msgId)) throw badField("msgid");
      return {};
    },
  },
  { name: "MarkAsRead", needs: "login", answer: () => ({}) },
];

function sendText({ state, fields, instance }: ActionRequest<Instance>) {
  const account = state.accounts.find(instance.vid!)!;
  const target = requireId(fields, "send_userid");
  const content = requireText(fields, "content");
  const { isRoom } = fields;
  if (typeof isRoom !== "boolean") throw badField("isRoom");
  const kfId = readKfId(fields["kf_id"]);
  checkTarget(target, isRoom);
  const recipient = isRoom ? undefined : findRecipient(state, target);
  const message = state.accounts.addMessage(account, {
    sender: account.vid,
    receiver: isRoom ? "0" : target,
    roomId: isRoom ? target : undefined,
    content,
    kfId,
  });
  state.counters.countSend(account.vid);
  if (state.settings.echoesSends) pushMessage(state, account, message);
  if (account.isRestricted || recipient?.refuses !== undefined) {
    refuseLater(state, account, { message, recipient });
  } else forwardSend(state, account, message);
  return {
    data: {
      receiver: BigInt(target),
      sender: BigInt(account.vid),
      at_list: [],
      sender_name: "",
      app_info: `from_msgid_${message.msgId}`,
      is_room: isRoom ? 1 : 0,
      sendtime: message.sentAt,
      msg_id: message.msgId,
      server_id: message.serverId,
      msgtype: 2,
      content,
    },
  };
}

/** A customer-service account's id; 0 or absent for a message of the member. */
function readKfId(value: unknown): string {
  const id = value === undefined || value === null ? "0" : readId(value);
  if (id === undefined) throw badField("kf_id");
  if (id === "0" || KF_ACCOUNTS.some((account) => account.id === id)) return id;
  throw new UpstreamError(-24001002, `客服账号不存在: ${id}（模拟器自拟）`);
}

/** An id that lost digits on the way is refused, as it would lead to no room. */
function checkTarget(target: string, isRoom: boolean): void {
  if (isRoom && !ROOMS.some(({ id }) => id === target)) {
    throw new UpstreamError(-24001003, `群不存在: ${target}（模拟器自拟）`);
  }
}

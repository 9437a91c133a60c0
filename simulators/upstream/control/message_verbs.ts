import { z } from "zod";
import { type ControlApi, ControlError } from "simulators/shared/control_api.ts";
import {
  idSchema,
  selectAccount,
  selectInstance,
  selector,
} from "simulators/upstream/control/select_instance.ts";
import { describeExternal } from "simulators/upstream/actions/contact_actions.ts";
import { receiveMessages } from "simulators/upstream/phone/receive.ts";
import { replayHistory } from "simulators/upstream/phone/replay.ts";
import { deliverMessage, pushMessage } from "simulators/upstream/push/messages.ts";
import { pushRestricted } from "simulators/upstream/push/after_send.ts";
import { push, waitForPushes } from "simulators/upstream/push/push.ts";
import type { Account } from "simulators/upstream/state/accounts.ts";
import type { UpstreamState } from "simulators/upstream/state/state.ts";

const READ_ELSEWHERE = 102006;
const CONTACT_CHANGED = 116002;
const READ_RECEIPT = 2001;

const pushSchema = z.strictObject({
  ...selector,
  type: z.union([z.int(), z.string()]),
  /** An object, or text that is sent as it is. */
  body: z.unknown(),
});

const inboundSchema = z.strictObject({
  ...selector,
  content: z.string().max(1_000_000).default("在吗"),
  /** Who writes: an id; default the first external contact. */
  from: idSchema.optional(),
  /** True: typed on the account's own phone, to `from`. */
  fromSelf: z.boolean().default(false),
  /** The room's id, or true for the first room. */
  room: z.union([z.boolean(), idSchema]).default(false),
  /** The customer-service account's id, or true for the first one. */
  kf: z.union([z.boolean(), idSchema]).default(false),
  count: z.int().min(1).max(5000).default(1),
  msgtype: z.int().default(2),
  isSync: z.boolean().default(false),
  /** Further fields of the body, or other values. */
  more: z.record(z.string(), z.unknown()).default({}),
});

const replaySchema = z.strictObject({
  ...selector,
  count: z.int().min(1).max(5000).default(10),
  /** False: the upstream forgets to mark them. */
  isSync: z.boolean().default(true),
});

const contactSchema = z.strictObject({
  ...selector,
  userId: idSchema,
  /** 9 friend or new, 8 deleted by us, 2049 deleted by them, 2057 another remark. */
  status: z.int().optional(),
  hasBlockedUs: z.boolean().optional(),
});

/** Adds the verbs that make messages and other callbacks. */
export function addMessageVerbs(control: ControlApi, state: UpstreamState): void {
  const finish = async (account: Account, { wait }: { wait?: boolean | undefined }) => {
    const instance = state.instances.onlineOf(account.vid);
    if (wait && instance !== undefined) await waitForPushes(state, instance.uuid);
    const { vid, messages } = account;
    return { vid, isPushed: instance !== undefined, lastServerId: messages.at(-1)?.serverId ?? 0 };
  };
  control.post("push", "Sends any callback of an instance", pushSchema, async (request) => {
    const instance = selectInstance(state, request);
    push(state, instance, { type: request.type, body: request.body ?? {} });
    if (request.wait) await waitForPushes(state, instance.uuid);
    return { uuid: instance.uuid };
  });
  const receives = "A message reaches the account: from a customer, in a room, or for a kf account";
  control.post("inbound", receives, inboundSchema, (request) => {
    const account = selectAccount(state, request);
    receiveMessages(state, account, request);
    return finish(account, request);
  });
  const replays = "Sends the last messages of the account again; invents old ones if it has fewer";
  control.post("replay", replays, replaySchema, (request) => {
    const account = selectAccount(state, request);
    replayHistory(state, account, request);
    return finish(account, request);
  });
  const changes = "Changes an external contact (116002); sends to it are refused later";
  control.post("contact", changes, contactSchema, (request) => {
    const account = selectAccount(state, request);
    changeContact(state, account, request);
    return finish(account, request);
  });
  addSimpleVerbs(control, state, finish);
}

function addSimpleVerbs(
  control: ControlApi,
  state: UpstreamState,
  finish: (account: Account, request: { wait?: boolean | undefined }) => Promise<object>,
): void {
  const schema = z.strictObject(selector);
  const reads = "The account's person reads the last message elsewhere (102006, and referid ≠ 0)";
  control.post("readReceipt", reads, schema, (request) => {
    const account = selectAccount(state, request);
    readElsewhere(state, account);
    return finish(account, request);
  });
  const restricts = "WeCom restricts the account (1011, spam_block): sends are refused later";
  control.post("ban", restricts, schema, (request) => {
    const account = selectAccount(state, request);
    account.isRestricted = true;
    pushRestricted(state, account);
    return finish(account, request);
  });
}

/** Two callbacks about the last message: the receipt, and the message again as an operation on itself. */
function readElsewhere(state: UpstreamState, account: Account): void {
  const last = account.messages.at(-1);
  if (last === undefined) {
    throw new ControlError("Cannot read a message: the account has none; call inbound first", []);
  }
  const { sender, receiver, roomId, content, serverId } = last;
  const other = sender === account.vid ? receiver : sender;
  const chat = { roomId, referid: serverId };
  const receipt = state.accounts.addMessage(account, {
    ...chat,
    sender: account.vid,
    receiver: other,
    content: "",
    msgtype: READ_RECEIPT,
  });
  pushMessage(state, account, receipt, { type: READ_ELSEWHERE });
  const { more, senderName, kfId } = last;
  deliverMessage(state, account, { ...chat, sender, receiver, content, more, senderName, kfId });
}

function changeContact(
  state: UpstreamState,
  account: Account,
  { userId, status, hasBlockedUs }: z.output<typeof contactSchema>,
): void {
  const contact = state.contacts.find((candidate) => candidate.userId === userId);
  if (contact === undefined) {
    throw new ControlError(`Cannot change the contact ${userId}: it does not exist`, []);
  }
  contact.hasBlockedUs = hasBlockedUs ?? contact.hasBlockedUs;
  if (status === undefined) return;
  contact.status = status;
  const instance = state.instances.onlineOf(account.vid);
  if (instance === undefined) return;
  const body = { list: [describeExternal(contact)], seq: contact.seq, issync: false };
  push(state, instance, { type: CONTACT_CHANGED, body });
}

import { randomHex } from "packages/platform/random.ts";
import type { ApiFields, AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";
import type { MessageContent } from "simulators/wecom/messages/message_content.ts";
import { readString } from "simulators/wecom/api/read_body.ts";
import { type KfAccount, nameChannel } from "simulators/wecom/channels.ts";
import type { ChatEntry } from "simulators/wecom/state/chat_log.ts";
import type { KfSession } from "simulators/wecom/state/kf_store.ts";

/**
 * The account that a call names.
 * @throws ApiError 95000, 95004, or 48007 when another app manages it
 */
export function findAccount(
  { body, corp, agent }: AppRequest,
  openKfid = readString(body, "open_kfid"),
): KfAccount {
  if (!/^wk[\w-]{1,62}$/.test(openKfid)) throw new ApiError(95000);
  const account = corp.kfAccounts.find(({ id }) => id === openKfid);
  if (!account) throw new ApiError(95004);
  if (account.agentId !== agent.id) throw new ApiError(48007);
  return account;
}

/**
 * A customer's session at an account.
 * @throws ApiError 40096 when there is none
 */
export function findSession(
  { state, corp }: AppRequest,
  account: KfAccount,
  customer: string,
): KfSession {
  const session = state.kf.findSession(corp.id, account.id, customer);
  if (!session) throw new ApiError(40096);
  return session;
}

/**
 * The msgid that the caller has chosen; empty when there is none.
 * @throws ApiError 40058 when WeCom does not accept it
 */
export function readMsgId(body: Record<string, unknown>): string {
  const chosenId = readString(body, "msgid");
  if (chosenId !== "" && !/^[0-9a-zA-Z_-]{1,32}$/.test(chosenId)) throw new ApiError(40058);
  return chosenId;
}

/** Shows a message in the customer's chat; returns the answer of the call that sent it. */
export function showToCustomer(
  { state }: AppRequest,
  { corpId, openKfid, customer }: { corpId: string; openKfid: string; customer: string },
  { via, chosenId, content }: { via: ChatEntry["via"]; chosenId: string; content: MessageContent },
): ApiFields {
  if (chosenId !== "") {
    state.kf.findSession(corpId, openKfid, customer)?.usedMsgIds.add(chosenId);
  }
  const msgid = chosenId || randomHex(state.randomBytes, 16);
  state.chats.record({
    corpId,
    channel: nameChannel({ corpId, kind: "kf", openKfid }),
    person: customer,
    from: "system",
    via,
    msgId: msgid,
    ...content,
    outcome: "shown",
  });
  return { msgid };
}

import type { ApiCall, ApiFields, AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";
import { KF_EVENT_MESSAGES, KF_TEXTS } from "simulators/wecom/kf/kf_message.ts";
import { readMessageContent } from "simulators/wecom/messages/message_content.ts";
import { readInteger, readString } from "simulators/wecom/api/read_body.ts";
import type { KfAccount } from "simulators/wecom/channels.ts";
import { findMember } from "simulators/wecom/directory.ts";
import {
  findAccount,
  findSession,
  readMsgId,
  showToCustomer,
} from "simulators/wecom/kf/kf_session.ts";
import type { KfSession, SessionState } from "simulators/wecom/state/kf_store.ts";

/** Who serves a customer of 微信客服 (D94669), and messages when that changes (D95122). */
export const kfSessionCalls: ApiCall[] = [
  { name: "kf/service_state/get", access: "app", answer: getServiceState },
  { name: "kf/service_state/trans", access: "app", answer: changeServiceState },
  { name: "kf/send_msg_on_event", access: "app", answer: sendOnEvent },
];

function getServiceState(request: AppRequest): ApiFields {
  const account = findAccount(request);
  const session = findSession(request, account, readString(request.body, "external_userid"));
  return { service_state: session.state, servicer_userid: session.servicer };
}

/** An ended session stays so until the customer writes. */
const transitions: Record<SessionState, readonly SessionState[]> = {
  0: [1, 2, 3, 4],
  1: [2, 3, 4],
  2: [3, 4],
  3: [2, 3, 4],
  4: [],
};

function changeServiceState(request: AppRequest): ApiFields {
  const { body, corp } = request;
  const account = findAccount(request);
  const session = findSession(request, account, readString(body, "external_userid"));
  const wanted = readInteger(body, "service_state");
  const next = transitions[session.state].find((state) => state === wanted);
  if (wanted === undefined || wanted < 0 || wanted > 4) throw new ApiError(40058);
  if (next === undefined) throw new ApiError(95016);
  const servicer = readString(body, "servicer_userid");
  if (next === 3) {
    if (servicer === "") throw new ApiError(40063);
    const member = findMember(corp, servicer);
    const isActive = member?.status === 1 &&
      account.servicers.some((userid) => userid.toLowerCase() === servicer.toLowerCase());
    if (!isActive) throw new ApiError(95014);
  }
  session.state = next;
  session.servicer = next === 3 ? servicer : "";
  return giveCode(request, account, session);
}

/** A code for every end, for the pool and a member once in a session, and none for the bot (D94669). */
function giveCode(
  { state, body, corp }: AppRequest,
  account: KfAccount,
  session: KfSession,
): ApiFields {
  const { state: moment } = session;
  if (moment === 1 || session.codesGiven.has(moment)) return {};
  if (moment !== 4) session.codesGiven.add(moment);
  const customer = readString(body, "external_userid");
  const msg_code = state.kfCodes.add({ corpId: corp.id, openKfid: account.id, customer, moment });
  return { msg_code };
}

/** One message after an event. A used, expired or unknown code is 40029. */
function sendOnEvent(request: AppRequest): ApiFields {
  const { state, body, corp } = request;
  const text = readString(body, "code");
  const code = state.kfCodes.find(text);
  if (code === undefined || code.corpId !== corp.id) throw new ApiError(40029);
  const account = findAccount(request, code.openKfid);
  const session = findSession(request, account, code.customer);
  const chosenId = readMsgId(body);
  const isTextOnly = code.moment === 2 || code.moment === 3;
  const content = readMessageContent(request, isTextOnly ? KF_TEXTS : KF_EVENT_MESSAGES);
  if (session.usedMsgIds.has(chosenId)) throw new ApiError(95033);
  if (code.moment !== "welcome" && code.moment !== session.state) throw new ApiError(95018);
  if (code.moment === "welcome") session.welcomedMs = state.now();
  state.kfCodes.remove(text);
  return showToCustomer(request, code, { via: "kf/send_msg_on_event", chosenId, content });
}

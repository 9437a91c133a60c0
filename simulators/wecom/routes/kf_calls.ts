import { randomHex } from "packages/platform/random.ts";
import type { ApiCall, ApiFields, AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";
import { readMessageContent } from "simulators/wecom/api/message_content.ts";
import { readInteger, readString } from "simulators/wecom/api/read_body.ts";
import { type KfAccount, nameChannel } from "simulators/wecom/channels.ts";
import { findMember } from "simulators/wecom/directory.ts";
import {
  type KfCursor,
  type KfSession,
  readCursor,
  type SessionState,
  writeCursor,
} from "simulators/wecom/state/kf_store.ts";

/** 微信客服: `kf/sync_msg` (D94670), `kf/send_msg` (D94677), `kf/service_state/*` (D94669). */
export const kfCalls: ApiCall[] = [
  { name: "kf/sync_msg", access: "app", answer: syncMessages },
  { name: "kf/send_msg", access: "app", answer: sendMessage },
  { name: "kf/service_state/get", access: "app", answer: getServiceState },
  { name: "kf/service_state/trans", access: "app", answer: changeServiceState },
];

const threeDaysMs = 3 * 86_400_000;
const twoDaysMs = 2 * 86_400_000;
const maximumSent = 5;

const kfTypes = [
  "text",
  "image",
  "voice",
  "video",
  "file",
  "link",
  "miniprogram",
  "msgmenu",
  "location",
  "ca_link",
];

function syncMessages(request: AppRequest): ApiFields {
  const { state, body, corp } = request;
  const account = findAccount(request);
  checkToken(request, account);
  const { run } = state.kf;
  const cursor = readPosition(readString(body, "cursor"), run);
  const limit = readInteger(body, "limit") ?? 1000;
  if (limit < 1 || limit > 1000) throw new ApiError(40058);
  const items = state.kf.items(corp.id, account.id);
  const oldest = items.findIndex(({ timeMs }) => timeMs > state.now() - threeDaysMs);
  const start = Math.max(cursor.position, oldest < 0 ? items.length : oldest);
  if (cursor.emptyNext && start < items.length) {
    return describePage([], { run, position: start, emptyNext: false }, true);
  }
  const end = Math.min(items.length, start + Math.min(limit, state.settings.kfPageSize));
  const hasMore = end < items.length;
  const emptyNext = hasMore && state.settings.kfEmptyPages;
  const page = items.slice(start, end).map(({ fields }) => fields);
  return describePage(page, { run, position: end, emptyNext }, hasMore);
}

function describePage(
  page: Record<string, unknown>[],
  cursor: KfCursor,
  hasMore: boolean,
): ApiFields {
  return { next_cursor: writeCursor(cursor), has_more: hasMore ? 1 : 0, msg_list: page };
}

/** What callers keep outlives the simulator: a cursor of an earlier run begins anew, so that nothing is passed over. */
function readPosition(text: string, run: string): KfCursor {
  const beginning = { run, position: 0, emptyNext: false };
  const cursor = text === "" ? beginning : readCursor(text);
  if (!cursor) throw new ApiError(40058);
  return cursor.run === run ? cursor : beginning;
}

/** A token must be fresh and the account's; without one the caller soon hears 45009. */
function checkToken({ state, body, corp }: AppRequest, account: KfAccount): void {
  const token = readString(body, "token");
  if (token === "") {
    const limits = [{ limit: state.settings.kfTokenlessPerMinute, windowMs: 60_000 }];
    if (!state.rates.take(`sync/${corp.id}/${account.id}`, limits)) throw new ApiError(45009);
    return;
  }
  const found = state.kfTokens.find(token);
  const isOwn = found && found !== "expired" && found.value.corpId === corp.id &&
    found.value.openKfid === account.id;
  if (!isOwn) throw new ApiError(95007);
}

function findAccount({ body, corp, agent }: AppRequest): KfAccount {
  const openKfid = readString(body, "open_kfid");
  if (!/^wk[\w-]{1,62}$/.test(openKfid)) throw new ApiError(95000);
  const account = corp.kfAccounts.find(({ id }) => id === openKfid);
  if (!account) throw new ApiError(95004);
  if (account.agentId !== agent.id) throw new ApiError(48007);
  return account;
}

function findSession(
  { state, corp }: AppRequest,
  account: KfAccount,
  customer: string,
): KfSession {
  const session = state.kf.findSession(corp.id, account.id, customer);
  if (!session) throw new ApiError(40096);
  return session;
}

function sendMessage(request: AppRequest): ApiFields {
  const { state, body, corp } = request;
  const account = findAccount(request);
  const customer = readString(body, "touser");
  const session = findSession(request, account, customer);
  const chosenId = readString(body, "msgid");
  if (chosenId !== "" && !/^[0-9a-zA-Z_-]{1,32}$/.test(chosenId)) throw new ApiError(40058);
  const content = readMessageContent({ state, corpId: corp.id, known: kfTypes }, body);
  if (session.usedMsgIds.has(chosenId)) throw new ApiError(95033);
  if (session.state === 4) throw new ApiError(95013);
  if (session.state > 1) throw new ApiError(95018);
  const sinceMs = state.now() - (session.lastCustomerMessageMs ?? -Infinity);
  if (sinceMs > twoDaysMs) throw new ApiError(95002);
  if (session.sentSince >= maximumSent) throw new ApiError(95001);
  session.sentSince += 1;
  if (chosenId !== "") session.usedMsgIds.add(chosenId);
  const msgid = chosenId || randomHex(state.randomBytes, 16);
  state.chats.record({
    corpId: corp.id,
    channel: nameChannel({ corpId: corp.id, kind: "kf", openKfid: account.id }),
    person: customer,
    from: "system",
    via: "kf/send_msg",
    msgId: msgid,
    ...content,
    outcome: "shown",
  });
  return { msgid };
}

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
    const member = findMember(corp, servicer);
    const isActive = member?.status === 1 &&
      account.servicers.some((userid) => userid.toLowerCase() === servicer.toLowerCase());
    if (!isActive) throw new ApiError(95014);
  }
  session.state = next;
  session.servicer = next === 3 ? servicer : "";
  return {};
}

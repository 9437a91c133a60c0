import type { ApiCall, ApiFields, AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";
import { KF_MESSAGES } from "simulators/wecom/kf/kf_message.ts";
import { readMessageContent } from "simulators/wecom/messages/message_content.ts";
import { readInteger, readString } from "simulators/wecom/api/read_body.ts";
import type { KfAccount } from "simulators/wecom/channels.ts";
import {
  findAccount,
  findSession,
  readMsgId,
  showToCustomer,
} from "simulators/wecom/kf/kf_session.ts";
import { type KfCursor, readCursor, writeCursor } from "simulators/wecom/state/kf_store.ts";

/** 微信客服: `kf/sync_msg` (D94670), `kf/send_msg` (D94677). */
export const kfCalls: ApiCall[] = [
  { name: "kf/sync_msg", access: "app", answer: syncMessages },
  { name: "kf/send_msg", access: "app", answer: sendMessage },
];

const threeDaysMs = 3 * 86_400_000;
const twoDaysMs = 2 * 86_400_000;
const maximumSent = 5;

function syncMessages(request: AppRequest): ApiFields {
  const { state, body, corp } = request;
  const account = findAccount(request);
  checkToken(request, account);
  const { run } = state.kf;
  const cursor = readPosition(readString(body, "cursor"), run);
  const limit = readInteger(body, "limit") ?? 1000;
  if (![0, 1].includes(readInteger(body, "voice_format") ?? 0)) throw new ApiError(40058);
  if (limit < 1 || limit > 1000) throw new ApiError(40058);
  const items = state.kf.items(corp.id, account.id);
  const oldest = items.findIndex(({ timeMs }) => timeMs > state.now() - threeDaysMs);
  const start = Math.max(cursor.position, oldest < 0 ? items.length : oldest);
  if (cursor.emptyNext && start < items.length) {
    return describePage([], { run, position: start, emptyNext: false }, true);
  }
  const end = Math.min(items.length, start + Math.min(limit, state.settings.kfPageSize));
  const hasMore = end < items.length;
  const page = items.slice(start, end).map(({ fields }) => fields);
  return describePage(page, { run, position: end, emptyNext: hasMore }, hasMore);
}

function describePage(
  page: Record<string, unknown>[],
  cursor: KfCursor,
  hasMore: boolean,
): ApiFields {
  return { next_cursor: writeCursor(cursor), has_more: hasMore ? 1 : 0, msg_list: page };
}

/** Callers keep cursors across restarts of the simulator: one of an earlier run starts at the beginning, so that no message is missed. */
function readPosition(text: string, run: string): KfCursor {
  const beginning = { run, position: 0, emptyNext: false };
  const cursor = text === "" ? beginning : readCursor(text);
  if (!cursor) throw new ApiError(40058);
  return cursor.run === run ? cursor : beginning;
}

/** A token must be valid and belong to the account. Without one, calls soon get 45009. */
function checkToken({ state, body, corp }: AppRequest, account: KfAccount): void {
  const token = readString(body, "token");
  if (token === "") {
    const limits = [{ limit: 10, windowMs: 60_000 }];
    if (!state.rates.take(`sync/${corp.id}/${account.id}`, limits)) throw new ApiError(45009);
    return;
  }
  const found = state.kfTokens.find(token);
  if (found?.corpId !== corp.id || found.openKfid !== account.id) throw new ApiError(95007);
}

function sendMessage(request: AppRequest): ApiFields {
  const { state, body, corp } = request;
  const account = findAccount(request);
  const customer = readString(body, "touser");
  const session = findSession(request, account, customer);
  const chosenId = readMsgId(body);
  const content = readMessageContent(request, KF_MESSAGES);
  if (session.usedMsgIds.has(chosenId)) throw new ApiError(95033);
  if (session.state === 4) throw new ApiError(95013);
  if (session.state > 1) throw new ApiError(95018);
  const sinceMs = state.now() - (session.lastCustomerMessageMs ?? -Infinity);
  if (sinceMs > twoDaysMs) throw new ApiError(95002);
  if (session.sentSince >= maximumSent) throw new ApiError(95001);
  session.sentSince += 1;
  const place = { corpId: corp.id, openKfid: account.id, customer };
  return showToCustomer(request, place, { via: "kf/send_msg", chosenId, content });
}

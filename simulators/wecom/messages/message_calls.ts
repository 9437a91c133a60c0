import { encodeBase64Url, sha256Hex } from "packages/platform/encoding.ts";
import type { ApiCall, ApiFields, AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";
import { readInteger, readString, requireString } from "simulators/wecom/api/read_body.ts";
import { nameChannel } from "simulators/wecom/channels.ts";
import type { Member } from "simulators/wecom/corp.ts";
import { APP_MESSAGES } from "simulators/wecom/messages/app_message.ts";
import { checkAgentId } from "simulators/wecom/messages/check_agent_id.ts";
import {
  type MessageContent,
  readMessageContent,
} from "simulators/wecom/messages/message_content.ts";
import { findRecipients, type Recipients } from "simulators/wecom/messages/recipients.ts";
import { canBeUpdated } from "simulators/wecom/messages/template_card.ts";
import type { ChatEntry } from "simulators/wecom/state/chat_log.ts";

/** An app's messages to members: `message/send` (D90236), `message/recall` (D94867). */
export const messageCalls: ApiCall[] = [
  { name: "message/send", access: "app", answer: sendMessage },
  { name: "message/recall", access: "app", answer: recallMessage },
];

const longestDuplicateCheckSeconds = 14_400;
const recallWindowMs = 86_400_000;
/** Messages an app may send to one member; further ones are dropped silently. */
const memberLimits = [
  { limit: 30, windowMs: 60_000 },
  { limit: 1000, windowMs: 3_600_000 },
];

function sendMessage(request: AppRequest): ApiFields {
  const { state, body } = request;
  checkAgentId(request);
  const safe = readInteger(body, "safe") ?? 0;
  if (safe < 0 || safe > 2) throw new ApiError(40058);
  const message = readMessageContent(request, APP_MESSAGES);
  const recipients = findRecipients(request, readReceivers(body), 82001);
  const invalid = describeInvalid(recipients);
  if (recipients.members.length === 0) throw new ApiError(81013, invalid);
  const claim = claimTaskId(request, message);
  const msgid = encodeBase64Url(state.randomBytes(32));
  const entries = recipients.members.map((member) =>
    deliverTo(request, { member, message, msgid })
  );
  return { ...invalid, msgid, ...claim(entries) };
}

function readReceivers(body: Record<string, unknown>) {
  const split = (name: string) => readString(body, name).split("|").filter((item) => item !== "");
  const users = split("touser");
  const isAll = users.length === 1 && users[0] === "@all";
  return { users: isAll ? "all" as const : users, parties: split("toparty"), tags: split("totag") };
}

/** Fields of the answer; a list without entries is left out. */
function describeInvalid({ invalidUsers, invalidParties, invalidTags }: Recipients): ApiFields {
  const lists = {
    invaliduser: invalidUsers,
    invalidparty: invalidParties,
    invalidtag: invalidTags,
  };
  return Object.fromEntries(
    Object.entries(lists).filter(([, ids]) => ids.length > 0)
      .map(([name, ids]) => [name, ids.join("|")]),
  );
}

/**
 * Takes the card's task_id, which an app may use once. The result gives the field `response_code` for a card that can
 * be changed after it was sent.
 * @throws ApiError 42014 when the task_id was used before
 */
function claimTaskId(
  { state, corp, agent }: AppRequest,
  { msgtype, content }: MessageContent,
): (entries: readonly ChatEntry[]) => { response_code?: string } {
  if (msgtype !== "template_card") return () => ({});
  const taskId = readString(content, "task_id");
  const app = { corpId: corp.id, agentId: agent.id };
  if (taskId !== "" && !state.cards.claimTaskId(app, taskId)) throw new ApiError(42014);
  return (entries) =>
    canBeUpdated(content) ? { response_code: state.cards.add({ ...app, taskId, entries }) } : {};
}

/** Records the message, and whether the member sees it. The caller gets `ok` in both cases. */
function deliverTo(
  { state, body, corp, agent }: AppRequest,
  { member, message, msgid }: { member: Member; message: MessageContent; msgid: string },
): ChatEntry {
  const key = `${corp.id}/${agent.id}/${member.userid.toLowerCase()}`;
  return state.chats.record({
    corpId: corp.id,
    channel: nameChannel({ corpId: corp.id, kind: "app", agentId: agent.id }),
    person: member.userid,
    from: "system",
    via: "message/send",
    msgId: msgid,
    ...message,
    outcome: judge(),
  });

  function judge() {
    if (readInteger(body, "enable_duplicate_check") === 1) {
      const hash = sha256Hex(JSON.stringify([message.msgtype, message.content]));
      const seconds = readInteger(body, "duplicate_check_interval") ?? 1800;
      const windowMs = Math.min(seconds, longestDuplicateCheckSeconds) * 1000;
      const isFirst = state.rates.take(`duplicate/${key}/${hash}`, [{ limit: 1, windowMs }]);
      if (!isFirst) return "duplicate";
    }
    return state.rates.take(`member/${key}`, memberLimits) ? "shown" : "rateLimited";
  }
}

/** Takes a message of the app back, within 24 hours. */
function recallMessage({ state, body, corp, agent }: AppRequest): ApiFields {
  const msgid = requireString(body, "msgid", 40063);
  const channel = nameChannel({ corpId: corp.id, kind: "app", agentId: agent.id });
  const entries = state.chats.list({ corpId: corp.id, channel })
    .filter(({ msgId, from }) => msgId === msgid && from === "system");
  const [first] = entries;
  if (first === undefined) throw new ApiError(40058);
  if (state.now() - Date.parse(first.time) > recallWindowMs) throw new ApiError(42052);
  for (const entry of entries) entry.outcome = "recalled";
  return {};
}

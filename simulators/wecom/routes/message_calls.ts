import { encodeBase64Url, sha256Hex } from "packages/platform/encoding.ts";
import type { ApiCall, ApiFields, ApiRequest, AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";
import { type MessageContent, readMessageContent } from "simulators/wecom/api/message_content.ts";
import { readInteger, readString } from "simulators/wecom/api/read_body.ts";
import { nameChannel } from "simulators/wecom/channels.ts";
import type { Member } from "simulators/wecom/corp.ts";
import { findAgent } from "simulators/wecom/directory.ts";
import { findRecipients } from "simulators/wecom/routes/recipients.ts";

/** Messages that an app or a bot sends: `message/send` (D90236), `aibot/response` (D101138). */
export const messageCalls: ApiCall[] = [
  { name: "message/send", access: "app", answer: sendMessage },
  { name: "aibot/response", access: "open", answer: respondAsBot },
];

const appTypes = [
  "text",
  "image",
  "voice",
  "video",
  "file",
  "textcard",
  "news",
  "mpnews",
  "markdown",
  "miniprogram_notice",
  "template_card",
];

const longestDuplicateCheckSeconds = 14_400;

function sendMessage(request: AppRequest): ApiFields {
  const { state, body, corp, agent } = request;
  const agentId = readInteger(body, "agentid");
  if (agentId === undefined) throw new ApiError(41011);
  if (agentId !== agent.id) throw new ApiError(findAgent(corp, agentId) ? 301002 : 40056);
  const content = readMessageContent({ state, corpId: corp.id, known: appTypes }, body);
  const { members, invalid } = findRecipients(corp, agent, body);
  if (members.length === 0) throw new ApiError(81013, invalid);
  const msgid = encodeBase64Url(state.randomBytes(32));
  for (const member of members) deliverTo(request, { member, content, msgid });
  return { ...invalid, msgid };
}

/** Records the message, and whether the member sees it. The caller gets `ok` in both cases. */
function deliverTo(
  { state, body, corp, agent }: AppRequest,
  { member, content, msgid }: { member: Member; content: MessageContent; msgid: string },
): void {
  const key = `${corp.id}/${agent.id}/${member.userid.toLowerCase()}`;
  state.chats.record({
    corpId: corp.id,
    channel: nameChannel({ corpId: corp.id, kind: "app", agentId: agent.id }),
    person: member.userid,
    from: "system",
    via: "message/send",
    msgId: msgid,
    ...content,
    outcome: judge(),
  });

  function judge() {
    if (readInteger(body, "enable_duplicate_check") === 1) {
      const hash = sha256Hex(JSON.stringify([content.msgtype, content.content]));
      const seconds = readInteger(body, "duplicate_check_interval") ?? 1800;
      const windowMs = Math.min(seconds, longestDuplicateCheckSeconds) * 1000;
      const isFirst = state.rates.take(`duplicate/${key}/${hash}`, [{ limit: 1, windowMs }]);
      if (!isFirst) return "duplicate";
    }
    const isFree = state.rates.take(`member/${key}`, [
      { limit: state.settings.memberMessagesPerMinute, windowMs: 60_000 },
      { limit: 1000, windowMs: 3_600_000 },
    ]);
    return isFree ? "shown" : "rateLimited";
  }
}

/** The one message that a bot may send later through the `response_url` of a callback. */
function respondAsBot({ state, query, body }: ApiRequest): ApiFields {
  const code = query.get("response_code") ?? "";
  const found = state.botResponses.find(code);
  if (!found || found === "expired") throw new ApiError(60140);
  const msgtype = readString(body, "msgtype");
  if (msgtype !== "markdown" && msgtype !== "template_card") throw new ApiError(40008);
  const { text, content } = readBotContent(body, msgtype);
  state.botResponses.remove(code);
  const entry = { msgId: "", msgtype, text, content, outcome: "shown" } as const;
  state.chats.record({ ...found.value, from: "system", via: "response_url", ...entry });
  return {};
}

const maximumBotBytes = 20_480;

function readBotContent(body: Record<string, unknown>, msgtype: "markdown" | "template_card") {
  const content = body[msgtype];
  if (typeof content !== "object" || content === null) throw new ApiError(40058);
  const fields = { ...content } as Record<string, unknown>;
  if (msgtype === "template_card") return { text: "[template_card]", content: fields };
  const text = readString(fields, "content");
  if (text === "") throw new ApiError(44004);
  if (new TextEncoder().encode(text).length > maximumBotBytes) throw new ApiError(45002);
  return { text, content: fields };
}

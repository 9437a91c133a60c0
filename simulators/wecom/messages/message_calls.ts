import { encodeBase64Url, sha256Hex } from "packages/platform/encoding.ts";
import type { ApiCall, ApiFields, AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";
import {
  type MessageContent,
  readMessageContent,
} from "simulators/wecom/messages/message_content.ts";
import { readInteger, readString } from "simulators/wecom/api/read_body.ts";
import { nameChannel } from "simulators/wecom/channels.ts";
import type { Member } from "simulators/wecom/corp.ts";
import { findAgent, findMember, isInScope } from "simulators/wecom/directory.ts";

/** Texts that an app sends to members: `message/send` with `touser` (D90236). */
export const messageCalls: ApiCall[] = [
  { name: "message/send", access: "app", answer: sendMessage },
];

const longestDuplicateCheckSeconds = 14_400;
/** Messages an app may send to one member; further ones are dropped silently. */
const memberLimits = [
  { limit: 30, windowMs: 60_000 },
  { limit: 1000, windowMs: 3_600_000 },
];

function sendMessage(request: AppRequest): ApiFields {
  const { state, body, corp, agent } = request;
  const agentId = readInteger(body, "agentid");
  if (agentId === undefined) throw new ApiError(41011);
  if (agentId !== agent.id) throw new ApiError(findAgent(corp, agentId) ? 301002 : 40056);
  const content = readMessageContent(body);
  const { members, invalid } = findRecipients(request);
  if (members.length === 0) throw new ApiError(81013, invalid);
  const msgid = encodeBase64Url(state.randomBytes(32));
  for (const member of members) deliverTo(request, { member, content, msgid });
  return { ...invalid, msgid };
}

/** The members who get the message. Out of scope, disabled and unknown ones are in `invaliduser`, in lower case. */
function findRecipients({ body, corp, agent }: AppRequest): {
  members: Member[];
  invalid: { invaliduser?: string };
} {
  const users = readString(body, "touser").split("|").filter((item) => item !== "");
  if (users.length === 0) throw new ApiError(82001);
  if (users.length > 1000) throw new ApiError(40032);
  const members = new Set<Member>();
  const invalid = users.filter((userid) => {
    const member = findMember(corp, userid);
    if (member?.status !== 1 || !isInScope(corp, agent, member)) return true;
    members.add(member);
    return false;
  });
  return {
    members: [...members],
    invalid: invalid.length > 0 ? { invaliduser: invalid.join("|").toLowerCase() } : {},
  };
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
    return state.rates.take(`member/${key}`, memberLimits) ? "shown" : "rateLimited";
  }
}

import type { ApiCall, ApiFields, AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";
import { readInteger, readObject, requireString } from "simulators/wecom/api/read_body.ts";
import { checkAgentId } from "simulators/wecom/messages/check_agent_id.ts";
import { findRecipients, type Receivers } from "simulators/wecom/messages/recipients.ts";
import { readTemplateCard } from "simulators/wecom/messages/template_card.ts";
import type { ChatEntry } from "simulators/wecom/state/chat_log.ts";

/** Cards that were sent: `message/update_template_card` (D94888). */
export const cardCalls: ApiCall[] = [
  { name: "message/update_template_card", access: "app", answer: updateCard },
];

/** Changes a card for some or all of its receivers. Each `response_code` works once, within 72 hours. */
function updateCard(request: AppRequest): ApiFields {
  const { state, body, corp, agent } = request;
  checkAgentId(request);
  const code = requireString(body, "response_code", 40063);
  const card = state.cards.find(code);
  if (card === undefined) throw new ApiError(60140);
  if (card.corpId !== corp.id || card.agentId !== agent.id) throw new ApiError(42015);
  const change = readChange(body);
  const { members, invalidUsers } = findRecipients(request, readReceivers(body), 82101);
  const userids = new Set(members.map(({ userid }) => userid));
  const entries = card.entries.filter(({ person }) => userids.has(person));
  if (entries.length === 0) throw new ApiError(82102);
  state.cards.remove(code);
  entries.forEach(change);
  return invalidUsers.length > 0 ? { invaliduser: invalidUsers } : {};
}

/** The clicked button's new text, or a new card. */
function readChange(body: Record<string, unknown>): (entry: ChatEntry) => void {
  if (body.template_card !== undefined) {
    const content = readObject(body, "template_card");
    const text = readTemplateCard(content);
    return (entry) => Object.assign(entry, { content, text });
  }
  const replaced = requireString(readObject(body, "button"), "replace_name", 40063);
  return (entry) => entry.content = { ...entry.content, replace_name: replaced };
}

function readReceivers(body: Record<string, unknown>): Receivers {
  return {
    users: readInteger(body, "atall") === 1 ? "all" : readIds(body, "userids"),
    parties: readIds(body, "partyids"),
    tags: readIds(body, "tagids"),
  };
}

function readIds(body: Record<string, unknown>, name: string): readonly string[] {
  const ids = body[name] ?? [];
  const isList = Array.isArray(ids) && ids.every((id) => ["string", "number"].includes(typeof id));
  if (!isList) throw new ApiError(40058);
  return ids.map(String);
}

import type { Bot } from "simulators/wecom/channels.ts";
import type { Agent, Corp } from "simulators/wecom/corp.ts";
import { findAgent } from "simulators/wecom/directory.ts";
import { pushToApp } from "simulators/wecom/push/push_app.ts";
import { pushToBot } from "simulators/wecom/push/push_bot.ts";
import { pushToKf } from "simulators/wecom/push/push_kf.ts";
import type { PreparedPush, PushOrder } from "simulators/wecom/push/push_order.ts";
import type { PushMessage } from "simulators/wecom/push/message_schema.ts";
import type { PushRequest } from "simulators/wecom/push/push_schema.ts";
import { ControlError } from "simulators/shared/control_api.ts";
import type { Delivery } from "simulators/wecom/state/deliveries.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

/**
 * Starts the callbacks of a request. `deliveries` are complete at once, `done` resolves when the last of them has
 * ended.
 * @throws ControlError when the corp, app, account, bot or person does not exist
 */
export function startPush(
  state: WecomState,
  request: PushRequest,
  publicUrl: string,
): { deliveries: Delivery[]; done: Promise<unknown> } {
  const corp = findCorp(state, request.corpId);
  const prepare = findChannel(state, corp, request, publicUrl);
  const { to, duplicates, chatId } = request;
  const messages = request.messages ?? (request.message ? [request.message] : []);
  const pushes = messages.flatMap((message) =>
    prepare({
      corp,
      fromUser: readSender(request, message, corp),
      message,
      chatId,
      to,
      duplicates,
    })
  );
  const { signal } = state.deliveries;
  return {
    deliveries: pushes.map(({ delivery }) => delivery),
    done: Promise.all(pushes.map((push) => runOne(push, signal))),
  };
}

async function runOne({ delivery, run }: PreparedPush, signal: AbortSignal): Promise<void> {
  try {
    const ending = await run(signal);
    delivery.state = signal.aborted ? "cancelled" : ending;
  } catch (error) {
    delivery.state = "failed";
    delivery.problem = error instanceof Error ? error.message : String(error);
  }
}

/**
 * The corp with this id, or the first one.
 * @throws ControlError when there is none
 */
export function findCorp({ corps }: WecomState, corpId: string | undefined): Corp {
  const corp = corpId === undefined ? corps[0] : corps.find(({ id }) => id === corpId);
  if (corp) return corp;
  throw notFound("corpId", corpId, corps.map(({ id }) => id));
}

/** What prepares a message to the app, account or bot that the request names. */
function findChannel(
  state: WecomState,
  corp: Corp,
  { agentId, openKfid, botId, servicer }: PushRequest,
  publicUrl: string,
): (order: PushOrder) => PreparedPush[] {
  if (botId !== undefined) {
    const bot = findBot(corp, botId);
    return (order) => pushToBot(state, { bot, publicUrl }, order);
  }
  if (openKfid === undefined) {
    const agent = findApp(corp, agentId);
    return (order) => pushToApp(state, { agent }, order);
  }
  const account = corp.kfAccounts.find(({ id }) => id === openKfid);
  if (!account) throw notFound("openKfid", openKfid, corp.kfAccounts.map(({ id }) => id));
  const agent = findApp(corp, account.agentId);
  return (order) => pushToKf(state, { account, agent, servicer }, order);
}

/**
 * The corp's bot.
 * @throws ControlError when there is none
 */
export function findBot(corp: Corp, botId: string): Bot {
  const bot = corp.bots.find(({ id }) => id === botId);
  if (bot) return bot;
  throw notFound("botId", botId, corp.bots.map(({ id }) => id));
}

/**
 * The corp's app with this id, or its first one.
 * @throws ControlError when there is none
 */
export function findApp(corp: Corp, agentId: number | undefined): Agent {
  const agent = agentId === undefined ? corp.agents[0] : findAgent(corp, agentId);
  if (agent) return agent;
  throw notFound("agentId", agentId, corp.agents.map(({ id }) => id));
}

/** Changes of contacts, customers and tags come from `sys` (D90970, D92130). */
function readSender({ fromUser }: PushRequest, message: PushMessage, corp: Corp): string {
  if (fromUser !== undefined) return fromUser;
  if (message.kind === "event" && message.event.startsWith("change_")) return "sys";
  throw notFound("fromUser", fromUser, [
    ...corp.members.map(({ userid }) => userid),
    ...corp.outsiders.flatMap(({ customer }) => customer ? [customer.externalUserid] : []),
  ]);
}

function notFound(field: string, value: unknown, known: unknown[]): ControlError {
  const choices = known.length > 0 ? `one of ${known.join(", ")}` : "no value: the corp has none";
  return new ControlError("Cannot push: the sender or the receiver does not exist", [
    `${field}: ${value === undefined ? "is missing" : `"${value}" does not exist`}; use ${choices}`,
  ]);
}

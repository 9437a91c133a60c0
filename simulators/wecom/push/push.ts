import type { Bot, KfAccount } from "simulators/wecom/channels.ts";
import type { Agent, Corp } from "simulators/wecom/cast.ts";
import { findAgent } from "simulators/wecom/directory.ts";
import { pushToApp } from "simulators/wecom/push/push_app.ts";
import { pushToBot } from "simulators/wecom/push/push_bot.ts";
import { pushToKf } from "simulators/wecom/push/push_kf.ts";
import type { PushMessage } from "simulators/wecom/push/message_schema.ts";
import type { PushRequest } from "simulators/wecom/push/push_schema.ts";
import { ControlError } from "simulators/shared/read_control_json.ts";
import { waitUnlessAborted } from "simulators/shared/wait.ts";
import type { Delivery } from "simulators/wecom/state/deliveries.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

/** One callback, noted and ready to be sent. */
export interface PreparedPush {
  delivery: Delivery;
  /** Sends it with everything that follows: retries, replies, stream refreshes. Returns how it ended. */
  run(signal: AbortSignal): Promise<"accepted" | "failed" | "refused">;
}

/** What every channel needs to know of a push. */
export interface PushOrder {
  corp: Corp;
  fromUser: string;
  message: PushMessage;
  to: string | undefined;
  duplicates: number;
  pad: number | undefined;
}

/** Somewhere a person can write to. */
export type PushTarget =
  | { kind: "app"; agent: Agent }
  | { kind: "kf"; account: KfAccount; agent: Agent; servicer: string | undefined }
  | { kind: "bot"; bot: Bot; publicUrl: string };

/**
 * Starts what the request asks for. `deliveries` are there at once, `done` resolves when the last of
 * them is over. Throws a `ControlError` when corp, app, account, bot or person is not there.
 */
export function startPush(
  state: WecomState,
  request: PushRequest,
  publicUrl: string,
): { deliveries: Delivery[]; done: Promise<void> } {
  const corp = findCorp(state, request.corpId);
  const target = findTarget(corp, request, publicUrl);
  const { to, duplicates, pad } = request;
  const messages = request.messages ?? (request.message ? [request.message] : []);
  const groups = messages.map((message) => {
    const fromUser = readSender(request, message, corp);
    return preparePush(state, target, { corp, fromUser, message, to, duplicates, pad });
  });
  const deliveries = groups.flat().map(({ delivery }) => delivery);
  return { deliveries, done: runAll(groups, request, state.deliveries.signal) };
}

function preparePush(state: WecomState, target: PushTarget, order: PushOrder): PreparedPush[] {
  if (target.kind === "app") return pushToApp(state, target, order);
  return target.kind === "kf" ? pushToKf(state, target, order) : pushToBot(state, target, order);
}

async function runAll(
  groups: PreparedPush[][],
  { delayMs, intervalMs, reorder }: PushRequest,
  signal: AbortSignal,
): Promise<void> {
  const running: Promise<void>[] = [];
  for (const [index, group] of (reorder ? groups.toReversed() : groups).entries()) {
    await waitUnlessAborted(index === 0 ? delayMs : intervalMs, signal);
    const sent = Promise.all(group.map((push) => runOne(push, signal))).then(() => {});
    running.push(sent);
    // Only what waits for its predecessor surely arrives behind it.
    if (reorder) await sent;
  }
  await Promise.all(running);
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

/** The corp with this id, or the first one. Throws a `ControlError`. */
export function findCorp({ corps }: WecomState, corpId: string | undefined): Corp {
  const corp = corpId === undefined ? corps[0] : corps.find(({ id }) => id === corpId);
  if (corp) return corp;
  throw notFound("corpId", corpId, corps.map(({ id }) => id));
}

function findTarget(
  corp: Corp,
  { agentId, openKfid, botId, servicer }: PushRequest,
  publicUrl: string,
): PushTarget {
  if (botId !== undefined) return { kind: "bot", bot: findBot(corp, botId), publicUrl };
  if (openKfid === undefined) return { kind: "app", agent: findApp(corp, agentId) };
  const account = corp.kfAccounts.find(({ id }) => id === openKfid);
  if (!account) throw notFound("openKfid", openKfid, corp.kfAccounts.map(({ id }) => id));
  return { kind: "kf", account, agent: findApp(corp, account.agentId), servicer };
}

/** The corp's bot. Throws a `ControlError`. */
export function findBot(corp: Corp, botId: string): Bot {
  const bot = corp.bots.find(({ id }) => id === botId);
  if (bot) return bot;
  throw notFound("botId", botId, corp.bots.map(({ id }) => id));
}

/** The corp's app with this id, or its first one. Throws a `ControlError`. */
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
  const choices = known.length > 0 ? `one of ${known.join(", ")}` : "nothing yet, see cast";
  return new ControlError("Cannot push: nobody is there to send or to receive", [
    `${field}: ${value === undefined ? "is missing" : `"${value}" does not exist`}; use ${choices}`,
  ]);
}

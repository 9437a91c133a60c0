import { type KfAccount, nameChannel } from "simulators/wecom/channels.ts";
import type { Agent } from "simulators/wecom/corp.ts";
import { describeMessage, type PushMessage } from "simulators/wecom/push/message_schema.ts";
import type { PreparedPush, PushOrder } from "simulators/wecom/push/push_order.ts";
import { addSampleMedia } from "simulators/wecom/push/sample_media.ts";
import { prepareXmlPushes } from "simulators/wecom/push/xml_push.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

const twoDaysMs = 2 * 86_400_000;

/**
 * A customer's message to a kf account, a member's answer in WeCom, or an event of the session
 * (D94670). The callback carries only a token; the message waits for `kf/sync_msg`.
 */
export function pushToKf(
  state: WecomState,
  { account, agent, servicer }: {
    account: KfAccount;
    agent: Agent;
    servicer: string | undefined;
  },
  order: PushOrder,
): PreparedPush[] {
  const { corp } = order;
  keepItem(state, { account, servicer }, order);
  const token = state.kfTokens.add({ corpId: corp.id, openKfid: account.id });
  return prepareXmlPushes(state, order, {
    channel: nameChannel({ corpId: corp.id, kind: "kf", openKfid: account.id }),
    msgId: token,
    fields: {
      ToUserName: corp.id,
      CreateTime: Math.floor(state.now() / 1000),
      MsgType: "event",
      Event: "kf_msg_or_event",
      Token: token,
      OpenKfId: account.id,
    },
    callback: agent.callback,
    agentId: null,
  });
}

/** Appends the item for `kf/sync_msg`, and changes the session. */
function keepItem(
  state: WecomState,
  { account, servicer }: { account: KfAccount; servicer: string | undefined },
  { corp, fromUser, message }: PushOrder,
): void {
  const session = state.kf.openSession(corp.id, account.id, fromUser);
  const ids = { open_kfid: account.id, external_userid: fromUser };
  if (message.kind === "event") {
    const code = message.event === "enter_session" ? giveWelcomeCode(state, corp.id, ids) : {};
    const event = { event_type: message.event, ...ids, ...code, ...message.fields };
    state.kf.append(corp.id, account.id, { origin: 4, msgtype: "event", event });
    return;
  }
  if (servicer === undefined) {
    if (session.state === 4) {
      session.state = 0;
      session.codesGiven.clear();
    }
    session.lastCustomerMessageMs = state.now();
    session.sentSince = 0;
  } else {
    session.state = 3;
    session.servicer = servicer;
  }
  const { msgtype, content } = describeInJson(state, corp.id, message);
  const msgId = state.kf.append(corp.id, account.id, {
    ...ids,
    origin: servicer === undefined ? 3 : 5,
    ...servicer !== undefined && { servicer_userid: servicer },
    msgtype,
    [msgtype]: content,
  });
  state.chats.record({
    corpId: corp.id,
    channel: nameChannel({ corpId: corp.id, kind: "kf", openKfid: account.id }),
    person: fromUser,
    from: servicer === undefined ? "person" : "servicer",
    via: "callback",
    msgId,
    msgtype,
    text: describeMessage(message),
    content,
    outcome: "shown",
  });
}

/** A code for customers who have never written and were not greeted within two days. */
function giveWelcomeCode(
  { kf, kfCodes, now }: WecomState,
  corpId: string,
  { open_kfid: openKfid, external_userid: customer }: {
    open_kfid: string;
    external_userid: string;
  },
): { welcome_code?: string } {
  const { welcomedMs, lastCustomerMessageMs } = kf.openSession(corpId, openKfid, customer);
  const isGreeted = welcomedMs !== null && now() - welcomedMs < twoDaysMs;
  if (isGreeted || lastCustomerMessageMs !== null) return {};
  return { welcome_code: kfCodes.add({ corpId, openKfid, customer, moment: "welcome" }) };
}

function describeInJson(
  state: WecomState,
  corpId: string,
  message: Exclude<PushMessage, { kind: "event" }>,
): { msgtype: string; content: Record<string, unknown> } {
  switch (message.kind) {
    case "text":
    case "mixed":
      return { msgtype: "text", content: { content: message.content } };
    case "location": {
      const { latitude, longitude, label } = message;
      const content = { latitude, longitude, name: label, address: label };
      return { msgtype: "location", content };
    }
    case "link": {
      const { title, description: desc, url, picUrl: pic_url } = message;
      return { msgtype: "link", content: { title, desc, url, pic_url } };
    }
    case "other":
      return { msgtype: message.msgtype, content: message.fields };
    default: {
      const media_id = message.mediaId ?? addSampleMedia(state, corpId, message.kind);
      return { msgtype: message.kind, content: { media_id } };
    }
  }
}

import type { CallbackSettings } from "simulators/wecom/channels.ts";
import { deliver } from "simulators/wecom/push/deliver.ts";
import { createXmlEnvelope } from "simulators/wecom/push/envelope.ts";
import type { PreparedPush, PushOrder } from "simulators/wecom/push/push_order.ts";
import { writeElements, type XmlFields } from "simulators/wecom/push/xml.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

/** The callback of one push to an app or a 微信客服 account. */
interface XmlCallback {
  /** As `nameChannel` writes it. */
  channel: string;
  msgId: string;
  /** The elements before encryption. */
  fields: XmlFields;
  callback: CallbackSettings;
  /** The AgentID of the envelope; null omits it. */
  agentId: number | null;
}

/** Records a callback in XML, once and for each duplicate. The body of the acknowledgement is not read. */
export function prepareXmlPushes(
  state: WecomState,
  { corp, fromUser, to, duplicates }: PushOrder,
  { channel, msgId, fields, callback, agentId }: XmlCallback,
): PreparedPush[] {
  const plain = `<xml>${writeElements(fields)}</xml>`;
  return Array.from({ length: 1 + duplicates }, () => {
    const delivery = state.deliveries.add({
      corpId: corp.id,
      channel,
      person: fromUser,
      url: to ?? callback.url,
      msgId,
      plain,
    });
    return {
      delivery,
      async run(signal) {
        const body = await deliver(state, delivery, {
          createEnvelope: () =>
            createXmlEnvelope(state, { callback, plain, corpId: corp.id, agentId }),
          retries: state.settings.callbackRetries,
          signal,
        });
        return body === undefined ? "failed" : "accepted";
      },
    };
  });
}

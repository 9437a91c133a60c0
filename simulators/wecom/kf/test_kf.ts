import { type Answer, createTestSimulator } from "simulators/wecom/test_simulator.ts";

export const openKfid = "wk-demo-1";
export const customer = "wm-demo-1";

interface Page extends Answer {
  next_cursor: string;
  has_more: number;
  msg_list: Record<string, unknown>[];
}

/** A simulator whose account of 微信客服 has a customer, with the calls that tests share. For tests only. */
export function createKfTest() {
  const simulator = createTestSimulator();
  const kf = async (name: string, body: Record<string, unknown>) => {
    const access_token = await simulator.token();
    return await simulator.call(`kf/${name}`, { access_token }, {
      body: { open_kfid: openKfid, ...body },
    });
  };
  return {
    ...simulator,
    kf,
    sync: async (body: Record<string, unknown> = {}) => await kf("sync_msg", body) as Page,
    /** Sends a text to the customer and returns the errcode. */
    say: async (changes: Record<string, unknown> = {}): Promise<number> => {
      const text = { content: "您好" };
      return (await kf("send_msg", { touser: customer, msgtype: "text", text, ...changes }))
        .errcode;
    },
    /** The customer writes. The callback goes to a closed port, unless `to` is given. */
    write: async (content: string, changes: Record<string, unknown> = {}) => {
      const message = { kind: "text", content };
      const to = "http://127.0.0.1:9/";
      await simulator.control("settings", { callbackRetries: 0 });
      await simulator.control("push", {
        openKfid,
        fromUser: customer,
        message,
        to,
        wait: true,
        ...changes,
      });
    },
    session: async () => await kf("service_state/get", { external_userid: customer }),
    /** Changes who serves the customer; returns WeCom's answer. */
    change: async (state: number, servicer_userid?: string) =>
      await kf("service_state/trans", {
        external_userid: customer,
        service_state: state,
        servicer_userid,
      }),
  };
}

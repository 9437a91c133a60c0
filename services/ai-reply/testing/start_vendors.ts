import type { Clock } from "packages/platform/clock.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import {
  createHolds,
  type Hold,
  type HoldOptions,
} from "services/ai-reply/testing/hold_requests.ts";
import { createLlmSimulator } from "simulators/llm/simulator.ts";
import { createWecomSimulator } from "simulators/wecom/simulator.ts";

/** The simulators' sample corp and its parts. */
export const CORP_ID = "ww0123456789abcdef";
export const AGENT_ID = "1000002";
export const OPEN_KF_ID = "wk-demo-1";
export const CUSTOMER = "wm-demo-1";

/** The keys of the AI bot `bot`. */
export const BOT_KEYS = {
  token: "SimulatedCallbackToken0000000001",
  encodingAesKey: "SimulatedEncodingAesKey00000000000000000001",
};

/**
 * Starts simulators of WeCom and of a model provider over HTTP. Returns them, and the configuration with which ai-reply
 * reaches them.
 */
export function startVendors(clock: Clock) {
  const outside = { clock, randomBytes: systemRandomBytes };
  const wecom = createWecomSimulator({ ...outside, publicUrl: "http://localhost:3000/sim/wecom" });
  const llm = createLlmSimulator({ ...outside, publicUrl: "http://localhost:3000/sim/llm" });
  const [wecomHolds, llmHolds] = [createHolds(), createHolds()];
  const servers = [
    serve((request) => wecomHolds.handle(request, wecom.fetch)),
    serve((request) => llmHolds.handle(request, llm.fetch)),
    // Accepts WeCom's callbacks, which these tests do not need.
    serve(() => new Response("")),
  ];
  const [wecomUrl = "", llmUrl = "", sinkUrl = ""] = servers.map(({ url }) => url);
  return {
    wecom,
    llm,
    wecomConfig: {
      WECOM_API_URL: wecomUrl,
      WECOM_CORP_ID: CORP_ID,
      WECOM_AGENT_ID: AGENT_ID,
      WECOM_SECRET: "simulated-agent-secret-0000000000000000000",
      WECOM_APPS_FILE: [{
        name: "bot",
        kind: "aibot" as const,
        botName: "Service Bot",
        corpId: CORP_ID,
        ...BOT_KEYS,
      }],
    },
    provider: {
      name: "simulated",
      baseUrl: `${llmUrl}/v1`,
      apiKey: "simulated-llm-key",
      model: "deepseek-chat",
    },
    /** Holds the model's answers to prompts that contain `text`. */
    holdModel: (text = ""): Hold => llmHolds.hold({ matches: ({ body }) => body.includes(text) }),
    /** Holds an API call of WeCom such as `message/send`: its response, or with `before` the call itself. */
    holdWecom: (call: string, options: Omit<HoldOptions, "matches"> = {}): Hold =>
      wecomHolds.hold({ matches: ({ path }) => path.endsWith(`/${call}`), ...options }),
    /** A customer writes in 微信客服, or an event happens there; the fields are those of the simulator's push. */
    async inKf(push: Readonly<Record<string, unknown>>): Promise<void> {
      const body = { openKfid: OPEN_KF_ID, fromUser: CUSTOMER, to: sinkUrl, wait: true, ...push };
      const init = { method: "POST", body: JSON.stringify(body) };
      const response = await wecom.fetch(new Request("http://wecom.example/_control/push", init));
      if (!response.ok) throw new Error(await response.text());
    },
    async close(): Promise<void> {
      wecomHolds.releaseAll();
      llmHolds.releaseAll();
      wecom.close();
      llm.close();
      for (const { close } of servers) await close();
    },
  };
}

function serve(handler: (request: Request) => Response | Promise<Response>) {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handler);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    close: () => server.shutdown(),
  };
}

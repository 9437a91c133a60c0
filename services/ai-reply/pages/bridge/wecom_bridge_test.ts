import assert from "node:assert/strict";
import { BridgeError, readFailure } from "services/ai-reply/pages/bridge/bridge_error.ts";
import { signUrls } from "services/ai-reply/pages/bridge/sign_url.ts";
import {
  type BridgeHost,
  connectTo,
  isInWecom,
} from "services/ai-reply/pages/bridge/wecom_bridge.ts";

const WECOM =
  "Mozilla/5.0 (Windows NT 10.0) Chrome/108 Safari/537.36 wxwork/4.1.38 MicroMessenger/7.0.1";
const PAGE = "https://crm.example.com/chat?id=1";
const signature = (nonceStr: string) => ({ timestamp: 1, nonceStr, signature: `sig-${nonceStr}` });
const config = {
  corpId: "ww0123456789abcdef",
  ...signature("corp"),
  agentConfig: { agentId: "1000002", ...signature("agent") },
};

/** A page with a fake server and a fake SDK. */
function host(sdk: unknown, more: Partial<BridgeHost> = {}) {
  const asked: string[] = [];
  const made: BridgeHost = {
    userAgent: WECOM,
    href: () => `${PAGE}#top`,
    entryHref: `${PAGE}#top`,
    origin: "https://wecom.example.com",
    fetch: (input) => {
      asked.push(String(input));
      return Promise.resolve(Response.json(config));
    },
    now: () => 0,
    findSdk: () => Promise.resolve(sdk),
    ...more,
  };
  return { host: made, asked };
}

type Registered = Parameters<
  import("services/ai-reply/pages/bridge/vendor_sdk.ts").WwSdk["register"]
>[0];

/** `ww` that accepts everything and answers from `answers`. */
function createWw(answers: Record<string, object> = {}) {
  const calls: [string, unknown][] = [];
  let registered: Registered | undefined;
  const answer = (name: string) => (params?: unknown) => {
    calls.push([name, params]);
    const given = answers[name] ?? { errMsg: `${name}:ok` };
    const failed = "errMsg" in given && !String(given.errMsg).endsWith(":ok");
    return failed ? Promise.reject(given) : Promise.resolve(given);
  };
  return {
    calls,
    get registered() {
      return registered!;
    },
    register(options: Registered) {
      registered = options;
      options.getAgentConfigSignature(`${PAGE}#top`).then(() => options.onAgentConfigSuccess());
    },
    getContext: answer("getContext"),
    getCurExternalContact: answer("getCurExternalContact"),
    selectExternalContact: answer("selectExternalContact"),
    sendChatMessage: answer("sendChatMessage"),
  };
}

async function failureOf(work: Promise<unknown>): Promise<BridgeError> {
  const error = await work.then(() => undefined, (error) => error);
  assert.ok(error instanceof BridgeError, `a BridgeError, not ${error}`);
  return error;
}

Deno.test("a user agent is WeCom's if it contains both wxwork and MicroMessenger", () => {
  assert.ok(isInWecom(WECOM));
  assert.ok(!isInWecom("Mozilla/5.0 MicroMessenger/8.0.1"), "WeChat is not WeCom");
  assert.ok(!isInWecom("Mozilla/5.0 Chrome/140"));
});

Deno.test("outside WeCom no request is sent, and the error names the chat toolbar", async () => {
  const { host: outside, asked } = host(createWw(), { userAgent: "Mozilla/5.0 Chrome/140" });
  const error = await failureOf(connectTo(outside));
  assert.equal(error.reason, "outside_wecom");
  assert.match(error.sentence.zh, /聊天工具栏/);
  assert.deepEqual(asked, []);
});

Deno.test("with ww: both identities are registered, the address is signed without its fragment, once", async () => {
  const ww = createWw({
    getContext: { errMsg: "getContext:ok", entry: "single_chat_tools" },
    getCurExternalContact: { errMsg: "getCurExternalContact:ok", userId: "wm-demo-1" },
    selectExternalContact: { errMsg: "selectExternalContact:ok", userIds: ["wm-2"] },
  });
  const page = host(ww);
  const bridge = await connectTo(page.host);
  assert.deepEqual(page.asked, [
    `https://wecom.example.com/api/v1/wechat/config?url=${encodeURIComponent(PAGE)}`,
  ]);
  assert.equal(ww.registered.corpId, config.corpId);
  assert.equal(ww.registered.agentId, "1000002");
  assert.deepEqual(await ww.registered.getConfigSignature(PAGE), signature("corp"));
  assert.deepEqual(await ww.registered.getAgentConfigSignature(PAGE), signature("agent"));
  assert.deepEqual(await bridge.getContext(), { entry: "single_chat_tools" });
  assert.equal(await bridge.getCurExternalContact(), "wm-demo-1");
  assert.deepEqual(await bridge.selectExternalContact(), ["wm-2"]);
  assert.equal(await bridge.sendChatMessage("你好"), true);
  assert.deepEqual(ww.calls.at(-1), [
    "sendChatMessage",
    { msgtype: "text", enterChat: false, text: { content: "你好" } },
  ]);
});

Deno.test("what the client refuses comes back as a reason and a sentence; a cancel is no failure", async () => {
  const ww = createWw({
    getCurExternalContact: { errMsg: "getCurExternalContact:fail no permission" },
    sendChatMessage: { errMsg: "sendChatMessage:cancel" },
    selectExternalContact: { errMsg: "selectExternalContact:cancel" },
  });
  const bridge = await connectTo(host(ww).host);
  const heard: string[] = [];
  const stop = bridge.onError((error) => heard.push(error.reason));
  const error = await failureOf(bridge.getCurExternalContact());
  assert.equal(error.reason, "no_permission");
  assert.match(error.sentence.zh, /可调用应用/);
  assert.equal(error.detail, "getCurExternalContact:fail no permission");
  assert.deepEqual(heard, ["no_permission"]);
  stop();
  await failureOf(bridge.getCurExternalContact());
  assert.deepEqual(heard, ["no_permission"]);
  assert.equal(await bridge.sendChatMessage("x"), false);
  assert.deepEqual(await bridge.selectExternalContact(), []);
});

Deno.test("each kind of error message of the client has its own reason", () => {
  const reasons = {
    "getCurExternalContact:fail without context of external contact": "no_customer",
    "agentConfig:function not exist": "client_too_old",
    "agentConfig:fail, invalid signature": "signature_refused",
    "preVerifyJSAPI:fail invalid url domain": "signature_refused",
    "getContext:permission denied": "no_permission",
    "getContext:fail": "failed",
  };
  for (const [errMsg, reason] of Object.entries(reasons)) {
    assert.equal(readFailure({ errMsg })?.reason, reason, errMsg);
    assert.equal(readFailure({ err_msg: errMsg })?.reason, reason, errMsg);
  }
});

Deno.test("each kind of failure has its own error: no signature, a refused signature, an SDK without agentConfig", async () => {
  const down = host(createWw(), {
    fetch: () => Promise.resolve(Response.json({ code: "wecom_app_missing" }, { status: 503 })),
  });
  const unsigned = await failureOf(connectTo(down.host));
  assert.equal(unsigned.reason, "config_unavailable");
  assert.equal(unsigned.detail, "wecom_app_missing");

  const ww = {
    ...createWw(),
    register: (options: Registered) =>
      options.onAgentConfigFail({ errMsg: "agentConfig:fail 40093" }),
  };
  const refused = await failureOf(connectTo(host(ww).host));
  assert.equal(refused.reason, "signature_refused");
  assert.match(refused.sentence.zh, /可信域名/);

  const incomplete = await failureOf(connectTo(host({ config() {} }).host));
  assert.equal(incomplete.reason, "sdk_incomplete");
  assert.match(incomplete.detail, /agentConfig is not a function/);
});

Deno.test("with wx: config, then agentConfig; iOS tries the entry address when the current one is refused", async () => {
  const tried: string[] = [];
  let onError = (_: unknown) => {};
  let onReady = () => {};
  const wx = {
    ready: (then: () => void) => void (onReady = then),
    error: (then: (failure: unknown) => void) => void (onError = then),
    config: ({ nonceStr }: { nonceStr: string }) => {
      tried.push(nonceStr);
      if (nonceStr.endsWith("/later")) onError({ errMsg: "config:fail, invalid signature" });
      else onReady();
    },
    agentConfig: (options: { success(): void; corpid: string; agentid: string }) => {
      assert.equal(options.corpid, config.corpId);
      options.success();
    },
    invoke: (name: string, _params: object, then: (answer: object) => void) =>
      then({ err_msg: `${name}:ok`, entry: "contact_profile" }),
  };
  const entry = "https://crm.example.com/start";
  const page = host(wx, {
    userAgent: "Mozilla/5.0 (iPhone) wxwork/4.1 MicroMessenger/7.0",
    href: () => "https://crm.example.com/later",
    entryHref: entry,
    fetch: (input) => {
      const url = new URL(String(input)).searchParams.get("url")!;
      return Promise.resolve(Response.json({ ...config, nonceStr: url }));
    },
  });
  const bridge = await connectTo(page.host);
  assert.deepEqual(tried, ["https://crm.example.com/later", entry]);
  assert.deepEqual(await bridge.getContext(), { entry: "contact_profile" });
  const windows = { href: "https://a.example/2", entryHref: "https://a.example/1" };
  assert.deepEqual(signUrls({ ...windows, userAgent: WECOM }), ["https://a.example/2"]);
});

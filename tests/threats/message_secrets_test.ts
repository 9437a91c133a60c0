import assert from "node:assert/strict";
import { type Browser, createBrowser, expectJson, signIn } from "tests/support/browser.ts";
import { postCallback, textMessage } from "tests/support/sealed_callback.ts";
import { createSecretList } from "tests/threats/support/secret_list.ts";
import { SIMULATED_WECOM } from "embedded/simulated_corps.ts";
import { leakMessage } from "tests/threats/support/leak_message.ts";
import { startWatchedProcess, type WatchedProcess } from "tests/support/watched_process.ts";
import { systemClock } from "packages/platform/clock.ts";
import { sha256Hex } from "packages/platform/encoding.ts";
import { randomHex, systemRandomBytes } from "packages/platform/random.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { openTestSimulator } from "simulators/llm/test_simulator.ts";

const secrets = createSecretList();
const key = (what: string) => secrets.add(what, randomHex(systemRandomBytes, 32).slice(0, 43));
const CALLBACK_TOKEN = key("callback token").slice(0, 32);
secrets.add("callback token", CALLBACK_TOKEN);
// 43 characters; two bits of the last one are unused.
const AES_KEY = secrets.add("callback key", `${randomHex(systemRandomBytes, 21)}A`);
const PREVIOUS_TOKEN = secrets.add("previous token", randomHex(systemRandomBytes, 16));
const PREVIOUS_KEY = secrets.add("previous key", `${randomHex(systemRandomBytes, 21)}E`);
const AI_KEY = secrets.create("ai key");
const MACHINE_TOKEN = secrets.create("machine token");
secrets.add("app secret", SIMULATED_WECOM.WECOM_SECRET);
/** A phone number that customers write; it is masked only where people read it. */
const PHONE = `139${String(Date.now()).slice(-8)}`;
const privateText = (what: string) => `${secrets.create(`text ${what}`)} ${PHONE} 多少钱？`;

const llm = openTestSimulator();
let watched: WatchedProcess;
let tokensFile: string;

Deno.test.beforeAll(async () => {
  await llm.control("settings", { apiKey: AI_KEY });
  tokensFile = await Deno.makeTempFile();
  const machine = { name: "crm", sha256: sha256Hex(MACHINE_TOKEN), scopes: ["ai.suggest"] };
  await Deno.writeTextFile(tokensFile, JSON.stringify([machine]));
  watched = await startWatchedProcess({
    MERGE_WINDOW_MS: "100",
    WECOM_CORP_ID: "ww0123456789abcdef",
    WECOM_TOKEN: CALLBACK_TOKEN,
    WECOM_ENCODING_AES_KEY: AES_KEY,
    WECOM_TOKEN_PREVIOUS: PREVIOUS_TOKEN,
    WECOM_ENCODING_AES_KEY_PREVIOUS: PREVIOUS_KEY,
    AI_API_KEY: AI_KEY,
    AI_BASE_URL: `${llm.url}/v1`,
    API_TOKENS_FILE: tokensFile,
  });
});
Deno.test.afterAll(async () => {
  await watched.stop();
  await llm[Symbol.asyncDispose]();
  await Deno.remove(tokensFile);
});

Deno.test("log lines, exported spans, logs and metrics, and error bodies contain no key, token, ticket, phone number or message text", async () => {
  const answer = secrets.create("answer");
  await llm.scenario({ match: "model-fails", status: 500, count: 1 });
  await llm.scenario({
    match: "model-filter",
    reply: "",
    finishReason: "content_filter",
    count: 1,
  });
  await llm.scenario({ reply: `${answer} {prompt}` });
  const operator = createBrowser(watched.site);
  await signIn(watched.site, operator, "zhangsan");
  secrets.addCookies("operator", operator);
  await Promise.all([
    conversations(),
    simulatedMessage(operator),
    sidebar(operator),
    machine(),
    forgedCallbacks(),
    rotatedKey(),
  ]);
  await failures();
  await leakMessage(watched.site, operator, secrets.create("bad request"));
  await addWecomSecrets();
  await eventually(() => {
    const names = watched.collector.spanNames();
    for (const name of EXPECTED_SPANS) {
      assert.ok(names.has(name), `no span ${name}: ${[...names].join(", ")}`);
    }
  });
  await watched.end();
  assert.ok(watched.output().includes(`"level":"debug"`));
  assert.ok(watched.output().includes(`"turn_delivered"`));
  assert.ok(watched.output().includes("model_provider_failed"));
  assert.ok(watched.collector.received("logs").includes("callback_stored"));
  const outputs = watched.outputs();
  assert.ok(
    watched.errorBodies.length > 20 && secrets.size > 30,
    `${watched.errorBodies.length} ${secrets.size}`,
  );
  const found = outputs.flatMap(([place, text]) => secrets.findIn(place, text));
  assert.deepEqual(found, []);
  for (const [place, text] of outputs) assert.ok(!text.includes(PHONE), `phone number in ${place}`);
});

const EXPECTED_SPANS = [
  "wecom aibot file",
  "POST /api/v1/wecom/callback",
  "POST /api/v1/wecom/callback/{app}",
  "POST /api/v1/simulate-customer-msg",
  "POST /api/v1/ai-responses",
  "GET /api/v1/wechat/config",
  "process callback.message",
  "process conversation.wake",
  "wecom message/send",
  "wecom kf/sync_msg",
  "wecom kf/send_msg",
  "wecom get_jsapi_ticket",
];

/** People write to an app, 微信客服 and an AI bot, which answer. */
async function conversations(): Promise<void> {
  const person = { fromUser: "lisi" };
  const customer = { openKfid: "wk-demo-1", fromUser: "wm-demo-1" };
  const text = (what: string) => ({ kind: "text", content: privateText(what) });
  const link = {
    kind: "link",
    title: secrets.create("link title"),
    description: secrets.create("link description"),
    url: `https://example.com/${secrets.create("link address")}`,
    picUrl: "https://example.com/p.png",
  };
  await Promise.all([
    watched.control("push", { ...person, message: text("to the app"), duplicates: 1, wait: true }),
    watched.control("push", { ...customer, messages: [text("to kf"), link], wait: true }),
    watched.control("push", {
      botId: "aib-demo-1",
      fromUser: "wangwu",
      messages: [text("to the bot"), { kind: "image" }],
      wait: true,
    }),
  ]);
  for (const [channel, whom] of [["app/1000002", "lisi"], ["kf/wk-demo-1", "wm-demo-1"]]) {
    await eventually(async () => {
      const shown = await watched.control(`sent?channel=${channel}&person=${whom}`);
      assert.ok(JSON.stringify(shown).includes("canary-answer"), `no answer in ${channel}`);
    });
  }
}

async function simulatedMessage(operator: Browser): Promise<void> {
  const message = { external_userid: "wm-canary", content: privateText("simulated") };
  await finish(operator.postJson("/api/v1/simulate-customer-msg", message));
  await eventually(async () => {
    const list = await operator.fetch("/api/v1/conversations?q=wm-canary");
    const { items } = await expectJson<{ items: { lastReplyAt: string | null }[] }>(list);
    assert.ok(items[0]?.lastReplyAt);
  });
  for (
    const path of [
      "/console/inbox",
      "/console/conversations",
      "/api/v1/inbox",
      "/console/inbox/dead-letters",
    ]
  ) {
    await finish(operator.fetch(`${path}?q=${encodeURIComponent(message.content)}`));
  }
}

async function sidebar(operator: Browser): Promise<void> {
  const page = encodeURIComponent(`${watched.url}/sidebar?x=${secrets.create("page query")}`);
  await finish(operator.fetch(`/api/v1/wechat/config?url=${page}`));
  const asked = { external_userid: "wm-demo-1", content: privateText("for suggestions"), count: 2 };
  await finish(operator.postJson("/api/v1/ai-responses", asked));
  await finish(
    operator.postJson("/api/v1/ai-responses", asked, { accept: "text/event-stream" }),
  );
  await finish(operator.fetch("/api/v1/users/wm-demo-1?refresh=1"));
  const note = { text: privateText("in a note") };
  await finish(operator.postJson("/api/v1/users/wm-demo-1/notes", note));
  const tags = { tags: [secrets.create("tag").slice(0, 30)] };
  const json = { "content-type": "application/json", origin: watched.url };
  await finish(
    operator.fetch("/api/v1/users/wm-demo-1", {
      method: "PATCH",
      headers: json,
      body: JSON.stringify(tags),
    }),
  );
}

async function machine(): Promise<void> {
  const caller = createBrowser(watched.site);
  const asked = { external_userid: "wm-demo-1", content: privateText("by a machine"), count: 1 };
  for (
    const path of ["/api/v1/ai-responses", "/api/v1/simulate-customer-msg", "/api/auth/logout"]
  ) {
    await finish(
      caller.postJson(path, asked, { authorization: `Bearer ${MACHINE_TOKEN}` }),
    );
  }
  await finish(
    caller.postJson("/api/v1/ai-responses", asked, { authorization: `Bearer ${MACHINE_TOKEN}x` }),
  );
}

/** Refused callbacks also contain messages, or guessed tokens. */
async function forgedCallbacks(): Promise<void> {
  const stack = { ...watched.site, clock: systemClock };
  const right = { token: CALLBACK_TOKEN, encodingAesKey: AES_KEY };
  const message = textMessage({ Content: privateText("forged"), FromUserName: "lisi" });
  for (
    const wrong of [
      { token: secrets.create("guessed token") },
      { encodingAesKey: PREVIOUS_KEY },
      { receiveId: "wwanother" },
      { skewSeconds: -3_600 },
      { path: "/api/v1/wecom/callback/bot" },
      { path: "/api/v1/wecom/callback/unknown" },
    ]
  ) {
    assert.equal((await postCallback(stack, message, { ...right, ...wrong })).status, 403);
  }
  for (const plain of [privateText("no XML"), `<xml><Content>${privateText("cut off")}`]) {
    assert.equal((await postCallback(stack, plain, right)).status, 403);
  }
  const query = `msg_signature=${secrets.create("signature")}&timestamp=1&nonce=${
    secrets.create("nonce")
  }`;
  await finish(
    watched.site.fetch(
      `${watched.url}/api/v1/wecom/callback?${query}&echostr=${secrets.create("echo")}`,
    ),
  );
  await finish(
    watched.site.fetch(`${watched.url}/api/v1/wechat/message?${query}`, {
      method: "POST",
      body: privateText("in the clear"),
    }),
  );
}

/** WeCom still sends with the previous token and key. */
async function rotatedKey(): Promise<void> {
  const stack = { ...watched.site, clock: systemClock };
  const message = textMessage({
    Content: privateText("with the previous key"),
    FromUserName: "wangwu",
  });
  const previous = { token: PREVIOUS_TOKEN, encodingAesKey: PREVIOUS_KEY };
  assert.equal((await postCallback(stack, message, previous)).status, 200);
}

/** WeCom and the model return errors. */
async function failures(): Promise<void> {
  await watched.control("faults", { call: "message/send", errcode: 60020 });
  await watched.control("faults", { call: "kf/sync_msg", errcode: 95000 });
  await watched.control("faults", { call: "kf/send_msg", errcode: 95014 });
  const text = (what: string) => ({ kind: "text", content: privateText(what) });
  await watched.control("push", { fromUser: "lisi", message: text("model-fails"), wait: true });
  await watched.control("push", { fromUser: "wangwu", message: text("model-filter"), wait: true });
  await watched.control("push", {
    openKfid: "wk-demo-1",
    fromUser: "wm-demo-1",
    message: text("kf fails"),
    wait: true,
  });
  await eventually(() => assert.ok(watched.output().includes("model_provider_failed")));
}

/** Adds the simulated WeCom's access tokens, tickets, kf tokens and addresses for the bot. */
async function addWecomSecrets(): Promise<void> {
  const { entries } = await watched.control<{ entries: { query: Record<string, string> }[] }>(
    "journal",
  );
  const tokens = new Set(entries.flatMap(({ query }) => query["access_token"] ?? []));
  for (const token of tokens) secrets.add(`WeCom token ${token.slice(0, 4)}`, token);
  const [token] = tokens;
  for (const path of ["get_jsapi_ticket?", "ticket/get?type=agent_config&"]) {
    const address = `/cgi-bin/${path}access_token=${token}`;
    const { ticket } = await watched.askWecom<{ ticket: string }>(address);
    secrets.add(path, ticket);
  }
  const { deliveries } = await watched.control<
    { deliveries: { msgId: string; plain: string }[] }
  >("deliveries");
  let responseUrls = 0;
  for (const { msgId, plain } of deliveries) {
    if (plain.includes("kf_msg_or_event")) secrets.add(`kf token ${msgId.slice(0, 6)}`, msgId);
    const fileUrl = /aibot\/file\/([^"]+)/.exec(plain)?.[1];
    if (fileUrl !== undefined) secrets.add("address of a bot's file", fileUrl);
    const responseUrl = /response_code=([^"&]+)/.exec(plain)?.[1];
    if (responseUrl === undefined) continue;
    secrets.add(`response_url ${(responseUrls += 1)}`, responseUrl);
  }
  assert.ok(responseUrls > 0, "the bot got messages");
}

async function finish(answer: Promise<Response>): Promise<void> {
  await (await answer).text();
}

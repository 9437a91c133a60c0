import assert from "node:assert/strict";
import { assertProblem } from "tests/support/assert_answer.ts";
import { createBrowser } from "tests/support/browser.ts";
import { controlSimulator } from "tests/support/control_simulator.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";

const FRONTEND = "https://crm.example.com";
const SECOND = {
  name: "second",
  corpId: "ww0123456789abcdef",
  agentId: "1000009",
  secret: "simulated-second-secret-000000000000000000",
};

let stack: Stack;
Deno.test.beforeAll(async () => {
  stack = await startStack({
    apps: [SECOND],
    env: { FRONTEND_URL: FRONTEND, RATE_LIMIT_FACTOR: "100" },
  });
});
Deno.test.afterAll(() => stack.stop());

interface Signature {
  readonly timestamp: number;
  readonly nonceStr: string;
  readonly signature: string;
}
interface Config extends Signature {
  readonly corpId: string;
  readonly agentConfig: Signature & { readonly agentId: string };
}

const ask = (query: Record<string, string>, headers: Record<string, string> = {}) =>
  createBrowser(stack).fetch(`/api/v1/wechat/config?${new URLSearchParams(query)}`, { headers });

async function configOf(query: Record<string, string>, headers?: Record<string, string>) {
  const answer = await ask(query, headers);
  assert.equal(answer.status, 200, await answer.clone().text());
  assert.equal(answer.headers.get("cache-control"), "no-store");
  return await answer.json() as Config;
}

/** The simulated WeCom client verifies a signature for the page at `url`; `{ ok: true }` means valid. */
async function verifySignature(
  url: string,
  { timestamp, nonceStr, signature }: Signature,
  agentId?: number,
) {
  const body = { url, timestamp, nonceStr, signature, ...agentId && { agentId } };
  return await controlSimulator(stack.simulator, "jssdk", body);
}

Deno.test("WeCom's client accepts both signatures of a page, each made with its own ticket", async () => {
  const url = `${FRONTEND}/customers/1?tab=notes`;
  const config = await configOf({ url });
  assert.deepEqual([config.corpId, config.agentConfig.agentId], ["ww0123456789abcdef", "1000002"]);
  assert.deepEqual(await verifySignature(url, config), { ok: true });
  assert.deepEqual(await verifySignature(url, config.agentConfig, 1000002), { ok: true });
  const second = await configOf({ url, app: "second" });
  assert.equal(second.agentConfig.agentId, SECOND.agentId);
  assert.deepEqual(await verifySignature(url, second.agentConfig, Number(SECOND.agentId)), {
    ok: true,
  });
});

Deno.test("pages with a fragment or an encoded address are signed as WeCom's client sees them", async () => {
  for (
    const url of [
      `${FRONTEND}/app#/customers/1?x=1`,
      `${FRONTEND}/%E5%AE%A2%E6%88%B7?name=%E5%BC%A0%20%E4%B8%89&next=%2Fa%3Fb%3D1`,
      `${stack.publicUrl}/sidebar`,
    ]
  ) {
    const config = await configOf({ url });
    assert.deepEqual(await verifySignature(url, config), { ok: true }, url);
    assert.deepEqual(await verifySignature(url, config.agentConfig, 1000002), { ok: true }, url);
  }
});

Deno.test("without url the Referer is signed", async () => {
  const referer = `${stack.publicUrl}/sidebar?a=b`;
  assert.deepEqual(await verifySignature(referer, await configOf({}, { referer })), { ok: true });
});

Deno.test("WeCom unreachable gives 503 with Retry-After; a refusal by WeCom gives 502 with WeCom's error code, which is also logged", async () => {
  const fresh = await startStack({ env: { FRONTEND_URL: FRONTEND } });
  try {
    const config = () =>
      createBrowser(fresh).fetch(`/api/v1/wechat/config?url=${encodeURIComponent(FRONTEND)}`);
    const fail = (fault: Record<string, unknown>) =>
      controlSimulator(fresh.simulator, "faults", { call: "ticket/get", ...fault });
    await fail({ httpStatus: 502, count: 3 });
    const unreachable = await config();
    assert.ok(Number(unreachable.headers.get("retry-after")) > 0);
    await assertProblem(unreachable, 503, "jssdk_unavailable");
    await fail({ errcode: 60020, count: 1 });
    const refused = await assertProblem(await config(), 502, "jssdk_refused");
    assert.equal(refused.detail, "WeCom's error 60020 for ticket/get");
    const line = fresh.log.find(({ event }) => event === "jssdk_ticket_refused");
    assert.deepEqual([line?.["app"], line?.["errcode"]], ["default", 60020]);
    await assertProblem(await config(), 502, "jssdk_refused");
    fresh.clock.advance(61_000);
    assert.equal((await config()).status, 200);
  } finally {
    await fresh.stop();
  }
});

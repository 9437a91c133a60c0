import assert from "node:assert/strict";
import { assertProblem } from "tests/support/assert_answer.ts";
import {
  answerWecom,
  type Browser,
  createBrowser,
  expectJson,
  type Granted,
  scanOwn,
  type Started,
} from "tests/support/browser.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { type RedisServer, startRedisServer } from "packages/testkit/redis_server.ts";
import { startTcpProxy, type TcpProxy } from "packages/testkit/tcp_proxy.ts";

let server: RedisServer | undefined;
let toRedis: TcpProxy;
let toPostgres: TcpProxy;
let stack: Stack;

Deno.test.beforeAll(async () => {
  const given = Deno.env.get("TEST_REDIS_URL");
  server = given === undefined ? await startRedisServer() : undefined;
  const redisUrl = through(given ?? server!.url, (proxy) => toRedis = proxy);
  stack = await startStack({
    redisUrl,
    // Requests that are repeated until they succeed must not reach a rate limit first.
    env: { RATE_LIMIT_FACTOR: "10" },
    routePostgres: (url) => through(url, (proxy) => toPostgres = proxy),
  });
});
Deno.test.afterAll(async () => {
  await stack.stop();
  await toRedis.stop();
  await toPostgres.stop();
  await server?.stop();
});

/** The same address, but through a proxy. */
function through(url: string, keep: (proxy: TcpProxy) => void): string {
  const routed = new URL(url);
  const proxy = startTcpProxy(Number(routed.port));
  keep(proxy);
  routed.hostname = "127.0.0.1";
  routed.port = String(proxy.port);
  return routed.href;
}

const browser = () => createBrowser(stack);

Deno.test("PostgreSQL unreachable at redemption: 503, and the attempt can be redeemed afterwards", async () => {
  const [byToken, byPage] = [browser(), browser()];
  const [first, second] = [await confirmed(byToken), await confirmed(byPage)];
  toPostgres.cut();
  try {
    const answer = await byToken.redeem(first.sessionId);
    assert.ok(Number(answer.headers.get("retry-after")) >= 1);
    await assertProblem(answer, 503, "service_unavailable");
    const page = await byPage.fetch(`/login/complete?attempt=${second.sessionId}`);
    assert.equal(page.status, 503);
    assert.match(await page.text(), /^<!doctype html>.*service_unavailable/);
    for (const [owner, started] of [[byToken, first], [byPage, second]] as const) {
      assert.equal((await owner.status(started)).status, "confirmed");
    }
  } finally {
    toPostgres.restore();
  }
  await eventually(
    async () => await expectJson<Granted>(await byToken.redeem(first.sessionId)),
    { everyMs: 300 },
  );
  const complete = await byPage.fetch(`/login/complete?attempt=${second.sessionId}`);
  assert.equal(complete.status, 303);
  assert.ok(byPage.cookies.has("wecom_access"));
});

Deno.test("PostgreSQL unreachable: attempts can be started, scanned and confirmed; accounts and refresh get 503", async () => {
  const [desktop, phone] = [browser(), browser()];
  toPostgres.cut();
  try {
    const started = await desktop.start({ flow: "own" });
    const form = await scanOwn(stack, phone, started);
    const { matchNumber } = await desktop.status(started);
    const { attempt, secret } = form;
    const page = await phone.postForm("/api/auth/wecom/confirm", {
      attempt,
      secret,
      number: matchNumber!,
    });
    assert.equal(page.status, 200);
    await page.body?.cancel();
    assert.equal((await desktop.status(started)).status, "confirmed");
    const account = { username: "somebody", password: "something" };
    const refresh = { refresh_token: "A".repeat(43) };
    for (
      const [path, body] of [["/api/v1/login", account], ["/api/auth/refresh", refresh]] as const
    ) {
      await assertProblem(await browser().postJson(path, body), 503, "service_unavailable");
    }
  } finally {
    toPostgres.restore();
  }
  await eventually(async () => {
    const answer = await browser().postJson("/api/auth/refresh", { refresh_token: "A".repeat(43) });
    await assertProblem(answer, 401, "session_refresh_invalid");
  });
});

Deno.test("Redis unreachable: 503 with Retry-After for programs and a page for people, never a 500, and it recovers", async () => {
  const desktop = browser();
  const started = await desktop.start();
  const back = await answerWecom(stack, started.loginUrl);
  const query = `state=${started.state}&sessionId=${started.sessionId}`;
  toRedis.cut();
  try {
    const calls: Promise<Response>[] = [
      desktop.fetch("/api/auth/wecom/qrcode"),
      desktop.fetch(`/api/auth/wecom/poll?${query}`),
      desktop.fetch(`/api/auth/wecom/status?${query}`),
      desktop.fetch(`/api/auth/wecom/events?${query}`),
      desktop.redeem(started.sessionId),
      desktop.postJson("/api/auth/wecom/callback", { code: "x", ...ids(started) }),
    ];
    for (const answer of await Promise.all(calls)) {
      assert.ok(Number(answer.headers.get("retry-after")) >= 1, answer.url);
      await assertProblem(answer, 503, "service_unavailable");
    }
    const pages = await Promise.all([
      desktop.fetch(back),
      desktop.fetch(`/login/complete?attempt=${started.sessionId}`),
      desktop.postForm("/api/auth/wecom/confirm", {
        attempt: started.sessionId,
        secret: "guess",
        number: "42",
      }),
    ]);
    for (const page of pages) {
      assert.equal(page.status, 503, page.url);
      assert.match(await page.text(), /^<!doctype html>.*service_unavailable/);
    }
    assert.equal((await desktop.fetch("/login")).status, 200, "the account form still works");
  } finally {
    toRedis.restore();
  }
  await eventually(async () => void await desktop.status(started), { everyMs: 100 });
  await (await desktop.fetch(back)).body?.cancel();
  await eventually(async () => await expectJson(await desktop.redeem(started.sessionId)), {
    everyMs: 300,
  });
});

Deno.test("Redis unreachable: rate limits still apply, in memory", async () => {
  const caller = browser();
  toRedis.cut();
  try {
    const ask = () => caller.postJson("/api/auth/token", {});
    const answers = await Promise.all(Array.from({ length: 205 }, ask));
    const limited = answers.filter(({ status }) => status === 429);
    assert.equal(limited.length, 5);
    for (const { body } of answers) await body?.cancel();
  } finally {
    toRedis.restore();
  }
  await eventually(async () => void await browser().start());
});

function ids({ state, sessionId }: Started) {
  return { state, sessionId };
}

async function confirmed(owner: Browser): Promise<Started> {
  const started = await owner.start();
  await (await owner.fetch(await answerWecom(stack, started.loginUrl))).body?.cancel();
  assert.equal((await owner.status(started)).status, "confirmed");
  return started;
}

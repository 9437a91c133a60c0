import assert from "node:assert/strict";
import { makeHostileRequest } from "tests/threats/support/hostile_request.ts";
import { requestBodies, type RequestBody } from "tests/threats/support/request_bodies.ts";
import { createRouteCallers } from "tests/threats/support/route_callers.ts";
import { createSeededRandom } from "packages/wecom/callback/testing/seeded_random.ts";
import { startStack } from "tests/support/start_stack.ts";
import { openTestSimulator } from "simulators/llm/test_simulator.ts";

/** `FUZZ_REQUESTS=50000 deno task test request_fuzz` sends more; `FUZZ_SEED` repeats a run. */
const REQUESTS = Number(Deno.env.get("FUZZ_REQUESTS") ?? 3_000);
const SEED = Number(Deno.env.get("FUZZ_SEED") ?? Date.now() % 1_000_000);
const AT_ONCE = 12;
const END_AFTER_MS = 1_000;
const ANSWER_WITHIN_MS = 15_000;

Deno.test(`no request causes a 5xx at any route, however wrong its headers and body are (seed ${SEED})`, async () => {
  await using llm = openTestSimulator();
  const stack = await startStack({
    env: {
      RATE_LIMIT_FACTOR: "1000000",
      AI_API_KEY: "simulated-llm-key",
      AI_BASE_URL: `${llm.url}/v1`,
    },
  });
  try {
    const callers = await createRouteCallers(stack);
    const bodies = requestBodies(callers.conversationId);
    const routes = stack.services.flatMap(({ service }) => service.routes);
    const { host, hostname, port } = new URL(stack.publicUrl);
    const draw = createSeededRandom(SEED).integer;
    const answers: Record<string, number> = {};
    let sent = 0;
    const sendSome = async () => {
      while (sent < REQUESTS) {
        sent += 1;
        const route = routes[draw(routes.length)]!;
        const name = `${route.method} ${route.path}`;
        const body: RequestBody | string | undefined = bodies[name];
        const bytes = makeHostileRequest(draw, {
          method: route.method,
          path: callers.pathOf(route),
          headers: callers.headersOf(route),
          body: typeof body === "object" ? body : undefined,
        }, host);
        const ask = () => send({ hostname, port: Number(port) }, bytes);
        let answer = await ask();
        // A slow machine keeps PostgreSQL from answering in time; the request is at fault only when it fails again.
        if (answer.includes("service_unavailable")) answer = await ask();
        const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? "closed";
        answers[status] = (answers[status] ?? 0) + 1;
        // A full queue of password checks is no fault, and this stack has no upstream.
        const isExpected = /login_server_busy|bridge_upstream_missing/.test(answer);
        if (status < "500" || status === "closed" || isExpected) continue;
        const shown = JSON.stringify(new TextDecoder().decode(bytes.subarray(0, 2_000)));
        const errors = stack.log.filter(({ level }) => level === "error").at(-1);
        assert.fail(`${name}: ${status}\n${shown}\n${JSON.stringify(errors)}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, sendSome));
    assert.equal((await stack.fetch(`${stack.publicUrl}/api/health`)).status, 200);
    assert.ok(answers["200"]! > 0 && answers["400"]! > 0 && answers["404"]! > 0);
    // deno-lint-ignore no-console -- the figures of a long run
    if (Deno.env.has("FUZZ_REQUESTS")) console.log(JSON.stringify(answers));
  } finally {
    await stack.stop();
  }
});

/** Sends bytes and returns the beginning of the answer; empty when the server closes without one. */
async function send(to: Deno.ConnectOptions, bytes: Uint8Array): Promise<string> {
  const connection = await Deno.connect(to);
  // The end of the request where its length says that more follows. Not at once: the server stops working on a request
  // whose caller has gone away.
  const ending = setTimeout(() => void connection.closeWrite().catch(() => {}), END_AFTER_MS);
  const timer = setTimeout(() => connection.close(), ANSWER_WITHIN_MS);
  try {
    await connection.write(bytes);
    const buffer = new Uint8Array(4_096);
    for (;;) {
      const read = await connection.read(buffer);
      const answer = new TextDecoder().decode(buffer.subarray(0, read ?? 0))
        .replace(/^HTTP\/1\.1 100 [^]*?\r\n\r\n/, "");
      if (answer !== "" || read === null) return answer;
    }
  } catch {
    return "";
  } finally {
    clearTimeout(ending);
    clearTimeout(timer);
    try {
      connection.close();
    } catch {
      // The timer has closed it.
    }
  }
}

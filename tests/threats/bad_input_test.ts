import assert from "node:assert/strict";
import { readAnswer } from "tests/support/assert_answer.ts";
import { createBrowser, type RequestOptions } from "tests/support/browser.ts";
import {
  FORM_TYPE,
  HOSTILE_TEXTS,
  invalidValues,
  JSON_TYPE,
  requestBodies,
  type RequestBody,
} from "tests/threats/support/request_bodies.ts";
import { createRouteCallers, type RouteCallers } from "tests/threats/support/route_callers.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import type { RouteEntry } from "packages/platform/http/route_rules.ts";
import { openTestSimulator } from "simulators/llm/test_simulator.ts";

const llm = openTestSimulator();

let stack: Stack;
let callers: RouteCallers;
let bodies: ReturnType<typeof requestBodies>;
Deno.test.beforeAll(async () => {
  stack = await startStack({
    env: {
      RATE_LIMIT_FACTOR: "1000",
      AI_API_KEY: "simulated-llm-key",
      AI_BASE_URL: `${llm.url}/v1`,
    },
  });
  callers = await createRouteCallers(stack);
  bodies = requestBodies(callers.conversationId);
});
Deno.test.afterAll(async () => {
  await stack.stop();
  await llm[Symbol.asyncDispose]();
});

const browser = () => createBrowser(stack);
const routes = () => stack.services.flatMap(({ service }) => service.routes);
const nameOf = ({ method, path }: RouteEntry) => `${method} ${path}`;

Deno.test("these tests know every route that accepts a body", () => {
  const unsafe = routes().filter(({ method }) => method !== "GET").map(nameOf);
  assert.deepEqual(unsafe.sort(), Object.keys(bodies).sort());
});

Deno.test("a body of another type is refused with 415, and the error names the right type", async () => {
  await forBodies(async (route, { type, good }) => {
    const wrong = type === JSON_TYPE ? FORM_TYPE : JSON_TYPE;
    for (
      const sent of [
        wrong,
        "text/plain",
        "multipart/form-data; boundary=x",
        "nonsense",
        "",
        undefined,
      ]
    ) {
      const headers: Record<string, string> = sent === undefined ? {} : { "content-type": sent };
      const body = new TextEncoder().encode(JSON.stringify(good));
      const problem = await refused(route, { headers, body }, 415, "request_type_unsupported");
      if (problem !== undefined) assert.match(String(problem["detail"]), new RegExp(type));
    }
  });
});

Deno.test("a body that is no JSON, or JSON of another shape, is refused with 400", async () => {
  const malformed = [
    "",
    "{",
    '{"a":',
    "\u0000",
    "undefined",
    "{'a':1}",
    "\ufeff",
    '{"a":1}{',
    "[".repeat(20_000),
  ];
  const misshapen = ["[]", "null", "1", '"text"', "true", "{}", '{"__proto__":{"a":1}}', "[[]]"];
  await forBodies(async (route, { type, good, optional = [] }) => {
    if (type !== JSON_TYPE) return;
    const takesNone = Object.keys(good).every((field) => optional.includes(field));
    const send = (body: string) => ({ headers: { "content-type": type }, body });
    for (const body of malformed) await refused(route, send(body), 400);
    for (const body of misshapen) {
      if (body.startsWith("{") && takesNone) continue;
      await refused(route, send(body), 400, "request_invalid");
    }
    for (const field of Object.keys(good)) {
      for (const value of invalidValues(good[field])) {
        const body = JSON.stringify({ ...good, [field]: value });
        await refused(route, send(body), 400, "request_invalid");
      }
    }
  });
});

Deno.test("errors for missing fields name the fields, and do not repeat values", async () => {
  await forBodies(async (route, { type, good, optional = [] }) => {
    for (const field of Object.keys(good).filter((field) => !optional.includes(field))) {
      const { [field]: _left, ...rest } = good;
      const answer = await refused(route, encode(type, rest), 400, "request_invalid");
      if (answer === undefined) continue;
      assert.match(JSON.stringify(answer["fields"]), new RegExp(`"${field}"`));
      for (const value of Object.values(rest)) {
        assert.ok(
          !JSON.stringify(answer["fields"]).includes(`${value}"`),
          "the error repeats no values",
        );
      }
    }
  });
});

Deno.test("unknown fields are ignored, and hostile texts in any field never cause a 5xx", async () => {
  await forBodies(async (route, { type, good }) => {
    const plain = await ask(route, encode(type, good));
    const extra = await ask(route, encode(type, { ...good, admin: "true", constructor: "x" }));
    assert.equal(extra.status, plain.status);
    for (const [field, usual] of Object.entries(good)) {
      await Promise.all(
        Object.values(HOSTILE_TEXTS).map(async (text) => {
          const value = Array.isArray(usual) ? [text] : text;
          const { status, problem } = await ask(route, encode(type, { ...good, [field]: value }));
          assert.ok(status < 500, `${status} ${nameOf(route)} ${field} ${JSON.stringify(text)}`);
          const said = JSON.stringify(problem) ?? "";
          assert.ok(text === "" || !said.includes(JSON.stringify(text).slice(1, -1)), said);
        }),
      );
    }
  });
});

Deno.test("at the callback addresses, all requests without a signature or token get the same refusal, without details", async () => {
  const types = [undefined, "", JSON_TYPE, FORM_TYPE, "text/xml", "multipart/form-data", "\u00ff"];
  for (const route of routes().filter((route) => bodies[nameOf(route)] === "push")) {
    const refusal = [route.path.startsWith("/callback/wxwork") ? 404 : 403, "refused"];
    for (const text of [...Object.values(HOSTILE_TEXTS), "x".repeat(64 * 1024 + 1)]) {
      const shapes = [
        text,
        JSON.stringify({ encrypt: text }),
        `<xml><Encrypt>${text}</Encrypt></xml>`,
      ];
      for (const body of shapes.map((shape) => new TextEncoder().encode(shape))) {
        for (const type of types) {
          const headers: Record<string, string> = type === undefined
            ? {}
            : { "content-type": type };
          const { status, text: said } = await ask(route, { headers, body });
          assert.deepEqual([status, said], refusal, nameOf(route));
        }
      }
    }
  }
});

Deno.test("a body above 64 KB is refused with 413, with or without an announced length", async () => {
  const big = "x".repeat(64 * 1024 + 1);
  await forBodies(async (route, { type, good }) => {
    const name = Object.keys(good)[0]!;
    await refused(route, encode(type, { ...good, [name]: big }), 413, "request_too_large");
    const { headers, body } = encode(type, { ...good, [name]: big });
    const stream = ReadableStream.from([new TextEncoder().encode(String(body))]);
    const answer = await ask(route, { headers, body: stream });
    assert.equal(answer.status, 413, "in chunks");
  });
});

async function forBodies(
  run: (route: RouteEntry, body: RequestBody) => Promise<void>,
): Promise<void> {
  for (const route of routes()) {
    const body = bodies[nameOf(route)];
    if (typeof body === "object") await run(route, body);
  }
}

function encode(type: string, fields: Readonly<Record<string, unknown>>) {
  const body = type === JSON_TYPE
    ? JSON.stringify(fields)
    : new URLSearchParams(fields as Record<string, string>).toString();
  return { headers: { "content-type": type }, body };
}

async function ask(route: RouteEntry, { headers, ...sent }: Omit<RequestOptions, "method">) {
  const path = callers.pathOf(route);
  return await readAnswer(
    await browser().fetch(path, {
      method: route.method,
      headers: { ...callers.headersOf(route), ...headers },
      ...sent,
    }),
  );
}

/** Asserts a refusal in the form that the route's callers expect; returns the problem, unless it is a page. */
async function refused(
  route: RouteEntry,
  sent: Omit<RequestOptions, "method">,
  status: number,
  code?: string,
) {
  const answer = await ask(route, sent);
  assert.equal(
    answer.status,
    status,
    `${nameOf(route)} ${String(sent.body).slice(0, 80)}: ${answer.text}`,
  );
  if (code !== undefined) assert.match(answer.text, new RegExp(code));
  return answer.problem;
}

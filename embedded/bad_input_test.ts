import assert from "node:assert/strict";
import { readAnswer } from "embedded/testing/assert_answer.ts";
import { type Ask, type Browser, createBrowser } from "embedded/testing/browser.ts";
import { type Stack, startStack } from "embedded/testing/start_stack.ts";
import type { RouteEntry } from "packages/platform/http/app.ts";

const ID = "0123456789abcdef0123456789abcdef";
const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";

/** A body that is well-formed for each route that takes one; every unsafe route has to be here. */
const BODIES: Record<string, { type: string; good: Record<string, string> } | "none"> = {
  "POST /api/auth/wecom/callback": {
    type: JSON_TYPE,
    good: { code: "whatever", state: ID, sessionId: ID },
  },
  "POST /api/auth/wecom/confirm": {
    type: FORM_TYPE,
    good: { attempt: ID, secret: "unguessed", number: "42" },
  },
  "POST /api/auth/token": { type: JSON_TYPE, good: { sessionId: ID } },
  "POST /api/v1/login": { type: JSON_TYPE, good: { username: "somebody", password: "something" } },
  "POST /api/auth/refresh": { type: JSON_TYPE, good: { refresh_token: "A".repeat(43) } },
  "POST /api/auth/logout": "none",
};

const TEXTS = {
  empty: "",
  nul: "a\u0000b",
  "lone surrogate": "\ud800",
  "right-to-left": "\u202e<script>alert(1)</script>",
  sql: "'; drop table auth.accounts; --",
  path: "../../../../etc/passwd",
  emoji: "👨‍👩‍👧‍👦".repeat(4),
  "line breaks": "a\r\nX-Injected: 1",
  huge: "字".repeat(4_000),
};

let stack: Stack;
Deno.test.beforeAll(async () => {
  stack = await startStack({ env: { RATE_LIMIT_FACTOR: "1000" } });
});
Deno.test.afterAll(() => stack.stop());

const browser = () => createBrowser(stack);
const routes = () => stack.services.flatMap(({ service }) => service.routes);
const nameOf = ({ method, path }: RouteEntry) => `${method} ${path}`;

Deno.test("every route that takes a body is known to these tests", () => {
  const unsafe = routes().filter(({ method }) => method !== "GET").map(nameOf);
  assert.deepEqual(unsafe.sort(), Object.keys(BODIES).sort());
});

Deno.test("a body of another type is refused with 415 that says what to send", async () => {
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
  await forBodies(async (route, { type, good }) => {
    if (type !== JSON_TYPE) return;
    const send = (body: string) => ({ headers: { "content-type": type }, body });
    for (const body of malformed) await refused(route, send(body), 400);
    for (const body of misshapen) {
      if (body.startsWith("{") && nameOf(route) === "POST /api/auth/refresh") continue;
      await refused(route, send(body), 400, "request_invalid");
    }
    for (const field of Object.keys(good)) {
      for (const value of [null, 1, true, [], {}, [good[field]], { $ne: null }, Number.MAX_VALUE]) {
        const body = JSON.stringify({ ...good, [field]: value });
        await refused(route, send(body), 400, "request_invalid");
      }
    }
  });
});

Deno.test("missing fields are refused by name, and their values are not repeated", async () => {
  await forBodies(async (route, { type, good }) => {
    if (nameOf(route) === "POST /api/auth/refresh") return;
    for (const field of Object.keys(good)) {
      const { [field]: _left, ...rest } = good;
      const answer = await refused(route, encode(type, rest), 400, "request_invalid");
      if (answer === undefined) continue;
      assert.match(JSON.stringify(answer["fields"]), new RegExp(`"${field}"`));
      for (const value of Object.values(rest)) {
        assert.ok(!JSON.stringify(answer["fields"]).includes(`${value}"`), "values stay out");
      }
    }
  });
});

Deno.test("unknown fields change nothing, and hostile texts in any field are answered without a 5xx", async () => {
  await forBodies(async (route, { type, good }) => {
    const plain = await ask(route, encode(type, good));
    const extra = await ask(route, encode(type, { ...good, admin: "true", constructor: "x" }));
    assert.equal(extra.status, plain.status);
    const hostile = Object.keys(good).flatMap((field) =>
      Object.values(TEXTS).map((text) => encode(type, { ...good, [field]: text }))
    );
    await Promise.all(hostile.map(async (sent) => {
      const { status } = await ask(route, sent);
      assert.ok(status < 500 && status >= 400, `${status} ${nameOf(route)} ${sent.body}`);
    }));
  });
});

Deno.test("a body above 64 KB is refused with 413, announced or not", async () => {
  const big = "x".repeat(64 * 1024 + 1);
  await forBodies(async (route, { type, good }) => {
    const name = Object.keys(good)[0]!;
    await refused(route, encode(type, { ...good, [name]: big }), 413, "request_too_large");
    const { headers, body } = encode(type, { ...good, [name]: big });
    const stream = ReadableStream.from([new TextEncoder().encode(String(body))]);
    const answer = await browser().fetch(route.path, {
      method: route.method,
      headers,
      body: stream,
    });
    assert.equal(answer.status, 413, "in chunks");
    await answer.body?.cancel();
  });
});

async function forBodies(
  run: (route: RouteEntry, body: { type: string; good: Record<string, string> }) => Promise<void>,
): Promise<void> {
  for (const route of routes()) {
    const body = BODIES[nameOf(route)];
    if (body !== undefined && body !== "none") await run(route, body);
  }
}

function encode(type: string, fields: Record<string, string>) {
  const body = type === JSON_TYPE ? JSON.stringify(fields) : new URLSearchParams(fields).toString();
  return { headers: { "content-type": type }, body };
}

async function ask(route: RouteEntry, sent: Omit<Ask, "method">, caller: Browser = browser()) {
  return await readAnswer(await caller.fetch(route.path, { method: route.method, ...sent }));
}

/** Asserts a refusal in the form that the route's callers expect; the problem, unless it is a page. */
async function refused(
  route: RouteEntry,
  sent: Omit<Ask, "method">,
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

import assert from "node:assert/strict";
import { createOriginLog } from "packages/platform/http/origin_log.ts";
import { FRONTEND_URL, PUBLIC_URL, serveApp } from "packages/platform/http/testing/served_app.ts";
import { createLogger } from "packages/platform/log.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";

const STRANGER = "https://shop.example.com";

function open() {
  const lines: Record<string, unknown>[] = [];
  const clock = createFakeClock();
  const note = createOriginLog({
    allowedOrigins: new Set([PUBLIC_URL, FRONTEND_URL]),
    log: createLogger({ level: "debug", write: (line) => void lines.push(JSON.parse(line)) }),
    clock,
  });
  const from = (origin: string) => note(new Request(PUBLIC_URL, { headers: { origin } }));
  return { lines, clock, from };
}

Deno.test("a refused origin is one log line a minute, which names FRONTEND_URL and the origin to add", () => {
  const { lines, clock, from } = open();
  for (let count = 0; count < 3; count += 1) from(STRANGER);
  assert.equal(lines.length, 1);
  const { level, event, origin, variable, remedy } = lines[0]!;
  assert.deepEqual([level, event, origin, variable], [
    "warn",
    "origin_refused",
    STRANGER,
    "FRONTEND_URL",
  ]);
  assert.match(String(remedy), /set FRONTEND_URL=https:\/\/shop\.example\.com and restart/);
  from("https://other.example.com");
  assert.equal(lines.length, 2);
  clock.advance(59_999);
  from(STRANGER);
  assert.equal(lines.length, 2);
  clock.advance(1);
  from(STRANGER);
  assert.equal(lines.length, 3);
});

Deno.test("our own origins and requests without one are not logged; neither is what is no origin", () => {
  const { lines, from } = open();
  for (
    const origin of [PUBLIC_URL, FRONTEND_URL, "https://x.example/<script>", "file://", "null"]
  ) {
    from(origin);
  }
  assert.deepEqual(lines, []);
});

Deno.test("a stranger with many origins cannot fill the log", () => {
  const { lines, clock, from } = open();
  const sendMany = (name: string) => {
    for (let index = 0; index < 1_000; index += 1) from(`https://${name}${index}.example.com`);
  };
  sendMany("a");
  assert.equal(lines.length, 20);
  clock.advance(60_000);
  sendMany("b");
  assert.equal(lines.length, 40);
});

Deno.test("a write with cookies, a read and a preflight from another site are logged by the application", async () => {
  const requests: RequestInit[] = [
    { method: "POST", body: "{}", headers: { cookie: "x=y", "content-type": "application/json" } },
    { method: "GET", headers: {} },
    { method: "OPTIONS", headers: { "access-control-request-method": "POST" } },
  ];
  for (const request of requests) {
    const { ask, lines } = serveApp();
    const path = request.method === "GET" ? "/read/1" : "/write";
    await ask(path, { ...request, headers: { ...request.headers, origin: STRANGER } });
    await ask(path, { ...request, headers: { ...request.headers, origin: FRONTEND_URL } });
    const refused = lines.filter(({ event }) => event === "origin_refused");
    assert.deepEqual(refused.map(({ origin }) => origin), [STRANGER], String(request.method));
  }
});

import assert from "node:assert/strict";
import { createLogger, type LogFields, type LogLevel } from "packages/platform/log.ts";

function record(level: LogLevel = "debug", fields?: LogFields) {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const log = createLogger({ level, write, ...(fields === undefined ? {} : { fields }) });
  return { log, lines, last: () => JSON.parse(lines.at(-1)!) as Record<string, unknown> };
}

Deno.test("one event is one line of JSON with time, level and event", () => {
  const { log, lines, last } = record();
  log.info("started", { text: "two\nlines", port: 3000 });
  assert.equal(lines.length, 1);
  assert.doesNotMatch(lines[0]!, /\n/);
  const { time, ...line } = last();
  assert.match(String(time), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.deepEqual(line, { level: "info", event: "started", text: "two\nlines", port: 3000 });
});

Deno.test("lines below the level are not written", () => {
  for (const [level, written] of [["debug", 4], ["info", 3], ["warn", 2], ["error", 1]] as const) {
    const { log, lines } = record(level);
    log.debug("a");
    log.info("b");
    log.warn("c");
    log.error("d");
    assert.equal(lines.length, written, level);
  }
});

Deno.test("fields of a derived logger are in every line", () => {
  const { log, last } = record("info", { process: "test" });
  log.with({ service: "auth" }).with({ part: "waiters" }).info("event", { n: 1 });
  const { process, service, part, n } = last();
  assert.deepEqual({ process, service, part, n }, {
    process: "test",
    service: "auth",
    part: "waiters",
    n: 1,
  });
});

Deno.test("secrets are never written, at any depth of the fields", () => {
  const { log, lines } = record();
  const names = [
    "secret",
    "APP_SECRET",
    "access_token",
    "refreshToken",
    "password",
    "Authorization",
    "set-cookie",
    "code",
    "state",
    "binding",
    "code_verifier",
    "phone",
    "mobile",
    "email",
    "session_key",
    "sessionKey",
  ];
  for (const name of names) {
    log.with({ [name]: "hunter2" }).warn("a", { [name]: "hunter2", deep: [{ [name]: "hunter2" }] });
  }
  assert.equal(lines.length, names.length);
  for (const line of lines) assert.doesNotMatch(line, /hunter2/);
});

Deno.test("fields whose names only resemble a secret stay readable", () => {
  const { log, last } = record();
  log.warn("a", { error_code: "route_not_found", status: "confirmed", errcode: 60020 });
  const { error_code, status, errcode } = last();
  assert.deepEqual({ error_code, status, errcode }, {
    error_code: "route_not_found",
    status: "confirmed",
    errcode: 60020,
  });
});

Deno.test("errors are written with name, message, a short stack and their causes", () => {
  const { log, last } = record();
  log.error("failed", { error: new TypeError("outer", { cause: new Error("inner") }), big: 2n });
  const { error, big } = last() as { error: Record<string, unknown>; big: string };
  assert.equal(error["name"], "TypeError");
  assert.equal(error["message"], "outer");
  assert.ok((error["stack"] as string[]).length <= 5);
  assert.equal((error["cause"] as Record<string, unknown>)["message"], "inner");
  assert.equal(big, "2");
});

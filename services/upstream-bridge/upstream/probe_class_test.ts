import assert from "node:assert/strict";
import { isWireRecord } from "services/upstream-bridge/domain/wire_fields.ts";
import { CallError } from "services/upstream-bridge/upstream/call_error.ts";
import type { FailureKind, Outcome } from "services/upstream-bridge/upstream/outcome.ts";
import { classifyProbe } from "services/upstream-bridge/upstream/probe_class.ts";
import { readAnswer } from "services/upstream-bridge/upstream/read_answer.ts";
import { readStatus } from "services/upstream-bridge/upstream/read_status.ts";
import type { InstanceStatus } from "services/upstream-bridge/upstream/values.ts";

/** The class of an answer with HTTP 200. */
function classOf(answer: unknown) {
  assert.ok(isWireRecord(answer));
  let outcome: Outcome<InstanceStatus>;
  try {
    const value = readAnswer(answer, { read: readStatus, isProof: () => true });
    outcome = { ok: true, value };
  } catch (error) {
    assert.ok(error instanceof CallError);
    outcome = error.failure;
  }
  return classifyProbe(outcome);
}

function data(fields: unknown) {
  return classOf({ data: fields, errcode: 0, errmsg: "获取成功" });
}

Deno.test("an account is up when it is logged in, in both dialects", () => {
  assert.equal(data({ loginType: 2, user_info: { isLogin: true } }), "up");
  assert.equal(data({ loginType: 2, userInfo: { userId: 1 }, longLinkState: "CONNECTED" }), "up");
  assert.equal(data({ loginType: 3 }), "up");
  assert.equal(data({ loginType: "2", longLinkState: "connected" }), "up");
  assert.equal(data({ loginType: 2, longLinkState: null }), "up");
  assert.equal(classOf({ data: { loginType: 2 } }), "up");
});

Deno.test("an answer without an error is not online by itself", () => {
  assert.equal(data({ loginType: 0, userInfo: null, longLinkState: "CLOSED" }), "down");
  assert.equal(data({ loginType: 0, user_info: null }), "down");
  assert.equal(data({ loginType: 1, user_info: { isLogin: false } }), "down");
  assert.equal(data({ loginType: 2, user_info: { isLogin: false } }), "down");
  assert.equal(data({ loginType: 2, longLinkState: "CLOSED" }), "down");
  assert.equal(data({ loginType: "1" }), "down");
});

Deno.test("the login flag counts in every place and form", () => {
  const places = (flag: unknown) => [
    { data: { loginType: 2, user_info: { isLogin: flag } } },
    { data: { loginType: 2, isLogin: flag } },
    { data: { loginType: 2, is_login: flag } },
    { data: { loginType: 2 }, isLogin: flag },
    { data: { loginType: 2 }, is_login: flag },
    { data: { loginType: 2, userInfo: { isLogin: flag } } },
    { data: { loginType: 2, user: { isLogin: flag } } },
  ];
  for (const flag of [false, 0, "false", "0"]) {
    for (const place of places(flag)) assert.equal(classOf({ ...place, errcode: 0 }), "down");
  }
  for (const flag of [true, 1, "true"]) {
    for (const place of places(flag)) assert.equal(classOf({ ...place, errcode: 0 }), "up");
  }
});

Deno.test("a link that is being made is settling; one of an unknown state says nothing", () => {
  for (const longLinkState of ["CONNECTING", "HANDSHAKING", "RECONNECTING"]) {
    assert.equal(data({ loginType: 2, longLinkState }), "settling");
    assert.equal(data({ loginType: 1, longLinkState }), "down");
  }
  assert.equal(data({ loginType: 2, longLinkState: "IDLE" }), "unknown");
});

Deno.test("the second verification is its own class", () => {
  assert.equal(classOf({ data: null, errcode: -11025, errmsg: "出现二次验证" }), "verify");
  assert.equal(classOf({ errcode: "-11025" }), "verify");
});

Deno.test("a refusal that names the missing instance or login is down, any other is unclear", () => {
  const refused = (errcode: number, errmsg: string, extra: object = {}) =>
    classOf({ data: null, errcode, errmsg, ...extra });
  assert.equal(refused(500, "任意"), "down");
  for (const errmsg of ["实例未登录", "账号未登录", "实例不存在", "invalid UUID"]) {
    assert.equal(refused(-1, errmsg), "down");
  }
  assert.equal(refused(-24001048, "系统繁忙"), "unclear");
  assert.equal(refused(1, "offline, disconnect, 断开"), "unclear");
  assert.equal(refused(1, "系统繁忙", { data: { msg: "实例不存在" } }), "unclear");
});

Deno.test("an answer without the fields, and no answer, say nothing: never a reason for a new instance", () => {
  for (const fields of [null, {}, [], { userInfo: { userId: 1 } }, { loginType: "x" }]) {
    assert.equal(data(fields), "unknown");
  }
  assert.equal(classOf({}), "unknown");
  assert.equal(classOf({ text: `"isLogin":true` }), "unknown");
  const kinds: readonly FailureKind[] = ["unavailable", "timeout", "breaker_open", "unclear"];
  for (const kind of kinds) {
    const message = "Cannot reach the upstream: 实例不存在";
    assert.equal(classifyProbe({ ok: false, kind, message, mayHaveArrived: true }), "unknown");
  }
});

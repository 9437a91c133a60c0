import assert from "node:assert/strict";
import { WecomError, WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import { describeFailure } from "services/callback/pages/describe_failure.ts";

Deno.test("a failed job is described in both languages by the kind of its failure", () => {
  const cases: readonly [string, RegExp, RegExp][] = [
    [
      new WecomError("kf/sync_msg", { errcode: 60020 }).message,
      /企业微信拒绝.*60020.*IP/,
      /refused/,
    ],
    [
      new WecomUnreachableError("kf/sync_msg", "timeout").message,
      /企业微信未正常响应/,
      /did not respond/,
    ],
    ["Cannot get an answer: no provider gave one (deepseek: HTTP 402)", /大模型/, /model/],
    ["write CONNECTION_CLOSED 127.0.0.1:5432", /数据库/, /database/],
    ["Cannot use PostgreSQL: no answer within 5000 ms", /数据库/, /database/],
    ["Cannot use Redis: it cannot be reached", /Redis/, /Redis/],
    ["Cannot work on a job of the queue x: its payload does not fit: text", /版本/, /version/],
    ["job timed out", /超时/, /too long/],
    ["Cannot read properties of undefined (reading 'x')", /缺陷/, /bug/],
  ];
  for (const [error, zh, en] of cases) {
    assert.match(describeFailure(error, "zh"), zh);
    assert.match(describeFailure(error, "en"), en);
  }
});

Deno.test("the remedy of a refused call names the address in both languages, as WeCom reported it", () => {
  for (const errcode of [60020, 301042]) {
    for (const callerIp of ["203.0.113.7", "2001:db8::7"]) {
      const error = new WecomError("kf/sync_msg", { errcode, callerIp }).message;
      for (const lang of ["zh", "en"] as const) {
        assert.ok(describeFailure(error, lang).includes(`${callerIp}`), `${errcode} ${lang}`);
      }
    }
    const unknown = new WecomError("kf/sync_msg", { errcode }).message;
    assert.match(describeFailure(unknown, "zh"), /本服务器的出口 IP/);
  }
});

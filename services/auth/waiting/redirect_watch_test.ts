import assert from "node:assert/strict";
import type { Flow } from "packages/login/attempt.ts";
import { createLogger } from "packages/platform/log.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import { createRedirectWatch } from "services/auth/waiting/redirect_watch.ts";

function open() {
  const clock = createFakeClock();
  const lines: Record<string, unknown>[] = [];
  const watch = createRedirectWatch({
    redirectUri: "https://wecom.example.com:8443/api/auth/wecom/callback",
    clock,
    log: createLogger({ level: "debug", write: (line) => void lines.push(JSON.parse(line)) }),
  });
  let attempts = 0;
  const send = (count: number, flow: Flow = "hosted", app = "default") => {
    for (let index = 0; index < count; index += 1) {
      watch.sent({ sessionId: `s${attempts += 1}`, flow, app });
    }
  };
  return { clock, lines, watch, send };
}

Deno.test("when WeCom sends back none of several browsers, one log line names the host and the step to take", () => {
  const { clock, lines, watch, send } = open();
  send(3);
  clock.advance(59_999);
  send(1);
  assert.deepEqual([lines.length, watch.isMissing("default")], [0, false]);
  clock.advance(1);
  assert.equal(watch.isMissing("default"), true);
  send(5);
  assert.equal(lines.length, 1);
  const { level, event, app, flow, redirect_host, advice } = lines[0]!;
  assert.deepEqual([level, event, app, flow, redirect_host], [
    "warn",
    "login_redirects_missing",
    "default",
    "hosted",
    "wecom.example.com:8443",
  ]);
  assert.match(String(advice), /enter wecom\.example\.com:8443 in the WeCom console.*授权回调域/);
});

Deno.test("once a redirect has arrived, people who do not finish are no fault, also later", () => {
  const { clock, lines, watch, send } = open();
  send(5);
  clock.advance(300_000);
  watch.arrived("s2");
  assert.equal(watch.isMissing("default"), false);
  send(5);
  clock.advance(300_000);
  send(5);
  assert.deepEqual([lines, watch.isMissing("default")], [[], false]);
});

Deno.test("apps and flows are watched apart; inside WeCom a redirect is expected sooner", () => {
  const { clock, lines, watch, send } = open();
  send(3, "hosted");
  send(3, "inapp", "sales");
  watch.arrived("s1");
  clock.advance(15_000);
  send(1, "inapp", "sales");
  assert.deepEqual(lines.map(({ app, flow }) => [app, flow]), [["sales", "inapp"]]);
  assert.match(String(lines[0]?.["advice"]), /可信域名/);
});

Deno.test("the own QR code is not watched: only the phone knows whether it was scanned", () => {
  const { clock, lines, watch, send } = open();
  send(10, "own");
  clock.advance(600_000);
  send(10, "own");
  assert.deepEqual([lines, watch.isMissing("default")], [[], false]);
});

Deno.test("attempts of a stranger fill no memory, and the redirect of the next person still counts", () => {
  const { clock, lines, watch, send } = open();
  send(10_000);
  clock.advance(60_000);
  send(1);
  assert.equal(lines[0]?.["attempts"], 1_000);
  watch.arrived("s10001");
  assert.equal(watch.isMissing("default"), false);
});

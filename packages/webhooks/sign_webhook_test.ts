import assert from "node:assert/strict";
import { Webhook } from "standardwebhooks";
import { signWebhook } from "packages/webhooks/sign_webhook.ts";
import { webhookKey } from "packages/webhooks/webhook_key.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const BODY = '{"type":"message.received","data":{"text":"报名多少钱？"}}';

function signed(secrets: readonly string[], timestamp = Math.floor(Date.now() / 1_000)) {
  const content = { id: "0193a5d0-7c1e-7a44-8b1f-5f0e6f1d2c3b", timestamp, body: BODY };
  return { ...signWebhook(content, secrets.map((secret) => webhookKey(secret)!)) };
}

Deno.test("a signature equals that of the specification's example", () => {
  const headers = signWebhook({
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    timestamp: 1614265330,
    body: '{"test": 2432232314}',
  }, [webhookKey(SECRET)!]);
  assert.equal(headers["webhook-signature"], "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
});

Deno.test("the specification's own library accepts our requests", () => {
  assert.deepEqual(new Webhook(SECRET).verify(BODY, signed([SECRET])), JSON.parse(BODY));
});

Deno.test("while two keys are signed with, a receiver with either of them accepts the request", () => {
  const headers = signed([SECRET, OTHER]);
  for (const secret of [SECRET, OTHER]) new Webhook(secret).verify(BODY, headers);
  assert.throws(() => new Webhook(OTHER).verify(BODY, signed([SECRET])));
});

Deno.test("the library refuses another body and an old request", () => {
  assert.throws(() => new Webhook(SECRET).verify(`${BODY} `, signed([SECRET])));
  assert.throws(() => new Webhook(SECRET).verify(BODY, signed([SECRET], 1_700_000_000)));
});

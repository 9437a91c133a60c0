import assert from "node:assert/strict";
import { controlSimulator } from "tests/support/control_simulator.ts";
import { postCallback, sealCallback, textMessage } from "tests/support/sealed_callback.ts";
import { startStack } from "tests/support/start_stack.ts";
import { eventually } from "packages/testkit/eventually.ts";

// The response to each refusal: services/callback/routes/receive_callback_test.ts.

Deno.test("the simulated WeCom accepts the URL verification of an app and of an AI bot", async () => {
  const stack = await startStack();
  try {
    for (const target of [{}, { botId: "aib-demo-1" }]) {
      const saved = await controlSimulator<{ ok: boolean }>(stack.simulator, "verify", target);
      assert.equal(saved.ok, true, JSON.stringify(saved));
    }
  } finally {
    await stack.stop();
  }
});

Deno.test("without a configured token and key every callback is refused, also one that is signed with an empty token", async () => {
  const off = await startStack({ env: { WECOM_TOKEN: "", WECOM_ENCODING_AES_KEY: "" } });
  try {
    for (const token of ["", "undefined"]) {
      assert.equal((await postCallback(off, textMessage(), { token })).status, 403);
    }
  } finally {
    await off.stop();
  }
});

Deno.test("with WECOM_CALLBACK_IP_CHECK=on only addresses in WeCom's list may send callbacks", async () => {
  const checked = await startStack({ env: { WECOM_CALLBACK_IP_CHECK: "on" } });
  const status = async (ip: string) => {
    const { body, query } = sealCallback(checked, textMessage());
    const url = `${checked.publicUrl}/api/v1/wecom/callback?${new URLSearchParams(query)}`;
    const headers = { "x-forwarded-for": ip };
    const answer = await checked.fetch(url, { method: "POST", body, headers });
    await answer.body?.cancel();
    return answer.status;
  };
  try {
    await eventually(async () => assert.equal(await status("198.51.100.7"), 403));
    assert.equal(await status("203.0.113.200"), 200);
  } finally {
    await checked.stop();
  }
});

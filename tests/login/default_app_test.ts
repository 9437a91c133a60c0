import assert from "node:assert/strict";
import { createBrowser, signIn } from "tests/support/browser.ts";
import { startStack } from "tests/support/start_stack.ts";

const CORP = "ww00000000000000b2";

Deno.test("without the WECOM_* variables the first app of the file is the default app everywhere", async () => {
  const app = {
    name: "branch",
    corpId: CORP,
    agentId: "1000009",
    secret: "secret-of-the-only-app-000000000000000000000",
  };
  const stack = await startStack({
    apps: [app, { ...app, name: "second", agentId: "1000010", secret: `${app.secret}2` }],
    env: {
      WECOM_CORP_ID: "",
      WECOM_AGENT_ID: "",
      WECOM_SECRET: "",
      WECOM_TOKEN: "",
      WECOM_ENCODING_AES_KEY: "",
    },
  });
  try {
    const browser = createBrowser(stack);
    const { member } = await signIn(stack, browser);
    assert.equal(member.subject, `${CORP}/zhangsan`);
    assert.deepEqual(member.roles, ["staff", "operator"]);
    const page = await createBrowser(stack).fetch("/login?flow=hosted");
    assert.equal(page.status, 303);
    const wecom = new URL(page.headers.get("location")!);
    assert.equal(wecom.searchParams.get("appid"), CORP);
    assert.equal(wecom.searchParams.get("agentid"), "1000009");
  } finally {
    await stack.stop();
  }
});

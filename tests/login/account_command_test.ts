import assert from "node:assert/strict";
import { startEmbeddedProcess } from "packages/testkit/embedded_process.ts";
import { readTaskCommand } from "packages/testkit/task_command.ts";

Deno.test("an account that is created while the process runs can sign in at once", async () => {
  const running = await startEmbeddedProcess();
  try {
    const { args, cwd } = readTaskCommand("account");
    const child = new Deno.Command(Deno.execPath(), {
      args: [...args, "duty"],
      cwd,
      env: { DATA_DIR: running.dataDir, DATABASE_URL: "" },
      stdin: "piped",
      stdout: "null",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode("correct horse battery\n"));
    await writer.close();
    assert.equal((await child.status).code, 0);

    const response = await fetch(`${running.url}/api/v1/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username: "Duty", password: "correct horse battery" }),
    });
    assert.equal(response.status, 200);
    const { member, access_token: token } = await response.json();
    assert.deepEqual(member, {
      subject: "local/duty",
      name: "duty",
      roles: ["staff", "operator"],
    });
    const audit = await fetch(`${running.url}/api/v1/audit?thing=account/duty`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { items: [act] } = await audit.json();
    assert.deepEqual([act.actor, act.action, act.detail], ["shell", "account.save", "created"]);
  } finally {
    await running.stop();
  }
});

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
    assert.deepEqual((await response.json()).member, {
      subject: "local/duty",
      name: "duty",
      roles: ["staff", "operator"],
    });
  } finally {
    await running.stop();
  }
});

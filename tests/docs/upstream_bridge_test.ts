import assert from "node:assert/strict";
import { sha256Hex } from "packages/platform/encoding.ts";
import { startEmbeddedProcess } from "packages/testkit/embedded_process.ts";
import { runShell } from "packages/testkit/run_shell.ts";

const TOKEN = "the-token-of-the-crm";
const SCOPES = ["bridge.read", "bridge.send", "bridge.manage"];

const page = await Deno.readTextFile(
  new URL("../../services/upstream-bridge/README.md", import.meta.url),
);

Deno.test("the curl lines of the bridge's README sign an account in, send a text and read contacts, with a token of bridge scopes only", async () => {
  const [, sequence = "", ...more] = /```sh\n(.*?)```/s.exec(page) ?? [];
  assert.ok(sequence.includes("/api/init") && more.length === 0);
  const file = await Deno.makeTempFile({ prefix: "wecom-stack-test-" });
  const machine = { name: "crm", sha256: sha256Hex(TOKEN), scopes: SCOPES };
  await Deno.writeTextFile(file, JSON.stringify([machine]));
  const running = await startEmbeddedProcess({ API_TOKENS_FILE: file });
  try {
    const { stdout, stderr } = await runShell(
      sequence.replace(/SITE=\S+/, `SITE=${running.url}`).replace(/TOKEN=\S+/, `TOKEN=${TOKEN}`),
    );
    const answers = stdout.trim().split("\n").filter((line) => line !== "")
      .map((line) => JSON.parse(line));
    const [init, callback, qr, code, sent, contacts, events] = answers;
    assert.equal(answers.length, 7, stdout + stderr);
    for (const answer of answers) assert.equal(answer.ok, true, stdout);
    assert.match(init.uuid, /^[0-9a-f]{32}$/);
    assert.equal(callback.callbackUrl, `${running.url}/callback/wxwork`);
    assert.match(qr.qrcodeData, /^data:image\//);
    assert.equal(code.uuid, init.uuid);
    assert.equal(sent.send.status, "sent");
    assert.equal(sent.send.idempotencyKey, "order-4711");
    assert.deepEqual([contacts.partial, contacts.external.items.length], [false, 2]);
    const types = events.items.map(({ type }: { type: string }) => type);
    assert.ok(types.includes("account.online") && types.includes("account.send_finished"), types);

    const output = running.output();
    for (const secret of [init.uuid, qr.qrcodeKey, "订单已发货", TOKEN]) {
      assert.ok(!output.includes(secret), `the log has ${secret}`);
    }
  } finally {
    await running.stop();
    await Deno.remove(file);
  }
});

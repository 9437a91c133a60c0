import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { freePort } from "packages/testkit/free_port.ts";
import { signWebhook } from "packages/webhooks/sign_webhook.ts";
import { webhookKey } from "packages/webhooks/webhook_key.ts";
import { startWebhooks } from "services/callback/webhooks/testing/start_webhooks.ts";
import { TEST_SECRET } from "services/callback/webhooks/testing/test_receiver.ts";

const LANGUAGES = {
  python: { fence: "python", file: "receiver.py", command: "python3", args: [] },
  // Deno runs programs for Node; not every machine has Node.
  node: { fence: "js", file: "receiver.mjs", command: Deno.execPath(), args: ["run", "-A"] },
} as const;

/** The program in a document, as it is. */
function programOf(document: string, fence: string): string {
  const found = new RegExp(`^\`\`\`${fence}\n(.*?)^\`\`\`$`, "ms").exec(
    Deno.readTextFileSync(document),
  );
  assert.ok(found, `${document} has no program in ${fence}`);
  return found[1]!;
}

/** Runs a receiver of the document, from a file in an empty folder. */
async function runReceiver(language: keyof typeof LANGUAGES, port: number) {
  const { fence, file, command, args } = LANGUAGES[language];
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/${file}`, programOf("docs/webhooks.md", fence));
  const process = new Deno.Command(command, {
    args: [...args, file],
    cwd: folder,
    env: { WEBHOOK_SECRET: TEST_SECRET, PORT: String(port) },
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let output = "";
  const reading = (async () => {
    for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) output += text;
  })();
  await eventually(async () => await (await fetch(`http://127.0.0.1:${port}/`)).body?.cancel());
  return {
    /** What it was given to work on, one line each. */
    output: () => output,
    async stop() {
      process.kill("SIGKILL");
      await process.status;
      await reading;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

function hasPython(): boolean {
  try {
    return new Deno.Command("python3", { args: ["--version"] }).outputSync().success;
  } catch {
    return false;
  }
}

for (const language of ["python", "node"] as const) {
  const ignore = language === "python" && !hasPython();
  Deno.test({
    name:
      `the ${language} receiver of the document gets every event once, also those of its absences`,
    ignore,
    fn: async () => {
      const port = freePort();
      const webhooks = await startWebhooks(`http://127.0.0.1:${port}/`);
      try {
        await webhooks.emit("before its start");
        await eventually(async () => {
          const failed = await webhooks.sql`select from callback.webhook_attempts`;
          assert.ok(failed.length > 0);
        });
        const first = await runReceiver(language, port);
        await webhooks.emit("while it runs");
        await eventually(() => {
          assert.match(first.output(), /before its start/);
          assert.match(first.output(), /while it runs/);
        });
        await first.stop();
        for (let index = 0; index < 10; index += 1) await webhooks.emit(`in its absence ${index}`);
        const second = await runReceiver(language, port);
        await eventually(() => {
          const found = second.output().match(/in its absence \d/g) ?? [];
          assert.deepEqual(
            found.toSorted(),
            Array.from(found, (_, index) => `in its absence ${index}`),
          );
          assert.equal(found.length, 10);
        });
        assert.doesNotMatch(second.output(), /while it runs/);
        await second.stop();
      } finally {
        await webhooks.stop();
      }
    },
  });

  Deno.test({
    name:
      `the ${language} receiver of the document refuses what is forged or old, and works on a repetition once`,
    ignore,
    fn: async () => {
      const port = freePort();
      const receiver = await runReceiver(language, port);
      const id = "0193a5d0-7c1e-7a44-8b1f-5f0e6f1d2c3b";
      const now = Math.floor(Date.now() / 1_000);
      const body = JSON.stringify({ id, type: "webhook.test", data: { sentBy: "张三" } });
      const post = async (secrets: readonly string[], timestamp = now, sent = body) => {
        const keys = secrets.map((secret) => webhookKey(secret)!);
        const headers = signWebhook({ id, timestamp, body }, keys);
        const answer = await fetch(`http://127.0.0.1:${port}/`, {
          method: "POST",
          headers,
          body: sent,
        });
        await answer.body?.cancel();
        return answer.status;
      };
      const other = `whsec_${btoa("another key of thirty-two bytes.")}`;
      try {
        assert.equal(await post([other]), 401);
        assert.equal(await post([]), 401);
        assert.equal(await post([TEST_SECRET], now - 600), 401);
        assert.equal(await post([TEST_SECRET], now, `${body} `), 401);
        assert.equal(receiver.output(), "");
        assert.equal(await post([other, TEST_SECRET]), 204);
        assert.equal(await post([TEST_SECRET]), 204);
        await eventually(() => assert.match(receiver.output(), /webhook\.test.*张三/));
        assert.equal(receiver.output().match(/webhook\.test/g)?.length, 1);
      } finally {
        await receiver.stop();
      }
    },
  });
}

Deno.test("both languages of the document have the same programs", () => {
  for (const { fence } of Object.values(LANGUAGES)) {
    assert.equal(programOf("docs/webhooks.zh-CN.md", fence), programOf("docs/webhooks.md", fence));
  }
});

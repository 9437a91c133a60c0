import assert from "node:assert/strict";
import { services } from "embedded/services.ts";
import { startEmbeddedProcess } from "packages/testkit/embedded_process.ts";
import { runShell } from "packages/testkit/run_shell.ts";

const README = await Deno.readTextFile(new URL("../README.md", import.meta.url));

/** The one block of shell in the README that contains `part`. */
function shellBlock(part: string): string {
  const blocks = [...README.matchAll(/```sh\n(.*?)```/gs)].map((match) => match[1]!)
    .filter((block) => block.includes(part));
  assert.equal(blocks.length, 1, `README.md has ${blocks.length} blocks with ${part}`);
  return blocks[0]!;
}

/** What every variant of the sequence ends with: polled, asked, redeemed, signed in. */
function assertSignedIn(stdout: string): void {
  const answers = stdout.split(/(?<=\})(?=\{)/).map((text) => JSON.parse(text));
  const statuses = answers.filter(({ status }) => status).map(({ status }) => status);
  assert.ok(statuses.length >= 2 && statuses.every((status) => status === "confirmed"), stdout);
  const [grant, me] = answers.slice(-2);
  const member = { subject: "ww0123456789abcdef/lisi", name: "李四", roles: ["staff"] };
  assert.deepEqual(grant.member, member);
  assert.deepEqual(me, member);
}

Deno.test("the README's curl lines sign in: GET qrcode, poll, GET or POST callback, status, token", async () => {
  const running = await startEmbeddedProcess();
  try {
    const sequence = shellBlock("wecom/qrcode").replace(/SITE=\S+/, `SITE=${running.url}`);
    const followed = await runShell(sequence);
    assertSignedIn(followed.stdout);

    const start = sequence.indexOf("# 4.");
    const handedIn = sequence.slice(0, start) + shellBlock("CODE=") +
      sequence.slice(sequence.indexOf("# 5.", start));
    assertSignedIn((await runShell(handedIn)).stdout);
  } finally {
    await running.stop();
  }
});

Deno.test("both READMEs show the same commands", async () => {
  const chinese = await Deno.readTextFile(new URL("../README.zh-CN.md", import.meta.url));
  const commands = (text: string) =>
    [...text.matchAll(/```(?:sh|ts)\n(.*?)```/gs)].map((match) =>
      match[1]!.replaceAll(/ *(?:\/\/|\/\*\*|#) .*$/gm, "").trim()
    );
  assert.deepEqual(commands(chinese), commands(README));
});

Deno.test("the documented proxy leads every path of every service to that service, and nothing else", async () => {
  const page = await Deno.readTextFile(new URL("../docs/running-split.md", import.meta.url));
  const locations = [...page.matchAll(/location ~ (\S+) \{\s+proxy_pass http:\/\/([a-z-]+);/g)]
    .map(([, pattern, upstream]) => ({ pattern: new RegExp(pattern!), upstream }));
  const upstreamOf = (path: string) =>
    locations.find(({ pattern }) => pattern.test(path))?.upstream;
  for (const { name, paths } of services) {
    for (const path of paths) {
      assert.equal(upstreamOf(path.replace(/\*$/, "anything")), name, path);
    }
  }
  for (const path of ["/", "/orders", "/loginpage", "/livez", "/readyz", "/assets/app.js"]) {
    assert.equal(upstreamOf(path), undefined, path);
  }
});

import assert from "node:assert/strict";
import { services } from "embedded/services.ts";
import { startEmbeddedProcess } from "packages/testkit/embedded_process.ts";
import { runShell } from "packages/testkit/run_shell.ts";

const README = await readPage("README.md");

function readPage(path: string): Promise<string> {
  return Deno.readTextFile(new URL(`../../${path}`, import.meta.url));
}

/** The one block of shell in a page that contains `part`. */
function shellBlock(page: string, part: string): string {
  const blocks = [...page.matchAll(/```sh\n(.*?)```/gs)].map((match) => match[1]!)
    .filter((block) => block.includes(part));
  assert.equal(blocks.length, 1, `The page has ${blocks.length} blocks with ${part}`);
  return blocks[0]!;
}

/** The JSON answers of a sequence of calls, in order. */
function parseAnswers(stdout: string) {
  return stdout.trim().split(/(?<=\})\s*(?=\{)/).map((text) => JSON.parse(text));
}

/** Asserts that a sequence signed in: it polled, read the status, redeemed the attempt and read the member. */
function assertSignedIn(stdout: string): void {
  const answers = parseAnswers(stdout);
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
    const sequence = shellBlock(README, "wecom/poll").replace(/SITE=\S+/, `SITE=${running.url}`);
    const followed = await runShell(sequence);
    assertSignedIn(followed.stdout);

    const start = sequence.indexOf("# 4.");
    const withPostedCode = sequence.slice(0, start) +
      shellBlock(await readPage("docs/scan-login.md"), "CODE=") +
      sequence.slice(sequence.indexOf("# 5.", start));
    assertSignedIn((await runShell(withPostedCode)).stdout);
  } finally {
    await running.stop();
  }
});

Deno.test("the README's curl lines send a customer's message, read its answer, and get suggestions", async () => {
  const running = await startEmbeddedProcess();
  try {
    const sequence = shellBlock(README, "simulate-customer-msg")
      .replace(/SITE=\S+/, `SITE=${running.url}`);
    const { stdout } = await runShell(sequence);
    const [accepted, conversation, suggested] = parseAnswers(stdout);
    assert.deepEqual(conversation.messages.map(({ id }: { id: string }) => id), [accepted.inboxId]);
    const [turn] = conversation.turns;
    assert.equal(turn.status, "delivered", stdout);
    assert.equal(turn.answer, "模拟回答：在吗");
    assert.equal(suggested.suggestions.length, 3, stdout);
  } finally {
    await running.stop();
  }
});

/** The pages of both languages: README, and those in docs/. */
const PAGES = [
  "README",
  ...[...Deno.readDirSync(new URL("../../docs", import.meta.url))].map(({ name }) => name)
    .filter((name) => /^[\w-]+\.md$/.test(name)).map((name) => `docs/${name.slice(0, -3)}`),
];

Deno.test("every page is there in both languages, linked both ways, with the same commands", async () => {
  const commands = (text: string) =>
    [...text.matchAll(/```(?:sh|ts|js|sql|nginx)\n(.*?)```/gs)].map((match) =>
      match[1]!.replaceAll(/ *(?:\/\/|\/\*\*|#) .*$/gm, "").trim()
    );
  assert.ok(PAGES.length > 8, PAGES.join());
  for (const path of PAGES) {
    const [english, chinese] = [await readPage(`${path}.md`), await readPage(`${path}.zh-CN.md`)];
    const name = path.split("/").at(-1)!;
    assert.ok(english.includes(`English · [简体中文](${name}.zh-CN.md)`), path);
    assert.ok(chinese.includes(`[English](${name}.md) · 简体中文`), path);
    assert.deepEqual(commands(chinese), commands(english), path);
  }
});

Deno.test("the documented proxy routes every path of every service to that service, and no other path", async () => {
  const page = await readPage("docs/running-split.md");
  const locations = [
    ...page.matchAll(/location (=|\^~|~) (\S+) \{ proxy_pass http:\/\/([a-z-]+);/g),
  ]
    .map(([, kind, value, upstream]) => ({ kind, value: value!, upstream }));
  // The order in which nginx selects a location: exact, prefix, regular expression.
  const upstreamOf = (path: string) =>
    (locations.find(({ kind, value }) => kind === "=" && value === path) ??
      locations.find(({ kind, value }) => kind === "^~" && path.startsWith(value)) ??
      locations.find(({ kind, value }) => kind === "~" && new RegExp(value).test(path)))?.upstream;
  for (const { name, paths } of services) {
    for (const path of paths) {
      assert.equal(upstreamOf(path.replace(/\*$/, "anything")), name, path);
    }
  }
  for (const path of ["/", "/orders", "/loginpage", "/livez", "/readyz", "/assets/app.js"]) {
    assert.equal(upstreamOf(path), undefined, path);
  }
});

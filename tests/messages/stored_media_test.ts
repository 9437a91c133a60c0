import assert from "node:assert/strict";
import { assertProblem } from "tests/support/assert_answer.ts";
import { expectJson } from "tests/support/browser.ts";
import { type ConsoleCallers, createConsoleCallers } from "tests/support/console_callers.ts";
import { controlSimulator, push } from "tests/support/control_simulator.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { createSampleFile } from "simulators/wecom/push/sample_media.ts";

const DAY_MS = 86_400_000;
const BOT = { botId: "aib-demo-1", fromUser: "wangwu" };
const KF = { openKfid: "wk-demo-1", fromUser: "wm-demo-1" };
const PICTURE = createSampleFile("image").bytes;

let stack: Stack;
let callers: ConsoleCallers;
Deno.test.beforeAll(async () => {
  stack = await startStack({ env: { MERGE_WINDOW_MS: "0" } });
  callers = await createConsoleCallers(stack);
});
Deno.test.afterAll(() => stack.stop());

interface Sent {
  readonly conversationId: string;
  readonly messageId: string;
}

/** Sends a message as a person, and waits until its `files` files are stored. */
async function send(message: object, from: object, files = 1): Promise<Sent> {
  const known = (await listStored()).map(({ messageId }) => messageId);
  await push(stack.simulator, { ...from, message });
  return await eventually(async () => {
    const stored = (await listStored()).filter(({ messageId }) => !known.includes(messageId));
    assert.equal(stored.length, files, "it is not stored yet");
    return stored[0]!;
  });
}

async function listStored(): Promise<readonly Sent[]> {
  return await stack.sql<Sent[]>`
    select message_id as "messageId", conversation_id as "conversationId"
    from ai_reply.media join ai_reply.messages using (message_id) order by filed_at, item`;
}

const pathOf = ({ conversationId, messageId }: Sent) =>
  `/api/v1/conversations/${conversationId}/messages/${messageId}/media`;

async function readPage({ conversationId }: Sent): Promise<string> {
  return await (await callers.operator.fetch(`/console/conversations/${conversationId}`)).text();
}

async function readMedia({ conversationId, messageId }: Sent): Promise<unknown> {
  const answer = await callers.operator.fetch(`/api/v1/conversations/${conversationId}`);
  const { messages } = await expectJson<{ messages: { id: string; media: unknown }[] }>(answer);
  return messages.find(({ id }) => id === messageId)?.media;
}

async function assertShowsPicture(sent: Sent, query = ""): Promise<void> {
  const answer = await callers.operator.fetch(pathOf(sent) + query);
  assert.equal(answer.status, 200);
  assert.deepEqual(new Uint8Array(await answer.arrayBuffer()), PICTURE);
  const headers = Object.fromEntries(answer.headers);
  assert.equal(headers["content-type"], "image/png");
  assert.equal(headers["content-length"], String(PICTURE.length));
  assert.equal(headers["content-disposition"], "inline; filename*=UTF-8''image.png");
  assert.equal(headers["content-security-policy"], "sandbox; default-src 'none'");
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.match(
    await readPage(sent),
    new RegExp(`<img src="${pathOf(sent)}${query.replace("?", "\\?")}"`),
  );
}

Deno.test("the console shows a picture that a customer sent four days ago, without asking WeCom", async () => {
  const sent = await send({ kind: "image" }, KF);
  const asked = await countAsked();
  stack.clock.advance(4 * DAY_MS);
  // The sessions have expired.
  callers = await createConsoleCallers(stack);
  await assertShowsPicture(sent);
  assert.deepEqual(await readMedia(sent), [{ item: 0, type: "image", state: "kept" }]);
  assert.equal(await countAsked(), asked);
});

Deno.test("the console shows pictures that were sent to an AI bot: alone, with text, and quoted; a file is downloaded", async () => {
  await assertShowsPicture(await send({ kind: "image" }, BOT));
  const mixed = await send({ kind: "mixed", content: "这两张？", pictures: 2 }, BOT, 2);
  await assertShowsPicture(mixed, "?item=1");
  await assertShowsPicture(mixed, "?item=2");
  assert.match(await readPage(mixed), /这两张？/);
  await assertProblem(
    await callers.operator.fetch(pathOf(mixed)),
    404,
    "conversation_media_not_found",
  );
  const quoting = await send({ kind: "text", content: "这是什么？", quotes: "image" }, BOT);
  await assertShowsPicture(quoting, "?item=1");
  assert.match(await readPage(quoting), /引用 · 图片/);
  const quotes = { kind: "mixed", content: "磁盘已满", pictures: 1 };
  const asking = await send({ kind: "text", content: "这是什么意思", quotes }, BOT);
  assert.match(await readPage(asking), /引用.*磁盘已满.*这是什么意思/s);
  const file = await send({ kind: "file" }, BOT);
  const answer = await callers.operator.fetch(pathOf(file));
  assert.equal(await answer.text(), "simulated file\n");
  assert.equal(answer.headers.get("content-type"), "application/octet-stream");
  const name = encodeURIComponent("资料.txt");
  assert.equal(
    answer.headers.get("content-disposition"),
    `attachment; filename*=UTF-8''${name}`,
  );
});

Deno.test("the address of an AI bot's file is in no stored message, inbox row, page or log line", async () => {
  const sent = await send({ kind: "mixed", content: "看图", pictures: 1 }, BOT);
  const { deliveries } = await controlSimulator<{ deliveries: { plain: string }[] }>(
    stack.simulator,
    "deliveries",
  );
  assert.match(JSON.stringify(deliveries), /aibot\/file/, "WeCom sent an address");
  const stored = await stack.sql`
    select content::text from ai_reply.messages union all select content::text from callback.inbox`;
  const inbox = await callers.operator.fetch("/console/inbox");
  const outputs = [stored, stack.log, await readPage(sent), await inbox.text()];
  assert.doesNotMatch(JSON.stringify(outputs), /aibot\/file/);
});

Deno.test("only operators can read stored files, and only under the right conversation and message", async () => {
  const [mine, other] = [await send({ kind: "image" }, BOT), await send({ kind: "image" }, KF)];
  await assertProblem(await callers.anonymous.fetch(pathOf(mine)), 401, "access_token_missing");
  await assertProblem(await callers.staff.fetch(pathOf(mine)), 403, "access_role_required");
  const { operator } = callers;
  const crossed = pathOf({ ...mine, messageId: other.messageId });
  await assertProblem(await operator.fetch(crossed), 404, "conversation_media_not_found");
  for (const item of ["1", "99"]) {
    const path = `${pathOf(mine)}?item=${item}`;
    await assertProblem(await operator.fetch(path), 404, "conversation_media_not_found");
  }
  for (const item of ["-1", "x", "100", "1.5"]) {
    assert.equal((await operator.fetch(`${pathOf(mine)}?item=${item}`)).status, 400);
  }
});

async function countAsked(): Promise<number> {
  const journal = await controlSimulator(stack.simulator, "journal");
  return JSON.stringify(journal).split("/media/get").length - 1;
}

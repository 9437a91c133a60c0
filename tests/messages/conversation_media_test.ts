import assert from "node:assert/strict";
import { assertErrorPage, assertProblem } from "tests/support/assert_answer.ts";
import { type ConsoleCallers, createConsoleCallers } from "tests/support/console_callers.ts";
import { newId } from "tests/support/inbox_seed.ts";
import { controlSimulator, push } from "tests/support/control_simulator.ts";
import { seedConversation } from "tests/support/conversation_seed.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import { uploadMedia } from "tests/support/upload_media.ts";
import { eventually } from "packages/testkit/eventually.ts";

const APP = { fromUser: "wangwu" };
const KF = { openKfid: "wk-demo-1", fromUser: "wm-demo-1" };

let stack: Stack;
let callers: ConsoleCallers;
Deno.test.beforeAll(async () => {
  // No file is stored here, so that every file comes from WeCom. Stored files: stored_media_test.ts.
  stack = await startStack({ env: { MEDIA_KEEP_MAX_BYTES: "0" } });
  callers = await createConsoleCallers(stack);
});
Deno.test.afterAll(() => stack.stop());

interface Sent {
  readonly conversationId: string;
  readonly messageId: string;
}

const pathOf = ({ conversationId, messageId }: Sent) =>
  `/api/v1/conversations/${conversationId}/messages/${messageId}/media`;
const ask = (sent: Sent, accept = "*/*") =>
  callers.operator.fetch(pathOf(sent), { headers: { accept } });

/** Sends a message as a person, and waits until it is stored. */
async function send(message: object, from: object = APP): Promise<Sent> {
  const known = (await listMessages()).map(({ messageId }) => messageId);
  await push(stack.simulator, { ...from, message });
  return await eventually(async () => {
    const sent = (await listMessages()).find(({ messageId }) => !known.includes(messageId));
    assert.ok(sent !== undefined, "it is not stored yet");
    return sent;
  });
}

async function listMessages(): Promise<readonly Sent[]> {
  return await stack.sql<Sent[]>`
    select message_id as "messageId", conversation_id as "conversationId" from ai_reply.messages`;
}

/** Inserts a message with this content into a new conversation. */
async function seed(content: Record<string, string>, at = stack.clock.now()): Promise<Sent> {
  const lines = [{ at: new Date(at), says: content, isLeft: true }];
  const conversationId = await seedConversation(stack.sql, { person: newId(), lines });
  const [{ messageId }] = await stack.sql<[{ messageId: string }]>`
    select message_id as "messageId" from ai_reply.messages
    where conversation_id = ${conversationId}`;
  return { conversationId, messageId };
}

/** Uploads a file to WeCom, with a name and type that its sender chose. Returns the media id. */
const upload = (name: string, type: string, text: string) =>
  uploadMedia(
    async (path, init) => await stack.simulator.fetch(new Request(`http://localhost${path}`, init)),
    new File([text], name, { type }),
  );

const breakWecom = (fault: object) =>
  controlSimulator(stack.simulator, "faults", { call: "media/get", ...fault });

async function countAsked(): Promise<number> {
  const journal = await controlSimulator(stack.simulator, "journal");
  return JSON.stringify(journal).split("/media/get").length - 1;
}

async function readPage({ conversationId }: Sent): Promise<string> {
  const page = await callers.operator.fetch(`/console/conversations/${conversationId}`);
  assert.match(page.headers.get("content-security-policy") ?? "", /img-src 'self'/);
  return await page.text();
}

Deno.test("operators see the pictures that customers and members sent", async () => {
  for (const from of [APP, KF]) {
    const sent = await send({ kind: "image" }, from);
    const answer = await ask(sent);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    assert.equal(answer.status, 200);
    assert.deepEqual([...bytes.subarray(1, 4)], [..."PNG"].map((letter) => letter.charCodeAt(0)));
    const headers = Object.fromEntries(answer.headers);
    assert.equal(headers["content-type"], "image/png");
    assert.equal(headers["content-length"], String(bytes.length));
    assert.equal(headers["content-disposition"], "inline; filename*=UTF-8''image.png");
    assert.equal(headers["content-security-policy"], "sandbox; default-src 'none'");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.match(headers["cache-control"]!, /^private\b/);
    const page = await readPage(sent);
    assert.match(page, new RegExp(`<img src="${pathOf(sent)}" alt="[^"]+" loading="lazy"`));
    assert.match(page, new RegExp(`<a class="picture" href="${pathOf(sent)}"`));
  }
});

Deno.test("voice, video and files are downloaded under their own names, and not shown", async () => {
  const kinds: [string, object, string, string][] = [
    ["voice", APP, "audio/amr", "voice.amr"],
    ["video", KF, "video/mp4", "video.mp4"],
    ["file", KF, "application/octet-stream", encodeURIComponent("资料.txt")],
  ];
  for (const [kind, from, type, name] of kinds) {
    const sent = await send({ kind }, from);
    const answer = await ask(sent);
    assert.ok((await answer.arrayBuffer()).byteLength > 0);
    assert.equal(answer.headers.get("content-type"), type);
    assert.equal(
      answer.headers.get("content-disposition"),
      `attachment; filename*=UTF-8''${name}`,
    );
    assert.match(await readPage(sent), new RegExp(`<a href="${pathOf(sent)}">下载`));
  }
});

Deno.test("content that could run in a browser is downloaded as plain bytes, with any content type", async () => {
  const dangerous: [string, string][] = [
    ["image/svg+xml", "a.svg"],
    ["text/html; charset=utf-8", "a.html"],
    ["text/javascript", "a.js"],
    ["application/json", "a'(1).json"],
  ];
  for (const [type, name] of dangerous) {
    const mediaId = await upload(name, type, '{"errcode":0}<script>alert(1)</script>');
    const answer = await ask(await send({ kind: "image", mediaId }), "text/html");
    assert.match(await answer.text(), /<script>/);
    assert.equal(answer.headers.get("content-type"), "application/octet-stream");
    assert.match(answer.headers.get("content-disposition")!, /^attachment; filename\*=[\w%.'-]+$/);
  }
});

Deno.test("only operators can read files, and only under the right conversation and message", async () => {
  const sent = await send({ kind: "image" });
  const { anonymous, staff, operator } = callers;
  await assertProblem(await anonymous.fetch(pathOf(sent)), 401, "access_token_missing");
  await assertProblem(await staff.fetch(pathOf(sent)), 403, "access_role_required");
  const other = await seed({ type: "text", text: "在吗" });
  for (
    const messageId of [other.messageId, sent.messageId, newId(), "no-id", "%00", "..%2F..%2Fmedia"]
  ) {
    const foreign = { conversationId: other.conversationId, messageId };
    await assertProblem(await ask(foreign), 404, "conversation_media_not_found");
  }
  for (const conversationId of [newId(), "no-id"]) {
    await assertProblem(await ask({ ...sent, conversationId }), 404, "conversation_not_found");
  }
  const before = await countAsked();
  const head = await operator.fetch(pathOf(sent), { method: "HEAD" });
  assert.equal(head.status, 405);
  assert.equal(await countAsked(), before, "WeCom is not asked");
});

Deno.test("after three days a file is no longer available (410), and WeCom is not asked", async () => {
  const DAY_MS = 24 * 60 * 60 * 1000;
  const mediaId = await upload("a.png", "image/png", "a picture");
  const before = await countAsked();
  const old = await seed({ type: "image", mediaId }, stack.clock.now() - 3 * DAY_MS);
  await assertProblem(await ask(old), 410, "conversation_media_gone");
  const refused = await assertErrorPage(
    await ask(old, "text/html"),
    410,
    "conversation_media_gone",
  );
  assert.match(refused, /href="\/console"/, "the error page links back to the console");
  const page = await readPage(old);
  assert.match(page, /已超过 3 天，企业微信已删除/);
  assert.doesNotMatch(page, /<img|\/media"/);
  assert.equal(await countAsked(), before);
  const young = await seed({ type: "image", mediaId }, stack.clock.now() - 3 * DAY_MS + 1);
  assert.equal((await ask(young)).status, 200);
});

Deno.test("a file that WeCom does not know is 410; a file that WeCom cannot send now is 502", async () => {
  const unknown = await send({ kind: "voice", mediaId: "unknown-media" });
  await assertProblem(await ask(unknown), 410, "conversation_media_gone");
  const sent = await send({ kind: "image" });
  await breakWecom({ errcode: 42001, count: 1 });
  assert.equal((await ask(sent)).status, 200, "an expired token is renewed");
  await breakWecom({ errcode: 60020, count: 1 });
  const refused = await assertProblem(await ask(sent), 502, "conversation_media_unavailable");
  assert.match(refused.detail ?? "", /IP|address/);
  await breakWecom({ httpStatus: 502, count: 3 });
  await assertProblem(await ask(sent), 502, "conversation_media_unavailable");
  assert.equal((await ask(sent)).status, 200);
});

Deno.test("a file of a corp that is no longer configured is 502, and the error says why", async () => {
  const sent = await send({ kind: "image" });
  const move = (corpId: string) =>
    stack.sql`update ai_reply.conversations set corp_id = ${corpId}
      where conversation_id = ${sent.conversationId}`;
  await move("wwfedcba9876543210");
  const problem = await assertProblem(await ask(sent), 502, "conversation_media_unavailable");
  assert.match(problem.detail ?? "", /No WeCom app/);
  await move("ww0123456789abcdef");
});

Deno.test("a file that was sent to an AI bot and is not stored is 410; after five minutes the page says so", async () => {
  const sent = await send({ kind: "image" }, { botId: "aib-demo-1", fromUser: "wangwu" });
  await assertProblem(await ask(sent), 410, "conversation_media_gone");
  assert.match(await readPage(sent), /正在从企业微信下载/);
  stack.clock.advance(5 * 60_000);
  const page = await readPage(sent);
  assert.match(page, /文件未保存：发给智能机器人的文件只能在 5 分钟内下载/);
  assert.doesNotMatch(page, /<img|aibot\/file/);
});

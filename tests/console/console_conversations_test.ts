import assert from "node:assert/strict";
import { assertProblem } from "tests/support/assert_answer.ts";
import {
  type ConsoleCallers,
  createConsoleCallers,
  postConsoleForm,
  readAllPages,
} from "tests/support/console_callers.ts";
import { newId } from "tests/support/inbox_seed.ts";
import { type LineSeed, seedConversation } from "tests/support/conversation_seed.ts";
import { expectJson } from "tests/support/browser.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";

interface Item {
  readonly id: string;
  readonly external_userid: string;
  readonly name: string | null;
  readonly mode: string;
  readonly waiting: number;
  readonly waitingSince: string | null;
  readonly leftToStaff: number;
  readonly staffAwaitedSince: string | null;
  readonly lastText: string | null;
  readonly lastType: string | null;
  readonly lastMessageAt: string;
  readonly trouble: string | null;
}

interface Detail extends Item {
  readonly messages: { id: string; content: Record<string, unknown>; turnId: string | null }[];
  readonly turns: {
    id: string;
    number: number;
    status: string;
    deliveries: { part: number; text: string; status: string; error: string | null }[];
  }[];
  readonly nextCursor: string | null;
}

const PATH = "/api/v1/conversations";

let stack: Stack;
let callers: ConsoleCallers;
Deno.test.beforeAll(async () => {
  stack = await startStack();
  callers = await createConsoleCallers(stack);
});
Deno.test.afterAll(() => stack.stop());

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);
const answered = (text: string) => ({
  status: "delivered" as const,
  parts: [{ text, status: "sent" as const }],
});
const list = (query: string) => readAllPages<Item>(callers.operator, `${PATH}?${query}`);
const read = async (id: string, query = "") =>
  await expectJson<Detail>(await callers.operator.fetch(`${PATH}/${id}${query}`));

Deno.test("conversations are for operators: anonymous 401, staff 403, unknown 404", async () => {
  const { operator, staff, anonymous } = callers;
  const [id, turn] = [newId(), newId()];
  const asks: [string, string][] = [
    ["GET", PATH],
    ["GET", `${PATH}/${id}`],
    ["POST", `${PATH}/${id}/hand-over`],
    ["POST", `${PATH}/${id}/resume`],
    ["POST", `${PATH}/${id}/turns/${turn}/retry`],
  ];
  for (const [method, path] of asks) {
    const ask = (caller: typeof operator, target = path) =>
      method === "GET" ? caller.fetch(target) : caller.postJson(target, {});
    await assertProblem(await ask(anonymous), 401, "access_token_missing");
    await assertProblem(await ask(staff), 403, "access_role_required");
    if (path === PATH) continue;
    await assertProblem(await ask(operator), 404, "conversation_not_found");
    const other = path.replaceAll(id, "no-id");
    await assertProblem(await ask(operator, other), 404, "conversation_not_found");
  }
});

Deno.test("the list shows who waits, since when, for whom, and what failed", async () => {
  const seeds: [string, Partial<Item>, LineSeed[], Record<string, unknown>?][] = [
    ["q-answered", { waiting: 0, trouble: null, lastText: "谢谢" }, [
      { at: at(1), says: "谢谢", turn: answered("不客气") },
    ]],
    ["q-waiting", { waiting: 2, waitingSince: at(2).toISOString(), lastText: "报名多少钱" }, [
      { at: at(1), says: "在吗", turn: answered("在的") },
      { at: at(2), says: "请问" },
      { at: at(3), says: "报名多少钱" },
    ]],
    ["q-thinking", { waiting: 1, waitingSince: at(4).toISOString() }, [
      { at: at(4), says: "在吗", turn: { status: "thinking" } },
    ]],
    ["q-failed", { waiting: 0, trouble: "failed", leftToStaff: 0 }, [
      { at: at(5), says: "在吗", turn: { status: "failed" } },
    ]],
    ["q-uncertain", { trouble: "uncertain" }, [
      {
        at: at(6),
        says: "在吗",
        turn: {
          status: "delivered",
          parts: [{ text: "a", status: "sent" }, { text: "b", status: "uncertain" }],
        },
      },
    ]],
    ["q-mended", { trouble: null }, [
      { at: at(7), says: "在吗", turn: { status: "failed" } },
      { at: at(8), says: "喂", turn: answered("在的") },
    ]],
    ["q-human", {
      mode: "human",
      waiting: 0,
      leftToStaff: 1,
      staffAwaitedSince: at(11).toISOString(),
    }, [
      { at: at(9), says: "人工", isLeft: true },
      { at: at(10), says: "您好，我是小王", by: "staff" },
      { at: at(11), says: "我要退款", isLeft: true },
    ], { mode: "human", modeReason: "keyword", modeChangedAt: at(9) }],
    ["q-served", { mode: "human", leftToStaff: 0, staffAwaitedSince: null }, [
      { at: at(9), says: "人工", isLeft: true },
      { at: at(13), says: "您好，我是小王", by: "staff" },
    ], { mode: "human", modeReason: "keyword", modeChangedAt: at(9) }],
    ["q-image", { lastText: null, lastType: "image" }, [
      { at: at(12), says: { type: "image", mediaId: "m" } },
    ]],
  ];
  for (const [person, , lines, more] of seeds) {
    await seedConversation(stack.sql, { person, name: `客户 ${person}`, lines, ...more });
  }
  const items = await list("q=q-");
  assert.equal(items.length, seeds.length);
  for (const [person, expected] of seeds) {
    const item = items.find(({ external_userid }) => external_userid === person)!;
    assert.equal(item.name, `客户 ${person}`);
    for (const [field, value] of Object.entries(expected)) {
      assert.deepEqual(item[field as keyof Item], value, `${person}: ${field}`);
    }
  }
  const people = async (query: string) =>
    (await list(`q=q-&limit=2&${query}`)).map(({ external_userid }) => external_userid);
  // The longest wait comes first.
  assert.deepEqual(await people("state=waiting"), [
    "q-waiting",
    "q-thinking",
    "q-human",
    "q-image",
  ]);
  assert.deepEqual(await people("state=waiting&mode=human"), ["q-human"]);
  assert.deepEqual(await people("state=waiting&mode=bot"), ["q-waiting", "q-thinking", "q-image"]);
  assert.deepEqual(await people("state=trouble"), ["q-uncertain", "q-failed"]);
  assert.deepEqual(await people("mode=human"), ["q-human", "q-served"]);
  assert.deepEqual((await list(`q=${encodeURIComponent("客户 q-HUMAN")}`)).length, 1);
  assert.deepEqual(await list("q=%25"), [], "a percent sign is not a wildcard");
  assert.deepEqual(await list("q=q_human"), [], "an underscore is not a wildcard");
});

Deno.test("the pages of the list contain each conversation exactly once while new ones begin", async () => {
  const ids: string[] = [];
  for (let index = 0; index < 13; index += 1) {
    const lines = [{ at: at(1000 + Math.floor(index / 3)), says: "在吗", isLeft: true }];
    ids.push(await seedConversation(stack.sql, { person: `paged-${index}`, lines }));
  }
  let arrived = 0;
  const items = await readAllPages<Item>(
    callers.operator,
    `${PATH}?q=paged-&limit=4`,
    async () => {
      arrived += 1;
      const lines = [{ at: at(2000 + arrived), says: "在吗", isLeft: true }];
      await seedConversation(stack.sql, { person: `paged-late-${arrived}`, lines });
    },
  );
  assert.deepEqual(items.map(({ id }) => id).sort(), ids.sort());
  const times = items.map(({ lastMessageAt }) => lastMessageAt);
  assert.deepEqual(times, times.toSorted().reverse());
});

Deno.test("a conversation is paged from its end; every message and every answer is on exactly one page", async () => {
  const lines: LineSeed[] = Array.from({ length: 11 }, (_, index) => ({
    at: at(3000 + index),
    says: `m${index}`,
    // One answer for every two messages; the last message waits.
    ...index % 2 === 1 ? { turn: answered(`a${index}`) } : {},
  }));
  const id = await seedConversation(stack.sql, { person: "long", lines });
  const messages: string[] = [];
  const turns: number[] = [];
  let cursor: string | null = null;
  do {
    const page: Detail = await read(id, `?limit=3${cursor === null ? "" : `&cursor=${cursor}`}`);
    messages.unshift(...page.messages.map(({ content }) => String(content["text"])));
    turns.unshift(...page.turns.map(({ number }) => number));
    cursor = page.nextCursor;
  } while (cursor !== null);
  assert.deepEqual(messages, lines.map(({ says }) => says));
  assert.deepEqual(turns, [1, 2, 3, 4, 5]);
});

Deno.test("a conversation shows the delivery status of each part, and no phone number", async () => {
  const id = await seedConversation(stack.sql, {
    person: "parts",
    lines: [{
      at: at(1),
      says: "我的手机是 13800138000",
      turn: {
        status: "failed",
        parts: [
          { text: "稍等", status: "sent", isApology: true },
          { text: "请打 13900139000", status: "refused", error: "客户已拒收消息。" },
        ],
      },
    }],
  });
  const detail = await read(id);
  assert.doesNotMatch(JSON.stringify(detail), /13[89]00/);
  const [turn] = detail.turns;
  assert.deepEqual(
    turn!.deliveries.map(({ part, status, error }) => [part, status, error]),
    [[0, "sent", null], [1, "refused", "客户已拒收消息。"]],
  );
  const html = await (await callers.operator.fetch(`/console/conversations/${id}`)).text();
  assert.doesNotMatch(html, /13[89]00139000|13800138000/);
  assert.match(html, /客户已拒收消息。/);
});

Deno.test("an operator takes a conversation over and hands it back, by API and by form", async () => {
  const id = await seedConversation(stack.sql, {
    person: "taken",
    channel: "simulated",
    place: "",
    lines: [{ at: at(1), says: "在吗", turn: answered("在的") }],
  });
  const { operator } = callers;
  for (let round = 0; round < 2; round += 1) {
    const taken = await expectJson<Item>(await operator.postJson(`${PATH}/${id}/hand-over`, {}));
    assert.equal(taken.mode, "human", "a repeated call has the same result");
  }
  const back = await expectJson<Item>(await operator.postJson(`${PATH}/${id}/resume`, {}));
  assert.equal(back.mode, "bot");

  const post = (fields: Record<string, string>) =>
    postConsoleForm(operator, stack.publicUrl, "/console/conversations", { id, ...fields });
  const done = await post({ action: "hand-over" });
  assert.equal(done.status, 303);
  const location = done.headers.get("location")!;
  assert.equal(location, `/console/conversations/${id}?done=handedOver#latest`);
  const page = await (await operator.fetch(location.split("#")[0]!)).text();
  assert.match(page, /AI 不再回复/);
  assert.match(page, /交还给 AI/);
  assert.equal((await post({ action: "resume" })).status, 303);
  assert.equal((await read(id)).mode, "bot");
  assert.equal((await post({ action: "retry" })).status, 404);
  assert.equal((await post({ action: "other" })).status, 400);
});

Deno.test("a failed answer can be retried only while it is failed; a retry of an unknown answer is 404", async () => {
  const id = await seedConversation(stack.sql, {
    person: "retried",
    channel: "simulated",
    place: "",
    mode: "human",
    modeReason: "model",
    lines: [{
      at: at(1),
      says: "在吗",
      turn: { status: "failed", parts: [{ text: "在的", status: "refused", error: "x" }] },
    }],
  });
  const turn = (await read(id)).turns[0]!.id;
  const retry = () => callers.operator.postJson(`${PATH}/${id}/turns/${turn}/retry`, {});
  await expectJson<Item>(await retry());
  await assertProblem(await retry(), 409, "conversation_turn_not_retryable");
  const stranger = `${PATH}/${id}/turns/${newId()}/retry`;
  await assertProblem(
    await callers.operator.postJson(stranger, {}),
    404,
    "conversation_not_found",
  );
});

Deno.test("the API refuses an invalid cursor, limit, mode or state, and the error names the field", async () => {
  for (const query of ["cursor=x", "limit=0", "mode=x", "state=x"]) {
    const answer = await callers.operator.fetch(`${PATH}?${query}`);
    const { fields } = await assertProblem(answer, 400, "request_invalid");
    assert.deepEqual(fields?.map(({ name }) => name), [query.split("=")[0]]);
  }
});

Deno.test("console pages show errors as pages, 404 for an unknown conversation, and do not filter by empty fields", async () => {
  const { operator, staff } = callers;
  const get = async (path: string, caller = operator) => {
    const answer = await caller.fetch(path, { headers: { accept: "text/html" } });
    assert.match(answer.headers.get("content-type") ?? "", /^text\/html/, path);
    return { status: answer.status, text: await answer.text() };
  };
  for (const path of ["/console/conversations", "/console/inbox", "/console/inbox/dead-letters"]) {
    assert.equal((await get(path)).status, 200);
    assert.equal((await get(`${path}?q=&app=&kind=&sender=&queue=&mode=&state=`)).status, 200);
    assert.equal((await get(`${path}?cursor=x`)).status, 400);
    assert.equal((await get(path, staff)).status, 403);
  }
  for (const id of [newId(), "unknown"]) {
    const { status, text } = await get(`/console/conversations/${id}`);
    assert.equal(status, 404);
    assert.match(text, /没有这个会话/);
  }
});

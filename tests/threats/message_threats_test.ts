import assert from "node:assert/strict";
import { createBrowser, signIn } from "tests/support/browser.ts";
import { seedDeadLetter, seedInbox } from "tests/support/inbox_seed.ts";
import { seedConversation } from "tests/support/conversation_seed.ts";
import { postCallback, sealCallback, textMessage } from "tests/support/sealed_callback.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import { randomHex, systemRandomBytes } from "packages/platform/random.ts";
import { scaleWait } from "packages/testkit/scale_wait.ts";

const CALLBACK = "/api/v1/wecom/callback";
const OTHER_CORP = "ww00000000000000b2";
const SALES = {
  name: "sales",
  corpId: "ww0123456789abcdef",
  agentId: "1000003",
  secret: "secret-of-sales",
  token: "TokenOfTheSalesApp00000000000001",
  encodingAesKey: "KeyOfTheSalesApp00000000000000000000000000A",
};
const ELSEWHERE = {
  name: "elsewhere",
  corpId: OTHER_CORP,
  agentId: "1000002",
  secret: "secret-of-elsewhere",
};

let stack: Stack;
Deno.test.beforeAll(async () => {
  stack = await startStack({ apps: [SALES, ELSEWHERE], env: { RATE_LIMIT_FACTOR: "100" } });
});
Deno.test.afterAll(() => stack.stop());

const inboxRows = () =>
  stack.sql<{ app: string; deliveries: number }[]>`
  select app, deliveries from callback.inbox order by inbox_id`;

Deno.test("a callback that is encrypted for one app is refused at the address of another app", async () => {
  const before = await inboxRows();
  const forSales = { token: SALES.token, encodingAesKey: SALES.encodingAesKey };
  const message = textMessage({ AgentID: SALES.agentId });
  for (const path of ["", "/default", "/elsewhere", "/bot", "/SALES", "/sales/", "/%73ales%00"]) {
    const answer = await postCallback(stack, message, { ...forSales, path: CALLBACK + path });
    await answer.body?.cancel();
    assert.ok([403, 404].includes(answer.status), `${path}: ${answer.status}`);
  }
  for (const mixed of [{ token: SALES.token }, { encodingAesKey: SALES.encodingAesKey }]) {
    const answer = await postCallback(stack, message, { ...mixed, path: `${CALLBACK}/sales` });
    assert.equal(answer.status, 403);
  }
  const foreign = { receiveId: OTHER_CORP, path: CALLBACK };
  assert.equal((await postCallback(stack, textMessage(), foreign)).status, 403);
  assert.deepEqual(await inboxRows(), before);
  const right = { ...forSales, path: `${CALLBACK}/sales` };
  assert.equal((await postCallback(stack, message, right)).status, 200);
  assert.equal((await inboxRows()).at(-1)!.app, "sales");
});

Deno.test("an intercepted callback is one message however often it is replayed, and is refused when any part of it is changed", async () => {
  const { encrypted, query } = sealCallback(stack, textMessage());
  const send = async (changed: Record<string, string>, ciphertext = encrypted) => {
    const url = `${stack.publicUrl}${CALLBACK}?${new URLSearchParams({ ...query, ...changed })}`;
    const body = `<xml><Encrypt>${ciphertext}</Encrypt></xml>`;
    const answer = await stack.fetch(url, { method: "POST", body });
    await answer.body?.cancel();
    return answer.status;
  };
  const before = (await inboxRows()).length;
  const { timestamp = "", nonce = "" } = query;
  for (
    const [changed, ciphertext] of [
      [{ nonce: timestamp, timestamp: nonce }],
      [{ nonce: `${nonce}0` }],
      [{ nonce: "" }],
      [{ timestamp: String(Number(timestamp) + 1) }],
      [{ timestamp: ` ${timestamp}` }],
      [{ timestamp: `0${timestamp}` }],
      // The signature does not separate its parts: these are the same characters in the same order.
      [{ nonce: nonce + encrypted.slice(0, 44) }, encrypted.slice(44)],
      [{ nonce: nonce + encrypted.slice(0, 128) }, encrypted.slice(128)],
      [{ nonce: timestamp + nonce, timestamp: "" }],
      [{}, encrypted.slice(0, -44)],
    ] as [Record<string, string>, string?][]
  ) {
    assert.equal(await send(changed, ciphertext), 403, JSON.stringify(changed));
  }
  assert.equal((await inboxRows()).length, before);
  const replays = await Promise.all(Array.from({ length: 20 }, () => send({})));
  assert.deepEqual(new Set(replays), new Set([200]));
  const rows = await inboxRows();
  assert.deepEqual([rows.length, rows.at(-1)!.deliveries], [before + 1, 20]);
  stack.clock.advance(601_000);
  assert.equal(await send({}), 403, "after the window");
});

Deno.test("a signed callback of any depth, size and form is accepted or refused within seconds", async () => {
  const bot = { path: `${CALLBACK}/bot`, receiveId: "" };
  const nest = (depth: number) => `{"msgtype":"x","x":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  const say = (content: string) =>
    JSON.stringify({
      msgid: content.slice(0, 9),
      aibotid: "aib-demo-1",
      chattype: "single",
      from: { userid: "lisi" },
      msgtype: "text",
      text: { content },
    });
  const refresh = (id: string) =>
    say("x").replace(/"text",.*$/, `"stream","stream":{"id":${JSON.stringify(id)}}}`);
  const messages: [string, object][] = [
    ...[10, 1_000, 50_000, 300_000].map((depth): [string, object] => [nest(depth), bot]),
    [say(" .".repeat(300_000)), bot],
    [refresh("x".repeat(500_000)), bot],
    [refresh("a\u0000b\ud800*{}"), bot],
    [refresh("../../etc/passwd"), bot],
    ['{"msgtype":"x","__proto__":{"admin":true},"constructor":{"prototype":1}}', bot],
    [textMessage({ MsgId: "1", Content: "&#60;".repeat(50_000) }), {}],
    [textMessage({ MsgId: "2", Content: ".".repeat(250_000) }), {}],
    [textMessage({ MsgId: "3", More: "<e>x</e>".repeat(9_900) }), {}],
    [textMessage({ MsgId: "4", More: `${"<a>".repeat(5_000)}${"</a>".repeat(5_000)}` }), {}],
    [textMessage({ MsgId: "5", hasOwnProperty: "x", toString: "y" }), {}],
  ];
  for (const [message, options] of messages) {
    const startMs = performance.now();
    const answer = await postCallback(stack, message, options);
    await answer.body?.cancel();
    const what = `${message.slice(0, 60)} of ${message.length}`;
    assert.ok([200, 403].includes(answer.status), `${answer.status} ${what}`);
    assert.ok(performance.now() - startMs < scaleWait(10_000), what);
  }
});

Deno.test("a message with an id that is too long for an index is stored once, not processed, and logged", async () => {
  // Random, because the index would compress other texts.
  const id = randomHex(systemRandomBytes, 5_000);
  const toBot = JSON.stringify({
    msgid: "long",
    aibotid: "aib-demo-1",
    chattype: "group",
    chatid: id,
    from: { userid: "lisi" },
    msgtype: "text",
    text: { content: "在吗" },
  });
  const before = (await inboxRows()).length;
  for (
    const [message, options] of [
      [textMessage({ FromUserName: id })],
      [textMessage({ AgentID: id })],
      [toBot, { path: `${CALLBACK}/bot`, receiveId: "" }],
    ] as [string, object?][]
  ) assert.equal((await postCallback(stack, message, options)).status, 200);
  const arrived = (await inboxRows()).slice(before);
  assert.deepEqual(arrived.map(({ app }) => app), ["default", "default", "bot"]);
  const left = stack.log.filter(({ event }) => event === "callback_ignored");
  assert.deepEqual(left.map(({ app, level }) => `${level} ${app}`), [
    "warn default",
    "warn default",
    "warn bot",
  ]);
  const jobs = await stack.sql`
    select 1 from public.sent_jobs as job join callback.inbox on inbox_id = job.id
    where sender like ${`${id.slice(0, 64)}%`}`;
  assert.equal(jobs.count, 0);
});

/** Closes the attribute, element, script or text in which it is inserted. */
const PROBE = `"'></script></pre><xss-probe src=x onerror=alert(1)>`;

Deno.test("stored XSS: text from strangers, colleagues, models and errors never becomes markup of a page", async () => {
  const at = new Date(stack.clock.now());
  const link = { type: "link", title: PROBE, description: PROBE, url: "javascript:alert(1)//" };
  const conversation = await seedConversation(stack.sql, {
    person: `wm${PROBE}`,
    name: PROBE,
    modeReason: "keyword",
    place: PROBE,
    lines: [
      { at, says: PROBE },
      { at, says: link },
      { at, says: { ...link, url: "data:text/html,<script>alert(1)</script>" } },
      { at, says: { ...link, url: `https://example.com/${PROBE}` } },
      { at, says: { ...link, url: " javascript:alert(1)" } },
      { at, says: { type: "location", label: PROBE, latitude: PROBE, longitude: PROBE } },
      { at, says: { type: PROBE, mediaId: PROBE, name: PROBE, text: { nested: PROBE } } },
      {
        at,
        says: "?",
        turn: {
          status: "failed",
          model: PROBE,
          sources: [{ title: PROBE, path: `javascript:alert(1)//${PROBE}` }],
          parts: [{ text: PROBE, status: "refused", error: PROBE }],
        },
      },
    ],
  });
  const marked = await seedInbox(stack.sql, {
    app: PROBE,
    kind: PROBE,
    sender: PROBE,
    content: { [PROBE]: PROBE, content: PROBE, url: "javascript:alert(1)" },
    receivedAt: at,
  });
  await seedDeadLetter(stack.sql, {
    queue: PROBE,
    payload: { [PROBE]: PROBE },
    error: PROBE,
    failedAt: at,
  });
  const operator = createBrowser(stack);
  await signIn(stack, operator);
  const probe = encodeURIComponent(PROBE);
  let shown = 0;
  for (
    const path of [
      "/console",
      `/console/inbox?sent=${marked}`,
      `/console/inbox?app=${probe}&kind=${probe}&sender=${probe}&sent=${probe}`,
      `/console/inbox/dead-letters?done=${probe}`,
      `/console/inbox/dead-letters?queue=${probe}`,
      "/console/conversations",
      `/console/conversations?q=${probe}&mode=${probe}&state=${probe}`,
      `/console/conversations/${conversation}?done=${probe}`,
      `/sidebar?customer=${probe}&app=${probe}&x=${probe}`,
      `/login?signed_out=1&app=${probe}&redirect=${probe}`,
      `/nowhere/${probe}?${probe}`,
    ]
  ) {
    const answer = await operator.fetch(path, { headers: { accept: "text/html" } });
    const html = await answer.text();
    assert.match(html, /^<!doctype html>/, path);
    assert.doesNotMatch(html, /<xss-probe|"'><|<\/script><\/pre>/i, path);
    assert.doesNotMatch(
      html,
      /(?:href|src|action)=["']?\s*(?:javascript|data:text|vbscript):/i,
      path,
    );
    assert.match(answer.headers.get("content-security-policy") ?? "", /script-src 'self'/, path);
    shown += html.split("&lt;xss-probe").length - 1;
  }
  assert.ok(shown > 40, `only ${shown} probes are on the pages at all`);
});

Deno.test("a member can neither read nor change customers of another corp, or a colleague's own chat", async () => {
  const staff = createBrowser(stack);
  await signIn(stack, staff, "lisi");
  const now = new Date(stack.clock.now());
  const secret = "the-other-corps-words";
  const [conversation] = await Promise.all([
    seedConversation(stack.sql, { person: "wm-theirs", lines: [{ at: now, says: secret }] }),
    seedConversation(stack.sql, {
      person: "zhangsan",
      channel: "app",
      lines: [{ at: now, says: secret }],
    }),
    stack.sql`
      insert into ai_reply.customers (corp_id, external_user_id, name, fetched_at, updated_at)
      values (${OTHER_CORP}, 'wm-theirs', ${secret}, ${now}, ${now})`,
  ]);
  await stack.sql`
    update ai_reply.conversations set corp_id = ${OTHER_CORP}, app = 'elsewhere'
    where conversation_id = ${conversation}`;
  const noteId = "01890000-0000-7000-8000-00000000000a";
  await stack.sql`
    insert into ai_reply.customer_notes
      (note_id, corp_id, external_user_id, author, author_name, text, written_at)
    values (${noteId}, ${OTHER_CORP}, 'wm-theirs', 'x', 'x', ${secret}, ${now})`;
  for (const person of ["wm-theirs", "zhangsan"]) {
    for (
      const [method, path, body] of [
        ["GET", ""],
        ["GET", "?refresh=1"],
        ["GET", "/history"],
        ["PATCH", "", { tags: ["ours"] }],
        ["POST", "/notes", { text: "ours" }],
        ["DELETE", `/notes/${noteId}`],
      ] as [string, string, object?][]
    ) {
      const answer = await staff.fetch(`/api/v1/users/${person}${path}`, {
        method,
        headers: { "content-type": "application/json", origin: stack.publicUrl },
        ...body === undefined ? {} : { body: JSON.stringify(body) },
      });
      const text = await answer.text();
      assert.ok(answer.status >= 400 && answer.status < 500, `${method} ${path}: ${text}`);
      assert.ok(!text.includes(secret), text);
    }
  }
  // The same note under a customer of the own corp.
  const crossed = await staff.fetch(`/api/v1/users/wm-demo-1/notes/${noteId}`, {
    method: "DELETE",
    headers: { origin: stack.publicUrl },
  });
  assert.equal(crossed.status, 404);
  const [note] = await stack
    .sql`select text from ai_reply.customer_notes where note_id = ${noteId}`;
  assert.equal(note?.["text"], secret);
  for (const path of ["", `/${conversation}`]) {
    assert.equal((await staff.fetch(`/api/v1/conversations${path}`)).status, 403);
  }
});

import assert from "node:assert/strict";
import { assertProblem } from "tests/support/assert_answer.ts";
import { createBrowser, signIn } from "tests/support/browser.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";

const VERIFY_NAME = "WW_verify_AbC-1_2.txt";
const SIMULATE = "/api/v1/simulate-customer-msg";
const MESSAGE = { external_userid: "wm-demo-1", content: "请问多少钱？" };

let folder: string;
let stack: Stack;
Deno.test.beforeAll(async () => {
  folder = await Deno.makeTempDir();
  stack = await startStack({
    env: { PUBLIC_URL: "https://wecom.example.com", VERIFY_FILES_DIR: folder },
  });
});
Deno.test.afterAll(async () => {
  await stack.stop();
  await Deno.remove(folder, { recursive: true });
});

const get = (path: string) => createBrowser(stack).fetch(path, { host: "crm.example.com" });

Deno.test("a verification file is served byte for byte, under any host, from the moment it is there", async () => {
  const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 0x41, 0x0a, 0xff]);
  await assertProblem(await get(`/${VERIFY_NAME}`), 404, "route_not_found");
  await Deno.writeFile(`${folder}/${VERIFY_NAME}`, bytes);
  const answer = await get(`/${VERIFY_NAME}`);
  assert.equal(answer.headers.get("content-type"), "text/plain");
  assert.deepEqual(new Uint8Array(await answer.arrayBuffer()), bytes);
});

Deno.test("a file that Kubernetes mounts, through links inside the folder, is served", async () => {
  await Deno.mkdir(`${folder}/..2026`);
  await Deno.writeTextFile(`${folder}/..2026/mounted.txt`, "mounted");
  await Deno.symlink("..2026", `${folder}/..data`);
  await Deno.symlink("..data/mounted.txt", `${folder}/mounted.txt`);
  assert.equal(await (await get("/mounted.txt")).text(), "mounted");
});

Deno.test("nothing else of the machine is served as a verification file", async () => {
  const secret = await Deno.makeTempFile({ suffix: ".txt" });
  await Deno.writeTextFile(secret, "secret");
  await Deno.symlink(secret, `${folder}/link.txt`);
  await Deno.mkdir(`${folder}/folder.txt`);
  await Deno.writeTextFile(`${folder}/notes.md`, "secret");
  await Deno.writeTextFile(`${folder}/big.txt`, "x".repeat(5_000));
  await Deno.writeTextFile(`${folder}/.hidden.txt`, "secret");
  await Deno.symlink("loop.txt", `${folder}/loop.txt`);
  const name = secret.split("/").at(-1)!;
  const paths = [
    "/link.txt",
    "/folder.txt",
    "/notes.md",
    "/big.txt",
    "/.hidden.txt",
    "/loop.txt",
    `/..%2f${name}`,
    `/%2e%2e%2f${name}`,
    `/..%5c${name}`,
    "/a%00.txt",
    "/%E4%BD%A0.txt",
    `/${"a".repeat(65)}.txt`,
    "/..txt",
    "/robots.txt",
  ];
  for (const path of paths) await assertProblem(await get(path), 404, "route_not_found");
  await Deno.remove(secret);
});

Deno.test("an operator's pretended message takes the whole way; nobody else may pretend", async () => {
  const [operator, staff] = [createBrowser(stack), createBrowser(stack)];
  await signIn(stack, operator, "zhangsan");
  await signIn(stack, staff, "lisi");
  await assertProblem(
    await createBrowser(stack).postJson(SIMULATE, MESSAGE),
    401,
    "access_token_missing",
  );
  await assertProblem(await staff.postJson(SIMULATE, MESSAGE), 403, "access_role_required");
  const answer = await operator.postJson(SIMULATE, MESSAGE);
  assert.equal(answer.status, 202);
  const { inboxId } = await answer.json();
  const [row] = await stack.sql`
    select source, kind, sender, app, job.data -> 'payload' as payload
    from callback.inbox join pgboss.job on job.id = inbox_id where inbox_id = ${inboxId}`;
  assert.deepEqual({ ...row }, {
    source: "simulated",
    kind: "text",
    sender: "wm-demo-1",
    app: "default",
    payload: {
      kind: "simulated_message",
      inboxId,
      app: "default",
      corpId: "ww0123456789abcdef",
      sentAt: "2026-01-01T00:00:00.000Z",
      externalUserId: "wm-demo-1",
      content: { type: "text", text: "请问多少钱？" },
    },
  });
  const again = await (await operator.postJson(SIMULATE, MESSAGE)).json();
  assert.notEqual(again.inboxId, inboxId, "two alike are two");
});

Deno.test("a pretended message has a customer and a text, both of bearable length", async () => {
  const operator = createBrowser(stack);
  await signIn(stack, operator, "zhangsan");
  const wrong = [
    { external_userid: "" },
    { external_userid: "x".repeat(65) },
    { external_userid: "a b" },
    { content: " " },
    { content: "x".repeat(2_049) },
  ];
  for (const fields of wrong) {
    const answer = await operator.postJson(SIMULATE, { ...MESSAGE, ...fields });
    await assertProblem(answer, 400, "request_invalid");
  }
});

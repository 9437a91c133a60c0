import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createCallbackKey, encryptFile } from "packages/wecom/callback/cipher.ts";
import {
  BotFileError,
  type BotFileOptions,
  fetchBotFile,
} from "packages/wecom/client/bot_files.ts";
import { FileTooLargeError } from "packages/wecom/client/download.ts";
import { WecomUnreachableError } from "packages/wecom/client/errcode.ts";

const KEY = createCallbackKey("SimulatedEncodingAesKey00000000000000000001");
const OTHER_KEY = createCallbackKey("AnotherEncodingAesKey0000000000000000000001");
const FILE = Buffer.from("the bytes of a picture");
/** A file as WeCom's store has it. */
const seal = (bytes: Uint8Array, key = KEY) => Uint8Array.from(encryptFile(key, bytes));
const SECRET = "q-signature-0123456789";

/** A fake of WeCom's file store; `answer` is for every path. */
function startStore(answer: (url: URL) => Response | Promise<Response>) {
  const asked: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const url = new URL(request.url);
    asked.push(url.pathname);
    return answer(url);
  });
  return {
    asked,
    url: `http://127.0.0.1:${server.addr.port}/file?sign=${SECRET}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const fetchFile = (url: string, options: Partial<BotFileOptions> = {}) =>
  fetchBotFile(url, { fetch, keys: [KEY], allowsLoopback: true, maxBytes: 1_000, ...options });

async function failureOf(run: Promise<unknown>): Promise<Error> {
  const error = await run.then(() => assert.fail("should not succeed"), (reason) => reason);
  assert.ok(error instanceof Error);
  assert.doesNotMatch(Deno.inspect(error, { depth: 20 }), new RegExp(`${SECRET}|127\\.0\\.0\\.1:`));
  return error;
}

Deno.test("a bot's file is fetched and decrypted with any content type, and with the current or the previous key", async () => {
  const disposition = "attachment; filename*=UTF-8''%E6%8A%A5%E4%BB%B7.pdf";
  for (
    const headers of [{}, { "content-type": "text/plain" }, { "content-disposition": disposition }]
  ) {
    await using store = startStore(() => new Response(seal(FILE), { headers }));
    const { bytes, fileName } = await fetchFile(store.url, { keys: [OTHER_KEY, KEY] });
    assert.deepEqual(Buffer.from(bytes), FILE);
    assert.equal(fileName, "content-disposition" in headers ? "报价.pdf" : undefined);
  }
});

Deno.test("a file that no key of the bot decrypts is refused", async () => {
  for (const bytes of [seal(FILE, OTHER_KEY), Uint8Array.from(FILE), new Uint8Array()]) {
    await using store = startStore(() => new Response(bytes));
    const error = await failureOf(fetchFile(store.url));
    assert.ok(error instanceof BotFileError && error.reason === "decrypt");
  }
});

Deno.test("no redirect is followed, and the error names the HTTP status", async () => {
  await using store = startStore(({ pathname }) =>
    pathname === "/file"
      ? new Response("", { status: 302, headers: { location: "/inner" } })
      : new Response("")
  );
  const error = await failureOf(fetchFile(store.url));
  assert.ok(error instanceof WecomUnreachableError && error.detail === "HTTP 302");
  assert.deepEqual(store.asked, ["/file"]);
});

Deno.test("an address inside a private network is not requested", async () => {
  await using store = startStore(() => new Response(seal(FILE)));
  const error = await failureOf(fetchFile(store.url, { allowsLoopback: false }));
  assert.ok(error instanceof BotFileError && error.reason === "address");
  const inner = { resolve: () => Promise.resolve(["10.0.0.7"]) };
  await failureOf(fetchFile(`https://files.example.com/?sign=${SECRET}`, inner));
  assert.deepEqual(store.asked, []);
});

Deno.test("a file of the largest size is accepted, one more byte is refused, and an endless file is stopped", async () => {
  const exactly = (bytes: number) => () => new Response(seal(new Uint8Array(bytes)));
  await using fitting = startStore(exactly(1_000));
  assert.equal((await fetchFile(fitting.url)).bytes.length, 1_000);
  let sent = 0;
  const endless = () =>
    new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
  await using larger = startStore(exactly(1_001));
  await using unending = startStore(() => new Response(endless()));
  for (const { url } of [larger, unending]) {
    assert.ok(await failureOf(fetchFile(url)) instanceof FileTooLargeError);
  }
  assert.ok(sent < 100, `${sent} pieces were sent`);
});

Deno.test("a file that does not begin or does not end in time is an error", async () => {
  const end = Promise.withResolvers<Response>();
  const slow = () =>
    new Response(new ReadableStream({ start: (it) => it.enqueue(new Uint8Array(9)) }));
  await using silent = startStore(() => end.promise);
  await using unending = startStore(slow);
  for (const { url } of [silent, unending]) {
    const error = await failureOf(fetchFile(url, { timeoutMs: 20 }));
    assert.ok(error instanceof WecomUnreachableError && error.reason === "timeout", String(error));
  }
  end.resolve(new Response());
});

import assert from "node:assert/strict";
import { createTestSimulator } from "simulators/wecom/test_simulator.ts";

async function createCaller() {
  const simulator = createTestSimulator();
  const access_token = await simulator.token();
  return {
    ...simulator,
    upload: async (bytes: number, type = "file", field = "media", beginning = "") => {
      const body = new FormData();
      const content = beginning + "a".repeat(bytes - beginning.length);
      body.set(field, new File([content], "资料.txt", { type: "text/plain" }));
      const query = new URLSearchParams({ access_token, type });
      const path = `/cgi-bin/media/upload?${query}`;
      return await (await simulator.send(path, { method: "POST", body })).json();
    },
    get: (media_id: string) => {
      const query = new URLSearchParams({ access_token, media_id });
      return simulator.send(`/cgi-bin/media/get?${query}`);
    },
    access_token,
  };
}

Deno.test("an uploaded file can be fetched for three days", async () => {
  const { control, get, token, upload, send } = await createCaller();
  const { errcode, media_id, created_at } = await upload(10);
  assert.deepEqual([errcode, typeof created_at], [0, "string"]);
  const whole = await get(media_id);
  assert.equal(whole.headers.get("content-type"), "text/plain");
  assert.match(whole.headers.get("content-disposition") ?? "", /%E8%B5%84%E6%96%99\.txt/);
  assert.equal(await whole.text(), "a".repeat(10));
  await control("clock", { advanceMs: 3 * 86_400_000 });
  const query = new URLSearchParams({ access_token: await token(), media_id });
  const late = await send(`/cgi-bin/media/get?${query}`);
  assert.equal(late.status, 200);
  assert.equal((await late.json()).errcode, 40007);
});

Deno.test("an upload that is too small, too large, of another kind or without file is refused", async () => {
  const { upload } = await createCaller();
  assert.equal((await upload(5)).errcode, 40006);
  assert.equal((await upload(2 * 1024 * 1024 + 1, "voice")).errcode, 45001);
  assert.equal((await upload(10, "gif")).errcode, 40005);
  assert.equal((await upload(10, "toString")).errcode, 40005);
  assert.equal((await upload(10, "file", "data")).errcode, 44001);
  assert.equal((await upload(10, "image")).errcode, 40123);
  assert.equal((await upload(10, "voice")).errcode, 301017);
  assert.equal((await upload(10, "voice", "media", "#!AMR")).errcode, 0);
});

Deno.test("a file is named in filename, as UTF-8 bytes, for clients that look for it there", async () => {
  const { get, upload } = await createCaller();
  const response = await get((await upload(10)).media_id);
  await response.body?.cancel();
  const header = response.headers.get("content-disposition") ?? "";
  const name = /^attachment; filename="(.+?)"/.exec(header)?.[1] ?? "";
  const bytes = Uint8Array.from(name, (character) => character.charCodeAt(0));
  assert.equal(new TextDecoder().decode(bytes), "资料.txt");
});

Deno.test("a part of a file is 206, and a part that it does not have 40146", async () => {
  const { access_token, send, upload } = await createCaller();
  const { media_id } = await upload(10);
  const part = async (range: string) => {
    const query = new URLSearchParams({ access_token, media_id });
    return await send(`/cgi-bin/media/get?${query}`, { headers: { range } });
  };
  const middle = await part("bytes=2-4");
  assert.deepEqual([middle.status, await middle.text()], [206, "aaa"]);
  assert.equal(middle.headers.get("content-range"), "bytes 2-4/10");
  const rest = await part("bytes=8-");
  assert.deepEqual([rest.status, await rest.text()], [206, "aa"]);
  for (const range of ["bytes=10-", "bytes=4-2", "lines=1-2"]) {
    assert.equal((await (await part(range)).json()).errcode, 40146, range);
  }
});

Deno.test("a file in a message can be fetched", async () => {
  const { control, get, state } = await createCaller();
  const message = { kind: "image" };
  const to = "http://127.0.0.1:9/";
  await control("settings", { callbackRetries: 0 });
  await control("push", { fromUser: "lisi", message, to, wait: true });
  const mediaId = /<MediaId><!\[CDATA\[(.+?)\]\]>/.exec(state.deliveries.list()[0]?.plain ?? "");
  const image = await get(mediaId?.[1] ?? "");
  assert.equal(image.headers.get("content-type"), "image/png");
  assert.ok((await image.arrayBuffer()).byteLength > 50);
});

Deno.test("getcallbackip returns the addresses that WeCom calls from", async () => {
  const { access_token, call } = await createCaller();
  const { ip_list } = await call("getcallbackip", { access_token });
  assert.deepEqual(ip_list, ["127.0.0.1", "203.0.113.*"]);
});

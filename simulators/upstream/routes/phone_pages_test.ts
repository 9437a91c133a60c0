import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { openTestSimulator } from "simulators/upstream/test_simulator.ts";

const PUBLIC_URL = "http://localhost:3000/sim/upstream";

/** Posts a form as the page does. */
async function submit(url: string, path: string, fields: Record<string, string>, origin?: string) {
  const answer = await fetch(`${url}${path}`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ lang: "en", ...fields }),
    headers: origin === undefined ? {} : { origin },
  });
  await answer.body?.cancel();
  return answer.headers.get("location") ?? "";
}

Deno.test("the page is in both languages, and without an instance says how one comes", async () => {
  await using simulator = openTestSimulator();
  const page = async (lang: string) => await (await fetch(`${simulator.url}/?lang=${lang}`)).text();
  assert.match(await page("en"), /No instances yet/);
  assert.match(await page("zh"), /还没有实例/);
  const styles = await (await fetch(`${simulator.url}/_assets/styles.css`)).text();
  assert.match(styles, /\.phone-code/);
  const script = await fetch(`${simulator.url}/_assets/phone.js`);
  assert.match(await script.text(), /getElementById\("live"\)/);
});

Deno.test("a person scans, reads the code and sees the account online, all on the page", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.init();
  const { data: { Key } } = await simulator.call("getQrCode", { uuid });
  const read = async (path: string) => await (await fetch(`${simulator.url}${path}`)).text();
  assert.match(await read(`/?lang=en&qr=${Key}`), /value="scan"/);
  const instance = uuid.slice(0, 8);
  const act = (action: string) => submit(simulator.url, "/_phone/act", { instance, action });
  const location = await act("scan");
  assert.equal(location, `${PUBLIC_URL}/?instance=${instance}&lang=en`);
  await act("confirm");
  const { instances: [{ code }] } = await simulator.read("state");
  const live = await read(`/_phone/live?lang=en&instance=${instance}`);
  assert.match(live, new RegExp(`class="phone-code">${code}<`));
  assert.doesNotMatch(live, new RegExp(uuid), "the whole uuid is not shown");
  assert.equal((await simulator.call("CheckCode", { uuid, qrcodeKey: Key, code })).errcode, 0);
  await simulator.advance(300);
  assert.match(await read(`/_phone/live?lang=en&instance=${instance}`), />online</);
  assert.match(await act("scan"), /failure=action/);
  assert.match(await read("/?lang=en&failure=action"), /Nothing was done/);
});

Deno.test("a person writes as a customer, and the page shows the message as text", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.online();
  const instance = uuid.slice(0, 8);
  const fields = { instance, vid: "1688000000000017", from: "7881300000000042" };
  const send = (more: Record<string, string>, origin?: string) =>
    submit(simulator.url, "/_phone/send", { ...fields, ...more }, origin);
  await send({ content: "<b>你好</b>", place: "room" });
  assert.equal((await simulator.callback(102000)).room_conversation_id, "10800000000000077");
  const live = await (await fetch(`${simulator.url}/_phone/live?instance=${instance}`)).text();
  assert.match(live, /&lt;b&gt;你好&lt;\/b&gt;/);
  assert.match(await send({ content: " ", place: "direct" }), /failure=message/);
  const foreign = { content: "x", place: "direct" };
  assert.match(await send(foreign, "https://elsewhere.example"), /failure=message/);
  assert.equal(simulator.received.length, 0);
});

Deno.test("a QR code is a JPEG as base64 and under its address, and leads a person to its phone", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.init();
  const { data } = await simulator.call("getQrCode", { uuid });
  assert.match(data.qrcode_data, /^\/9j\//);
  const address = new URL(data.qrcode);
  assert.match(address.pathname, /^\/sim\/upstream\/[0-9a-f-]{36}\.png$/);
  assert.match(address.search, /^\?time=\d{17}$/);
  assert.ok(!data.qrcode.includes(data.Key));
  const local = simulator.url + address.pathname.replace("/sim/upstream", "");
  const image = await fetch(local, { headers: { accept: "image/*" } });
  assert.equal(image.headers.get("content-type"), "image/jpeg");
  assert.equal(Buffer.from(await image.bytes()).toString("base64"), data.qrcode_data);
  const person = await fetch(local, { headers: { accept: "text/html" }, redirect: "manual" });
  await person.body?.cancel();
  assert.equal(person.headers.get("location"), `${PUBLIC_URL}/?qr=${data.Key}`);
  await simulator.call("getQrCode", { uuid });
  assert.equal((await fetch(local, { method: "HEAD" })).status, 404);
  const old = await (await fetch(`${simulator.url}/?lang=en&qr=${data.Key}`)).text();
  assert.match(old, /not valid any more/);
});

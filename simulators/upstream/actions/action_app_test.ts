import assert from "node:assert/strict";
import { openTestSimulator } from "simulators/upstream/test_simulator.ts";

Deno.test("a path with other upper or lower case does not exist, and the answer is the framework's", async () => {
  await using simulator = openTestSimulator();
  for (const name of ["Init", "setCallbackUrl", "GetQrCode", "checkCode", "sendTextMsg", "nope"]) {
    const answer = await simulator.send(name);
    assert.equal(answer.status, 404, name);
    assert.deepEqual(await answer.json(), {
      status: 404,
      error: "Not Found",
      path: `/wxwork/${name}`,
    });
  }
  const elsewhere = await fetch(`${simulator.url}/other`);
  assert.equal((await elsewhere.json()).error, "Not Found");
});

Deno.test("a body that is no JSON object is 400, and another method 405", async () => {
  await using simulator = openTestSimulator();
  for (const body of ["{", "[]", "5", '"a"', "null"]) {
    const answer = await simulator.send("init", body);
    assert.equal(answer.status, 400, body);
    assert.equal((await answer.json()).errcode, undefined);
  }
  const answer = await fetch(`${simulator.url}/wxwork/init`);
  assert.equal(answer.status, 405);
  await answer.body?.cancel();
});

Deno.test("each fault spoils the next request of its action, and only that one", async () => {
  await using simulator = openTestSimulator();
  const fault = (fields: object) => simulator.verb("faults", { call: "init", ...fields });
  const read = async () => {
    const answer = await simulator.send("init");
    return { status: answer.status, text: await answer.text() };
  };

  await fault({ httpStatus: 502, count: 2 });
  assert.equal((await simulator.call("getQrCode", {})).errcode, 500);
  for (let time = 0; time < 2; time++) {
    const { status, text } = await read();
    assert.deepEqual([status, text.startsWith("<html>")], [502, true]);
  }
  await fault({ cut: true });
  await assert.rejects(read());
  await fault({ malformed: true });
  const half = await read();
  assert.equal(half.status, 200);
  assert.throws(() => JSON.parse(half.text), SyntaxError);
  await fault({ empty: true });
  assert.deepEqual(await read(), { status: 200, text: "" });
  await fault({ noErrcode: true });
  const { text } = await read();
  assert.deepEqual(Object.keys(JSON.parse(text)), ["data", "errmsg"]);
  await fault({ errcodeAsString: true });
  assert.equal(JSON.parse((await read()).text).errcode, "0");
  await fault({ bom: true });
  const bytes = await (await simulator.send("init")).bytes();
  assert.deepEqual([...bytes.slice(0, 4)], [0xef, 0xbb, 0xbf, 0x7b]);
  await fault({ errcode: -7, errmsg: "忙" });
  const refused = { data: null, errcode: -7, errmsg: "忙" };
  assert.deepEqual(JSON.parse((await read()).text), refused);
  await fault({ delayMs: 150 });
  const startMs = performance.now();
  assert.equal(JSON.parse((await read()).text).errcode, 0);
  assert.ok(performance.now() - startMs >= 145);
  assert.equal(JSON.parse((await read()).text).errcode, 0);
});

Deno.test("a time-out lasts until the caller hangs up; with `after` the action has happened", async () => {
  await using simulator = openTestSimulator();
  const uuid = await simulator.online();
  await simulator.verb("faults", { call: "SendTextMsg", timeout: true, after: true });
  const body = { uuid, send_userid: "7881300000000042", isRoom: false, content: "a" };
  const signal = AbortSignal.timeout(200);
  await assert.rejects(simulator.send("SendTextMsg", body, { signal }));
  const { counters } = await simulator.read("state");
  assert.deepEqual(counters.sends, { "1688000000000017": 1 });
  await simulator.verb("faults", { call: "*", timeout: true });
  const other = { signal: AbortSignal.timeout(200) };
  await assert.rejects(simulator.send("SendTextMsg", body, other));
  assert.deepEqual((await simulator.read("state")).counters.sends, { "1688000000000017": 1 });
});

Deno.test("the journal keeps every request with its raw body, and the counters count them", async () => {
  await using simulator = openTestSimulator();
  const body = '{"vid":"", "kf_id": 25600000000000013}';
  await simulator.call("init", body);
  await simulator.call("init", { vid: "1688000000000017" });
  await simulator.call("init", { vid: "1688000000000017" });
  const { entries } = await simulator.read("journal");
  assert.deepEqual([entries[0].action, entries[0].body, entries[0].errcode, entries[0].status], [
    "init",
    body,
    0,
    200,
  ]);
  const { counters } = await simulator.read("state");
  assert.deepEqual(counters.inits, { "": 1, "1688000000000017": 2 });
  assert.deepEqual([counters.calls.init, counters.liveInstances], [3, 3]);
});

import assert from "node:assert/strict";
import { createCallbackAddress } from "services/upstream-bridge/accounts/callback_address.ts";
import { createMakeCall } from "services/upstream-bridge/accounts/make_call.ts";
import { quietLog } from "packages/storage/jobs/testing/test_jobs.ts";
import type { UpstreamClient } from "services/upstream-bridge/upstream/upstream_client.ts";

const UUID = "0123456789abcdef0123456789abcdef";
const CONTEXT = {
  accountId: "01890a5d-ac96-774b-bcce-b302099a8057",
  generation: 2,
  lastServerId: "10000123",
};
const callbackAddress = createCallbackAddress({
  callbackUrl: undefined,
  publicUrl: "http://localhost:3000",
  upstreamUrl: "http://localhost:3013",
  secret: "0123456789abcdef0123456789abcdef",
})!;

const makeCallOf = (client: Partial<UpstreamClient> | undefined) =>
  createMakeCall({ client: client as UpstreamClient | undefined, callbackAddress, log: quietLog });

Deno.test("every kind of failure, an exception and a missing upstream are answers that the machine knows", async () => {
  const call = { kind: "automatic_login", uuid: UUID } as const;
  const kinds = {
    timeout: "unavailable",
    breaker_open: "not_sent",
    not_logged_in: "rejected",
    second_verify: "second_verify",
    unclear: "unclear",
  } as const;
  for (const [kind, expected] of Object.entries(kinds)) {
    const failure = { ok: false, kind, errcode: -11025, message: "no", mayHaveArrived: true };
    const answer = await makeCallOf({ automaticLogin: () => Promise.resolve(failure as never) })(
      call,
      CONTEXT,
    );
    assert.deepEqual(answer, {
      ...{ ok: false, call: call.kind, kind: expected },
      ...{ errcode: "-11025", message: "no" },
    });
  }
  const broken = makeCallOf({ automaticLogin: () => Promise.reject(new TypeError("bad id")) });
  assert.partialDeepStrictEqual(await broken(call, CONTEXT), { ok: false, kind: "unclear" });
  const none = await makeCallOf(undefined)(call, CONTEXT);
  assert.partialDeepStrictEqual(none, { ok: false, kind: "not_sent" });
});

Deno.test("a check compares the registered callback address with ours", async () => {
  const probeWith = async (callbackUrl: string | null) => {
    const value = {
      ...{ vid: null, corpId: null, profile: null, callbackUrl },
      ...{ loginType: 2, isLoggedIn: true, link: null },
    };
    const makeCall = makeCallOf({ status: () => Promise.resolve({ ok: true, value }) });
    const answer = await makeCall({ kind: "probe", uuid: UUID }, CONTEXT);
    assert.ok(answer.ok && answer.call === "probe" && answer.status === "up");
    return answer.isCallbackLost;
  };
  assert.equal(await probeWith(callbackAddress.of(CONTEXT)), false);
  assert.equal(await probeWith(callbackAddress.of({ ...CONTEXT, generation: 1 })), true);
  assert.equal(await probeWith(""), true);
  assert.equal(await probeWith(null), undefined);
});

Deno.test("a catch-up asks for what came behind the last message, step by step, and for nothing when there is none", async () => {
  const asked: string[] = [];
  const makeCall = makeCallOf({
    syncAllData: ({ seq }) => {
      asked.push(seq);
      const value = { hasMore: asked.length < 3, nextSeq: String(Number(seq) + 100) };
      return Promise.resolve({ ok: true, value });
    },
  });
  const sync = { kind: "sync", uuid: UUID } as const;
  assert.deepEqual(await makeCall(sync, CONTEXT), { ok: true, call: "sync" });
  assert.deepEqual(asked, ["10000123", "10000223", "10000323"]);
  assert.deepEqual(await makeCall(sync, { ...CONTEXT, lastServerId: null }), {
    ok: true,
    call: "sync",
  });
  assert.equal(asked.length, 3);
});

import assert from "node:assert/strict";
import { createUpstreamSimulator } from "simulators/upstream/simulator.ts";
import type { Settings } from "simulators/upstream/state/settings.ts";
import { openReceiver } from "simulators/upstream/test_receiver.ts";

/** Bytes that are the same in every run. */
function createFixedBytes(): (length: number) => Uint8Array {
  let next = 0;
  return (length) => Uint8Array.from({ length }, () => (next = (next * 31 + 7) % 251));
}

/**
 * A simulator and a callback receiver on their own ports, at a fixed time that only the control API moves. For tests
 * only. Stop it by `await using`.
 * @param answer what the receiver answers; default 200
 * @param startMs the time at the start
 */
export function openTestSimulator(
  { settings = {}, answer, startMs = Date.UTC(2026, 0, 5, 1) }: {
    settings?: Partial<Settings>;
    startMs?: number;
    answer?: () => Response | Promise<Response>;
  } = {},
) {
  const simulator = createUpstreamSimulator({
    clock: { now: () => startMs },
    randomBytes: createFixedBytes(),
    publicUrl: "http://localhost:3000/sim/upstream",
    settings,
  });
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => simulator.fetch(request),
  );
  const receiver = openReceiver(answer);
  const calls = createCalls(`http://127.0.0.1:${server.addr.port}`);
  const { call, verb } = calls;

  const steps = {
    async advance(ms: number): Promise<void> {
      await verb("clock", { advanceMs: ms });
    },

    /** A new instance with its callback address set. */
    async init(fields: Record<string, unknown> = {}): Promise<string> {
      const { data: { uuid } } = await call("init", { vid: "", ...fields });
      await call("SetCallbackUrl", { uuid, url: receiver.url });
      return uuid;
    },

    /** An instance whose account is online, with its profile and link complete, and no callback kept. */
    async online(vid = "1688000000000017"): Promise<string> {
      const uuid = await steps.init({ vid });
      assert.equal((await call("automaticLogin", { uuid })).errcode, 0);
      await steps.advance(300);
      await steps.advance(5_000);
      await receiver.callback(104001);
      receiver.received.length = 0;
      return uuid;
    },
  };

  return {
    ...calls,
    ...steps,
    state: simulator.state,
    receiver,
    callback: receiver.callback,
    received: receiver.received,
    async [Symbol.asyncDispose]() {
      simulator.close();
      await Promise.all([server.shutdown(), receiver.close()]);
    },
  };
}

/** Calls of the API and of the control API at `url`. */
function createCalls(url: string) {
  const control = (name: string, body: unknown = {}): Promise<Response> =>
    fetch(`${url}/_control/${name}`, { method: "POST", body: JSON.stringify(body) });

  /** The raw answer of an action; `body` is sent as it is when it is text. */
  const send = (action: string, body: unknown = {}, init: RequestInit = {}): Promise<Response> =>
    fetch(`${url}/wxwork/${action}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
      ...init,
    });

  return {
    url,
    control,
    send,

    /** The answer of an action. */
    // deno-lint-ignore no-explicit-any -- tests read answers field by field
    async call(action: string, body: unknown = {}): Promise<any> {
      return await (await send(action, body)).json();
    },

    /** The answer of a control call that must succeed. */
    // deno-lint-ignore no-explicit-any -- tests read answers field by field
    async verb(name: string, body: unknown = {}): Promise<any> {
      const response = await control(name, body);
      const text = await response.text();
      assert.ok(response.ok, `${name}: ${text}`);
      return text === "" ? undefined : JSON.parse(text);
    },

    // deno-lint-ignore no-explicit-any -- tests read answers field by field
    async read(name: string): Promise<any> {
      return await (await fetch(`${url}/_control/${name}`)).json();
    },
  };
}

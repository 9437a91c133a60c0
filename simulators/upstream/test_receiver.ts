import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";

/** One callback that the receiver got. */
export interface Received {
  /** Path and query, with the token. */
  path: string;
  text: string;
  uuid: string;
  type: unknown;
  json: unknown;
}

/**
 * A callback address for tests on its own port.
 * @param answer what it answers; default 200
 */
export function openReceiver(answer?: () => Response | Promise<Response>) {
  const received: Received[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { pathname, search } = new URL(request.url);
      const text = await request.text();
      received.push({ path: pathname + search, text, ...JSON.parse(text) });
      return await answer?.() ?? Response.json({ errcode: 0, errmsg: "ok" });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/callback/wxwork/token1`,
    /** The callbacks that no test has taken yet. */
    received,

    /** Waits for the first callback of this type, takes it, and returns its body. */
    // deno-lint-ignore no-explicit-any -- tests read bodies field by field
    callback(type: number): Promise<any> {
      return eventually(() => {
        const at = received.findIndex((one) => Number(one.type) === type);
        assert.notEqual(at, -1, `no ${type} among ${received.map((one) => one.type)}`);
        const [{ json } = { json: "" }] = received.splice(at, 1);
        return typeof json === "string" ? JSON.parse(json) : json;
      });
    },

    close: () => server.shutdown(),
  };
}

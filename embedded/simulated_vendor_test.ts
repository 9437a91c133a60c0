import assert from "node:assert/strict";
import { completeEnvironment } from "embedded/environment.ts";
import { vendors } from "embedded/services.ts";
import { mountSimulator, simulatorPath } from "embedded/simulated_vendor.ts";

const dataDir = await Deno.makeTempDir();
Deno.test.afterAll(() => Deno.remove(dataDir, { recursive: true }));

const PEER = { remoteAddr: { hostname: "127.0.0.1" } };

/** The status of each path, asked for with these headers. */
async function statusesOf(env: Record<string, string>, headers: Record<string, string>) {
  const completed = await completeEnvironment({ DATA_DIR: dataDir, ...env });
  const statuses = new Set<number>();
  for (const vendor of vendors) {
    const mount = mountSimulator(vendor, completed.env, completed.simulated.get(vendor.id)!);
    for (const path of ["/", "/_control", "/_control/journal"]) {
      const url = `http://127.0.0.1:3000${simulatorPath(vendor)}${path}`;
      const answer = await mount.fetch(new Request(url, { headers }), PEER);
      statuses.add(answer.status);
      await answer.body?.cancel();
    }
    for (const part of mount.background ?? []) await part.drain?.();
  }
  return [...statuses];
}

const TUNNELS = [
  { host: "my-tunnel.example.com", "x-forwarded-for": "203.0.113.9" },
  { host: "my-tunnel.example.com" },
  { host: "localhost:3000", "x-forwarded-host": "my-tunnel.example.com" },
];

Deno.test("no simulator answers through a tunnel, because its callers can sign in as any member", async () => {
  for (const tunnel of TUNNELS) assert.deepEqual(await statusesOf({}, tunnel), [403]);
  for (const host of ["127.0.0.1:3000", "localhost:3000"]) {
    assert.deepEqual(await statusesOf({}, { host }), [200], host);
  }
});

Deno.test("with SIMULATORS=on the simulators answer under every name", async () => {
  for (const tunnel of TUNNELS) {
    assert.deepEqual(await statusesOf({ SIMULATORS: "on" }, tunnel), [200]);
  }
});

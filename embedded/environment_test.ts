import assert from "node:assert/strict";
import { completeEnvironment } from "embedded/environment.ts";

const dataDir = await Deno.makeTempDir();
Deno.test.afterAll(() => Deno.remove(dataDir, { recursive: true }));

async function isSimulated(env: Record<string, string>): Promise<boolean> {
  const { simulatedWecomUrl } = await completeEnvironment({ DATA_DIR: dataDir, ...env });
  return simulatedWecomUrl !== undefined;
}

Deno.test("WeCom is simulated by itself only where nobody but this machine can come in", async () => {
  for (const HOST of ["", "127.0.0.1", "127.1.2.3", "::1", "localhost"]) {
    assert.ok(await isSimulated({ HOST }), HOST);
  }
  for (const HOST of ["0.0.0.0", "::", "192.0.2.7", "127.example.com"]) {
    assert.ok(!await isSimulated({ HOST }), HOST);
    assert.ok(await isSimulated({ HOST, SIMULATORS: "on" }), HOST);
  }
  assert.ok(!await isSimulated({ PUBLIC_URL: "https://wecom.example.com" }));
});

Deno.test("WeCom is not simulated by itself once an app is configured, in whatever way", async () => {
  for (
    const name of ["WECOM_SECRET", "WECOM_SECRET_FILE", "WECOM_AGENT_ID", "WECOM_APPS_FILE"]
  ) {
    assert.ok(!await isSimulated({ [name]: "given" }), name);
  }
});

import assert from "node:assert/strict";
import { checkUpgrade } from "tools/doctor/checks/upgrade.ts";
import { loadDeployment } from "tools/doctor/deployment.ts";
import type { Finding } from "tools/doctor/finding.ts";

async function find(publicUrl: string): Promise<Finding> {
  const env = { SIMULATORS: "off", TOKEN_SIGNING_KEYS_FILE: "unused", PUBLIC_URL: publicUrl };
  return await checkUpgrade(await loadDeployment(env, {})) as Finding;
}

Deno.test("a body with Upgrade: h2c, as Java's HttpClient sends it, is found to be refused, and the client's setting is named", async () => {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response(),
  );
  try {
    const finding = await find(`http://127.0.0.1:${server.addr.port}`);
    assert.equal(finding.level, "skip");
    assert.match(finding.found.en, /HTTP_1_1/);
    assert.match(finding.found.zh, /HTTP_1_1/);
  } finally {
    await server.shutdown();
  }
});

Deno.test("a front that ignores the offer, and https, are fine", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const answered = (async () => {
    const connection = await listener.accept();
    await connection.read(new Uint8Array(1_024));
    await connection.write(
      new TextEncoder().encode("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    );
    connection.close();
  })();
  assert.equal((await find(`http://127.0.0.1:${listener.addr.port}`)).level, "ok");
  await answered;
  listener.close();
  assert.equal((await find("https://wecom.example.com")).level, "ok");
});

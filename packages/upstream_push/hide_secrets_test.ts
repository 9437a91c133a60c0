import assert from "node:assert/strict";
import { hideSecrets } from "packages/upstream_push/hide_secrets.ts";

Deno.test("a callback is shown without keys of QR codes and without whole uuids", () => {
  const body = {
    Vid: 7,
    Qrcode_key: "0123456789ABCDEF0123456789ABCDEF",
    uuid: "9c1f0e5ab7d24c3e8a6f7b1d2e3f4a5b",
    list: [{ clientId: "9c1f0e5ab7d24c3e8a6f7b1d2e3f4a5b", content: "uuid" }],
  };
  assert.deepEqual(hideSecrets(body), {
    Vid: 7,
    uuid: "9c1f0e…",
    list: [{ clientId: "9c1f0e…", content: "uuid" }],
  });
  assert.equal(hideSecrets("text"), "text");
  const cut = '{"uuid":"9c1f0e5ab7d24c3e8a6f7b1d2e3f4a5b","json":"{';
  assert.equal(hideSecrets(cut), '{"uuid":"9c1f0e…","json":"{');
});

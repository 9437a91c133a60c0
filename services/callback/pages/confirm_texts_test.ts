import assert from "node:assert/strict";
import { describeDevice } from "services/callback/pages/confirm_texts.ts";

Deno.test("the device is named in the reader's language, and never by the header itself", () => {
  const header = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36";
  assert.equal(describeDevice(header, "zh"), "Chrome，Windows");
  assert.equal(describeDevice(header, "en"), "Chrome on Windows");
  assert.equal(describeDevice(header + " QQBrowser/12.2", "zh"), "QQ 浏览器，Windows");
  assert.equal(describeDevice("Your bank/1.0", "en"), "Unknown browser on unknown system");
});

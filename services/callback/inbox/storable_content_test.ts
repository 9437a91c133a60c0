import assert from "node:assert/strict";
import { storableBotContent, storableContent } from "services/callback/inbox/storable_content.ts";

Deno.test("codes, tokens and contact data are not stored, however their names are written", () => {
  const message = {
    Token: "t",
    response_code: "r",
    welcomeCode: "w",
    mobile: "13800138000",
    BizMail: "a@example.com",
    items: [{ email: "a@example.com", name: "张三" }],
    content: "在吗",
  };
  assert.deepEqual(storableContent(message), { items: [{ name: "张三" }], content: "在吗" });
});

Deno.test("the address of a file is stored for an app's link, but not for a bot's message", () => {
  const link = { title: "t", url: "https://example.com/a" };
  assert.deepEqual(storableContent(link), link);
  assert.deepEqual(storableBotContent(link), { title: "t" });
});

Deno.test("NUL and half characters are replaced, in values and in names", () => {
  const message = { "na\0me": "a\0b", list: ["\ud800", 1, null, true], absent: undefined };
  assert.deepEqual(storableContent(message), {
    "na\ufffdme": "a\ufffdb",
    list: ["\ufffd", 1, null, true],
  });
});

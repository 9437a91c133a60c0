import assert from "node:assert/strict";
import { defineConfig } from "packages/platform/config/config.ts";
import { readConfig } from "packages/platform/config/load_config.ts";
import { isPlaceholder } from "packages/platform/config/placeholder.ts";
import { credential } from "packages/platform/config/readers.ts";

Deno.test("texts that guides show in place of a value are recognised, values are not", () => {
  const guides = [
    ...["your_corp_id", "YOUR-SECRET", "my_token", "<corpid>", "xxxxxx", "***", "changeme"],
    ...["请填写企业ID", "你的密钥", "todo", "undefined"],
    "postgres://postgres:[YOUR-PASSWORD]@db.example.com:5432/postgres",
    "redis://:<password>@redis.example.com:6379",
  ];
  for (const text of guides) assert.ok(isPlaceholder(text), text);
  const values = [
    ...["ww0123456789abcdef", "1000002", "off", "auto", "myTokenOfLetters", "sk-0123456789"],
    ...["postgres://you:rs@db.example.com/data", "https://wecom.example.com", "yourself", "x"],
  ];
  for (const value of values) assert.ok(!isPlaceholder(value), value);
});

Deno.test("a placeholder, or the example of a secret, is a warning that shows no value", () => {
  const text = { zh: "名称", en: "name" };
  const group = defineConfig({
    title: text,
    variables: {
      KEY: { schema: credential, description: text, example: "key-of-the-guide", secret: true },
    },
  });
  for (const KEY of ["key-of-the-guide", "your_key"]) {
    assert.deepEqual(readConfig([group], { KEY }).warnings, [
      { variable: "KEY", problem: "looks like a placeholder of a guide: set your own value" },
    ]);
  }
  assert.deepEqual(readConfig([group], { KEY: "key-of-mine" }).warnings, []);
});

Deno.test("a secret with blanks, Chinese or full-width letters is refused without showing it", () => {
  for (const value of ["Bearer sk-1", "应用的密钥", "ｗｗ0123", "x y"]) {
    const { error } = credential.safeParse(value);
    assert.match(error!.message, /blank or a letter that is not ASCII/);
    assert.ok(!error!.message.includes(value));
  }
});

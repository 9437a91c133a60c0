import assert from "node:assert/strict";
import { readConfig } from "packages/platform/config/load_config.ts";
import { decodeText } from "packages/platform/config/text_file.ts";
import { aiReplyConfig } from "services/ai-reply/config.ts";

/** "违禁品" and "走私货" as GB18030, one per line, as Windows in China saves them. */
const GB18030 = Uint8Array.of(
  ...[0xce, 0xa5, 0xbd, 0xfb, 0xc6, 0xb7, 0x0d, 0x0a],
  ...[0xd7, 0xdf, 0xcb, 0xbd, 0xbb, 0xf5, 0x0d, 0x0a],
);

function read(env: Record<string, string>, content: string | Uint8Array) {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return readConfig([aiReplyConfig], env, () => decodeText(bytes));
}

Deno.test("a list of words in GB18030 or with a byte order mark is the same list", () => {
  const env = { SENSITIVE_WORDS_FILE: "/words.txt" };
  for (
    const content of [GB18030, "\uFEFF违禁品\n走私货", "违禁品\r走私货\r", "\n 违禁品 \n\n走私货\n"]
  ) {
    assert.deepEqual(read(env, content).values["SENSITIVE_WORDS_FILE"], ["违禁品", "走私货"]);
  }
});

Deno.test("a list without any word, and one with several words in one line, are warnings", () => {
  const env = { SENSITIVE_WORDS_FILE: "/words.txt" };
  for (const content of ["", " \r\n\n", "\uFEFF"]) {
    const { problems, warnings } = read(env, content);
    assert.deepEqual(problems, []);
    assert.match(warnings[0]!.problem, /without any word: nothing is filtered/);
  }
  for (const content of ["违禁品,走私货\n", "好\n违禁品、走私货"]) {
    assert.match(read(env, content).warnings[0]!.problem, /one word per line/);
  }
  assert.deepEqual(read(env, "违禁品\n18+\n").warnings, []);
  const [unused] = read({ SENSITIVE_WORDS_HANDOVER: "1" }, "").warnings;
  assert.equal(unused?.variable, "SENSITIVE_WORDS_HANDOVER");
  assert.deepEqual(read({ ...env, SENSITIVE_WORDS_HANDOVER: "1" }, "违禁品").warnings, []);
});

Deno.test("an empty file with the prompt stops the start; beside a prompt file, SYSTEM_PROMPT has no effect", () => {
  const env = { SYSTEM_PROMPT_FILE: "/prompt.txt" };
  for (const content of ["", " \r\n", "\uFEFF"]) {
    assert.deepEqual(
      read(env, content).problems.map(({ variable, problem }) => [variable, problem]),
      [
        ["SYSTEM_PROMPT_FILE", "names a file that is empty"],
      ],
    );
  }
  const both = read({ ...env, SYSTEM_PROMPT: "Be brief." }, "\uFEFFBe kind.\r\n");
  assert.equal(both.values["SYSTEM_PROMPT_FILE"], "Be kind.");
  assert.deepEqual(both.warnings.map(({ variable }) => variable), ["SYSTEM_PROMPT"]);
  assert.deepEqual(read(env, "Be kind.").warnings, []);
});

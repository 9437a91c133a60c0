import assert from "node:assert/strict";
import { findOddLines } from "packages/platform/config/dot_env.ts";
import { readConfig } from "packages/platform/config/load_config.ts";
import { decodeText } from "packages/platform/config/text_file.ts";
import { services } from "embedded/services.ts";
import { configGroups } from "packages/platform/process.ts";
import { describeProblem } from "tools/doctor/problem_texts.ts";

const GROUPS = configGroups(services, []);

Deno.test("frequent problems and all warnings of the configuration are described in Chinese too", () => {
  const read = (env: Record<string, string>, text = "") => {
    const readFile = () => decodeText(new TextEncoder().encode(text));
    const { problems, warnings } = readConfig(GROUPS, env, readFile);
    return [...problems, ...warnings];
  };
  const problems = [
    ...read({ WECOM_CORP_ID: '"x"' }),
    ...read({ WECOM_CORP_ID: "a\u200bb" }),
    ...read({ WECOM_CORP_ID: "x", WECOM_CORPID: "x" }),
    ...read({ WECOM_SECRET: "x", WECOM_SECRET_FILE: "/x" }),
    ...read({ SENSITIVE_WORDS_FILE: "/x", SYSTEM_PROMPT_FILE: "/x", SYSTEM_PROMPT: "x" }),
    ...read({ SENSITIVE_WORDS_FILE: "/x" }, "one, two"),
    ...readConfig(GROUPS, { SYSTEM_PROMPT_FILE: "/nowhere" }).problems,
    ...readConfig(GROUPS, { SYSTEM_PROMPT_FILE: "/" }).problems,
    ...findOddLines("A: b\nB=1\nB=2#3\n").map((problem) => ({ variable: ".env", problem })),
  ];
  assert.ok(problems.length > 12);
  for (const { variable, problem } of problems) {
    const { zh, en } = describeProblem(variable, problem);
    assert.match(zh, /[\u4e00-\u9fff]/, problem);
    assert.equal(en, `${variable} ${problem}`);
  }
});

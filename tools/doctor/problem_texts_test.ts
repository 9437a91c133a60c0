import assert from "node:assert/strict";
import { findOddLines } from "packages/platform/config/dot_env.ts";
import { readConfig } from "packages/platform/config/load_config.ts";
import { decodeText } from "packages/platform/config/text_file.ts";
import { services } from "embedded/services.ts";
import { embeddedStorageConfig } from "packages/storage/config.ts";
import { configGroups } from "packages/platform/process.ts";
import { describeProblem } from "tools/doctor/problem_texts.ts";

const STORAGE = [embeddedStorageConfig];
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
    ...read({
      PORT: "３０００",
      HOST: "*",
      LOG_LEVEL: "loud",
      TZ_DISPLAY: "Beijing",
      TRUSTED_PROXY_HOPS: "x",
    }),
    ...read({
      PORT: "0",
      RATE_LIMIT_FACTOR: "x",
      SHUTDOWN_DELAY_SECONDS: "301",
      FRONTEND_URL: "x",
    }),
    ...read({ PUBLIC_URL: "https://a.example.com/b", WECOM_AGENT_ID: "x", COMPONENTS: "x" }),
    ...read({ PUBLIC_URL: "https://${A}", WECOM_SECRET: "a b", WECOM_CORP_ID: "your_id" }),
    ...read({ OPERATORS: "a b", WECOM_CALLBACK_IP_CHECK: "x", SENSITIVE_WORDS_HANDOVER: "x" }),
    ...read({ WECOM_ENCODING_AES_KEY: "x", KNOWLEDGE_DIR: "/nowhere", API_TOKENS_FILE: "/x" }, "{"),
    ...["mysql://a", "postgres://u:p%z@h/d", "postgres://h/d?schema=x", "postgres://h/d?sslmode=x"]
      .flatMap((DATABASE_URL) => readConfig(STORAGE, { DATABASE_URL }).problems),
    ...["h", "redis://u:p@x@h", "redis://h/0?a=b", "redis://h/x", "redis://h:99999"]
      .flatMap((REDIS_URL) => readConfig(STORAGE, { REDIS_URL }).problems),
    ...read({ WECOM_SECRET_FILE: "/x" }, "WECOM_SECRET=s3cret"),
    ...read({ WECOM_SECRET_FILE: "/x" }, "one\ntwo"),
    ...findOddLines('A="C:\\new"').map((problem) => ({ variable: ".env", problem })),
    ...findOddLines("A: b\nB=1\nB=2#3\n").map((problem) => ({ variable: ".env", problem })),
  ];
  assert.ok(problems.length > 12);
  for (const { variable, problem } of problems) {
    const { zh, en } = describeProblem(variable, problem);
    assert.match(zh, /[\u4e00-\u9fff]/, problem);
    assert.equal(en, `${variable} ${problem}`);
  }
});

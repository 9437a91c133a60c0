import type { Check } from "tools/doctor/deployment.ts";
import { about, fail, ok, skip, untranslated, warn } from "tools/doctor/create_finding.ts";
import type { Finding, Findings, Subject } from "tools/doctor/finding.ts";
import type { WrittenApp } from "tools/doctor/settings.ts";

const KEY_LENGTH = 43;
const TOKEN_LENGTH_MAX = 32;

const NEW_PAIR: readonly [zh: string, en: string] = [
  "运行 deno task doctor keys 生成一对新的，填到管理后台（应用管理 → 该应用 → 接收消息 → 设置API接收）和 .env 两处；先重启，再点保存。",
  "Run deno task doctor keys for a new pair. Enter it in the WeCom console (应用管理, the app, 接收消息, 设置API接收) and in .env. Restart first, then press Save.",
];

/** Form of the Token and EncodingAESKey of every app, without a request. */
export const checkCallbackKeys: Check = ({ apps }) => {
  const subject = about(
    "callback.keys",
    "接收消息的 Token 与 EncodingAESKey",
    "Token and EncodingAESKey",
  );
  const configured = apps.filter(({ token, encodingAesKey, previous }) =>
    token ?? encodingAesKey ?? previous.token ?? previous.encodingAesKey
  );
  if (configured.length === 0) {
    return skip(subject, [
      "没有配置接收消息（WECOM_TOKEN、WECOM_ENCODING_AES_KEY）。",
      "Receiving messages is not configured (WECOM_TOKEN, WECOM_ENCODING_AES_KEY).",
    ]);
  }
  const findings = configured.flatMap(diagnoseApp);
  return findings.length > 0 ? findings : ok(subject, ["格式正确。", "The format is valid."]);
};

function diagnoseApp(app: WrittenApp): readonly Finding[] {
  const { nameOf, previous } = app;
  const findings = [
    diagnoseToken(app.token, nameOf("token")),
    diagnoseKey(app.encodingAesKey, nameOf("encodingAesKey")),
    app.kind === "agent" && app.corpId === undefined ? missing(nameOf("corpId")) : [],
  ];
  // The previous pair, used during a change of keys, must be complete or absent.
  if (previous.token ?? previous.encodingAesKey) {
    findings.push(diagnoseToken(previous.token, previousName(app, "token")));
    findings.push(diagnoseKey(previous.encodingAesKey, previousName(app, "encodingAesKey")));
  }
  return findings.flat();
}

function previousName({ name, nameOf }: WrittenApp, part: "token" | "encodingAesKey"): string {
  return name === "default" ? `${nameOf(part)}_PREVIOUS` : `${nameOf(part)} (previous)`;
}

function diagnoseToken(token: string | undefined, name: string): Findings {
  if (token === undefined) return missing(name);
  const subject = { id: "callback.token", looked: untranslated(name) };
  if (token.length > TOKEN_LENGTH_MAX && !isQuoted(token)) {
    return warn(subject, [
      `有 ${token.length} 个字符，管理后台最多接受 ${TOKEN_LENGTH_MAX} 个。`,
      `It has ${token.length} characters; the WeCom console accepts at most ${TOKEN_LENGTH_MAX}.`,
    ], NEW_PAIR);
  }
  return diagnoseCharacters(subject, token);
}

function diagnoseKey(key: string | undefined, name: string): Findings {
  if (key === undefined) return missing(name);
  const subject = { id: "callback.key", looked: untranslated(name) };
  if (/^[A-Za-z0-9+/]{43}=$/.test(key)) {
    return fail(subject, [
      "末尾多了一个等号：EncodingAESKey 是 43 个字符，不带等号。",
      "It ends with an equals sign. An EncodingAESKey is 43 characters without it.",
    ], [`删掉 ${name} 末尾的 =，然后重启。`, `Remove the = at the end, then restart.`]);
  }
  if (key.length !== KEY_LENGTH && !isQuoted(key)) {
    return fail(subject, [
      `有 ${key.length} 个字符，应为 ${KEY_LENGTH} 个。`,
      `It has ${key.length} characters instead of ${KEY_LENGTH}.`,
    ], [
      `从管理后台重新复制；或者：${NEW_PAIR[0]}`,
      `Copy it again from the WeCom console. Or: ${NEW_PAIR[1]}`,
    ]);
  }
  if (!/^[A-Za-z0-9+/]+$/.test(key) && !isQuoted(key)) {
    return fail(subject, [
      "含有 Base64 以外的字符，无法解码。",
      "It contains characters that are not base64, and cannot be decoded.",
    ], NEW_PAIR);
  }
  return diagnoseCharacters(subject, key);
}

function isQuoted(value: string): boolean {
  return /^["'].*["']$/s.test(value);
}

function diagnoseCharacters(subject: Subject, value: string): Findings {
  if (isQuoted(value)) {
    return fail(subject, [
      "值里包含引号：docker 的 --env-file 和 Kubernetes 会原样保留引号。",
      "The value contains quotation marks: docker --env-file and Kubernetes keep them.",
    ], ["去掉引号，然后重启。", "Remove the quotation marks, then restart."]);
  }
  if (/^[A-Za-z0-9]+$/.test(value)) return [];
  return warn(subject, [
    "含有字母、数字以外的字符。这里可以用，但管理后台只接受字母和数字。",
    "It contains other characters than letters and digits. They work here, but the WeCom console accepts letters and digits only.",
  ], NEW_PAIR);
}

function missing(name: string): Finding {
  return fail({ id: "callback.keys", looked: untranslated(name) }, [
    `缺少 ${name}：接收消息需要 Token、EncodingAESKey 和企业 ID。`,
    `${name} is missing: receiving messages needs token, EncodingAESKey and corp id.`,
  ], NEW_PAIR);
}

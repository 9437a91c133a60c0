import type { Text } from "packages/platform/lang.ts";
import type { Check } from "tools/doctor/deployment.ts";
import {
  fail,
  type Finding,
  ok,
  skip,
  type Subject,
  untranslated,
  warn,
} from "tools/doctor/finding.ts";
import type { WrittenApp } from "tools/doctor/settings.ts";

const KEY_LENGTH = 43;
const TOKEN_LENGTH_MAX = 32;

const NEW_PAIR: Text = {
  zh:
    "运行 deno task doctor keys 生成一对新的，填到管理后台（应用管理 → 该应用 → 接收消息 → 设置API接收）和 .env 两处；先重启，再点保存。",
  en:
    "Run deno task doctor keys for a new pair. Enter it in the WeCom console (应用管理, the app, 接收消息, 设置API接收) and in .env. Restart first, then press Save.",
};

/** Form of the Token and EncodingAESKey of every app, without a request. */
export const checkCallbackKeys: Check = ({ apps }) => {
  const subject = {
    id: "callback.keys",
    looked: { zh: "接收消息的 Token 与 EncodingAESKey", en: "Token and EncodingAESKey" },
  };
  const configured = apps.filter(({ token, encodingAesKey, previous }) =>
    token ?? encodingAesKey ?? previous.token ?? previous.encodingAesKey
  );
  if (configured.length === 0) {
    return Promise.resolve([skip(subject, {
      zh: "没有配置接收消息（WECOM_TOKEN、WECOM_ENCODING_AES_KEY）。",
      en: "Receiving messages is not configured (WECOM_TOKEN, WECOM_ENCODING_AES_KEY).",
    })]);
  }
  const findings = configured.flatMap(diagnoseApp);
  const valid = ok(subject, { zh: "格式正确。", en: "The format is valid." });
  return Promise.resolve(findings.length > 0 ? findings : [valid]);
};

function diagnoseApp(app: WrittenApp): Finding[] {
  const { names, previous } = app;
  return [
    ...diagnoseToken(app.token, names.token),
    ...diagnoseKey(app.encodingAesKey, names.encodingAesKey),
    ...app.kind === "agent" && app.corpId === undefined ? [missing(names.corpId)] : [],
    // The previous pair, used during a change of keys, must be complete or absent.
    ...previous.token ?? previous.encodingAesKey
      ? [
        ...diagnoseToken(previous.token, previousName(app, "token")),
        ...diagnoseKey(previous.encodingAesKey, previousName(app, "encodingAesKey")),
      ]
      : [],
  ];
}

function previousName({ name, names }: WrittenApp, part: "token" | "encodingAesKey"): string {
  return name === "default" ? `${names[part]}_PREVIOUS` : `${names[part]} (previous)`;
}

function diagnoseToken(token: string | undefined, name: string): Finding[] {
  if (token === undefined) return [missing(name)];
  const subject = { id: "callback.token", looked: untranslated(name) };
  if (token.length > TOKEN_LENGTH_MAX && !isQuoted(token)) {
    return [warn(subject, {
      zh: `有 ${token.length} 个字符，管理后台最多接受 ${TOKEN_LENGTH_MAX} 个。`,
      en:
        `It has ${token.length} characters; the WeCom console accepts at most ${TOKEN_LENGTH_MAX}.`,
    }, NEW_PAIR)];
  }
  return diagnoseCharacters(subject, token);
}

function diagnoseKey(key: string | undefined, name: string): Finding[] {
  if (key === undefined) return [missing(name)];
  const subject = { id: "callback.key", looked: untranslated(name) };
  if (/^[A-Za-z0-9+/]{43}=$/.test(key)) {
    return [fail(subject, {
      zh: "末尾多了一个等号：EncodingAESKey 是 43 个字符，不带等号。",
      en: "It ends with an equals sign. An EncodingAESKey is 43 characters without it.",
    }, { zh: `删掉 ${name} 末尾的 =，然后重启。`, en: `Remove the = at the end, then restart.` })];
  }
  if (key.length !== KEY_LENGTH && !isQuoted(key)) {
    return [fail(subject, {
      zh: `有 ${key.length} 个字符，应为 ${KEY_LENGTH} 个。`,
      en: `It has ${key.length} characters instead of ${KEY_LENGTH}.`,
    }, {
      zh: `从管理后台重新复制；或者：${NEW_PAIR.zh}`,
      en: `Copy it again from the WeCom console. Or: ${NEW_PAIR.en}`,
    })];
  }
  if (!/^[A-Za-z0-9+/]+$/.test(key) && !isQuoted(key)) {
    return [fail(subject, {
      zh: "含有 Base64 以外的字符，无法解码。",
      en: "It contains characters that are not base64, and cannot be decoded.",
    }, NEW_PAIR)];
  }
  return diagnoseCharacters(subject, key);
}

function isQuoted(value: string): boolean {
  return /^["'].*["']$/s.test(value);
}

function diagnoseCharacters(subject: Subject, value: string): Finding[] {
  if (isQuoted(value)) {
    return [fail(subject, {
      zh: "值里包含引号：docker 的 --env-file 和 Kubernetes 会原样保留引号。",
      en: "The value contains quotation marks: docker --env-file and Kubernetes keep them.",
    }, { zh: "去掉引号，然后重启。", en: "Remove the quotation marks, then restart." })];
  }
  if (/^[A-Za-z0-9]+$/.test(value)) return [];
  return [warn(subject, {
    zh: "含有字母、数字以外的字符。这里可以用，但管理后台只接受字母和数字。",
    en:
      "It contains other characters than letters and digits. They work here, but the WeCom console accepts letters and digits only.",
  }, NEW_PAIR)];
}

function missing(name: string): Finding {
  return fail({ id: "callback.keys", looked: untranslated(name) }, {
    zh: `缺少 ${name}：接收消息需要 Token、EncodingAESKey 和企业 ID。`,
    en: `${name} is missing: receiving messages needs token, EncodingAESKey and corp id.`,
  }, NEW_PAIR);
}

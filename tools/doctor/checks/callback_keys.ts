import type { Text } from "packages/platform/lang.ts";
import { fail, type Finding, ok, skip, type Subject, warn } from "tools/doctor/finding.ts";
import type { Check } from "tools/doctor/examined.ts";
import type { WrittenApp } from "tools/doctor/settings.ts";

const KEY_LENGTH = 43;
const TOKEN_LENGTH_MAX = 32;

const FRESH: Text = {
  zh:
    "运行 deno task doctor keys 生成一对新的，填到管理后台（应用管理 → 该应用 → 接收消息 → 设置API接收）和 .env 两处，先重启再点保存。",
  en:
    "Run deno task doctor keys for a new pair and enter it in both places: WeCom's console (应用管理, the app, 接收消息, 设置API接收) and .env. Restart first, then press Save.",
};

/** Token and EncodingAESKey of every app, as far as they can be judged without asking anybody. */
export const checkCallbackKeys: Check = ({ apps }) => {
  const subject = {
    id: "callback.keys",
    looked: { zh: "接收消息的 Token 与 EncodingAESKey", en: "Token and EncodingAESKey" },
  };
  const configured = apps.filter(({ token, encodingAesKey, previous }) =>
    token ?? encodingAesKey ?? previous.token ?? previous.encodingAesKey
  );
  const findings = configured.flatMap(judgeApp);
  if (configured.length === 0) {
    return Promise.resolve([skip(subject, {
      zh: "没有配置接收消息（WECOM_TOKEN、WECOM_ENCODING_AES_KEY）。",
      en: "Receiving messages is not configured (WECOM_TOKEN, WECOM_ENCODING_AES_KEY).",
    })]);
  }
  return Promise.resolve(
    findings.length > 0
      ? findings
      : [ok(subject, { zh: "形式正确。", en: "They are well formed." })],
  );
};

function judgeApp(app: WrittenApp): Finding[] {
  const { names, previous } = app;
  return [
    ...judgeToken(app.token, names.token),
    ...judgeKey(app.encodingAesKey, names.encodingAesKey),
    ...app.kind === "agent" && app.corpId === undefined ? [missing(names.corpId)] : [],
    // During a change of keys the pair from before is complete, or not there.
    ...previous.token ?? previous.encodingAesKey
      ? [
        ...judgeToken(previous.token, previousName(app, "token")),
        ...judgeKey(previous.encodingAesKey, previousName(app, "encodingAesKey")),
      ]
      : [],
  ];
}

function previousName({ name, names }: WrittenApp, part: "token" | "encodingAesKey"): string {
  return name === "default" ? `${names[part]}_PREVIOUS` : `${names[part]} (previous)`;
}

function judgeToken(token: string | undefined, name: string): Finding[] {
  if (token === undefined) return [missing(name)];
  const subject = subjectOf("callback.token", name);
  if (isWrapped(token)) return [wrapped(subject)];
  if (token.length > TOKEN_LENGTH_MAX) {
    return [warn(subject, {
      zh: `有 ${token.length} 个字符，管理后台最多接受 ${TOKEN_LENGTH_MAX} 个。`,
      en: `It has ${token.length} characters; the console takes ${TOKEN_LENGTH_MAX} at most.`,
    }, FRESH)];
  }
  return /^[A-Za-z0-9]+$/.test(token) ? [] : [unusual(subject)];
}

function judgeKey(key: string | undefined, name: string): Finding[] {
  if (key === undefined) return [missing(name)];
  const subject = subjectOf("callback.key", name);
  if (isWrapped(key)) return [wrapped(subject)];
  if (/^[A-Za-z0-9+/]{43}=$/.test(key)) {
    return [fail(subject, {
      zh: "末尾多了一个等号：EncodingAESKey 是 43 个字符，不带等号。",
      en:
        "There is an equals sign too many at the end: an EncodingAESKey is 43 characters without it.",
    }, { zh: `删掉 ${name} 末尾的 =，然后重启。`, en: `Take the = off ${name}, then restart.` })];
  }
  if (key.length !== KEY_LENGTH) {
    return [fail(subject, {
      zh: `有 ${key.length} 个字符，应为 ${KEY_LENGTH} 个。`,
      en: `It has ${key.length} characters instead of ${KEY_LENGTH}.`,
    }, {
      zh: `从管理后台重新复制；或者：${FRESH.zh}`,
      en: `Copy it again from the console. Or: ${FRESH.en}`,
    })];
  }
  if (!/^[A-Za-z0-9+/]+$/.test(key)) {
    return [fail(subject, {
      zh: "含有 Base64 以外的字符，无法解码。",
      en: "It holds characters outside base64 and cannot be decoded.",
    }, FRESH)];
  }
  return /^[A-Za-z0-9]+$/.test(key) ? [] : [unusual(subject)];
}

/** It works here; whether the console takes it is another matter. */
function unusual(subject: Subject): Finding {
  return warn(subject, {
    zh: "含有字母、数字以外的字符。这里可以用，但管理后台只接受字母和数字。",
    en:
      "It holds characters other than letters and digits. They work here, but the console takes letters and digits only.",
  }, FRESH);
}

function isWrapped(value: string): boolean {
  return /^["'].*["']$/s.test(value);
}

function wrapped(subject: Subject): Finding {
  return fail(subject, {
    zh: "值里包含引号：docker 的 --env-file 和 Kubernetes 会原样保留引号。",
    en:
      "The quotation marks around it are part of the value: docker's --env-file and Kubernetes keep them.",
  }, {
    zh: "去掉引号，然后重启。",
    en: "Take the quotation marks away, then restart.",
  });
}

function missing(name: string): Finding {
  return fail(subjectOf("callback.keys", name), {
    zh: `缺少 ${name}：接收消息需要 Token、EncodingAESKey 和企业 ID 三者齐全。`,
    en: `${name} is missing: receiving messages needs token, EncodingAESKey and corp id together.`,
  }, FRESH);
}

function subjectOf(id: string, name: string): Subject {
  return { id, looked: { zh: name, en: name } };
}

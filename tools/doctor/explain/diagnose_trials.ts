import { fits, type Trial } from "tools/doctor/explain/explain_callback.ts";
import type { CopiedCallback } from "tools/doctor/explain/read_callback.ts";
import { about, fail, ok, skip, warn } from "tools/doctor/create_finding.ts";
import type { Finding, Subject, Wording } from "tools/doctor/finding.ts";

/** Findings from the trials of one callback, the best trial first. Pure; `now` in milliseconds. */
export function diagnoseTrials(
  callback: CopiedCallback,
  [best, ...others]: readonly Trial[],
  { now, windowSeconds }: { readonly now: number; readonly windowSeconds: number },
): readonly Finding[] {
  if (best === undefined) return [nothingConfigured()];
  const other = others.find((trial) => trial.isSigned || trial.receiveId !== undefined);
  const isForOther = !best.isSigned && best.receiveId === undefined && other !== undefined;
  return [
    diagnoseToken(best),
    diagnoseKey(best),
    diagnoseCorp(best),
    ...isForOther ? [belongsToOtherApp(other)] : [],
    ...callback.isEncodedTwice ? [encodedTwice()] : [],
    diagnoseTime(callback, now, windowSeconds),
    ...fits(best) ? [verdict(best)] : [],
  ];
}

function subject(part: string, zh: string, en: string): Subject {
  return about(`explain.${part}`, zh, en);
}

function diagnoseToken({ isSigned, app, receiveId }: Trial): Finding {
  const token = subject("token", "签名（只取决于 Token）", "Signature (depends on the token)");
  if (isSigned) return ok(token, ["Token 正确。", "The token is correct."]);
  const found: Wording = receiveId !== undefined
    ? [
      "签名不匹配，但密钥能解密：Token 不对。",
      "The signature does not match, but the key decrypts it: the token is wrong.",
    ]
    : [
      "签名不匹配：Token 不对，或这个请求是发给别的应用的。",
      "The signature does not match: wrong token, or a request for another app.",
    ];
  return fail(token, found, [
    `把 ${
      app.nameOf("token")
    } 改成与管理后台“接收消息”里的 Token 完全一致（大小写、首尾空格），然后重启。`,
    `Set ${
      app.nameOf("token")
    } to exactly the Token in the WeCom console, 接收消息 (upper and lower case, no spaces), then restart.`,
  ]);
}

function diagnoseKey({ receiveId, isDamaged, app }: Trial): Finding {
  const key = subject("key", "解密（只取决于 EncodingAESKey）", "Decryption (depends on the key)");
  if (receiveId !== undefined) {
    return ok(key, ["EncodingAESKey 正确。", "The EncodingAESKey is correct."]);
  }
  if (isDamaged) {
    return warn(key, [
      "密文不完整，无法检查密钥：复制时被截断，或日志只记录了一部分。",
      "The ciphertext is incomplete, so the key cannot be checked.",
    ], [
      "复制完整的 URL（echostr 到结尾），用单引号括起来。",
      "Copy the whole URL (echostr to its end), and put it in single quotes.",
    ]);
  }
  return fail(key, [
    "无法解密：EncodingAESKey 不对。",
    "It cannot be decrypted: the EncodingAESKey is wrong.",
  ], [
    `把 ${
      app.nameOf("encodingAesKey")
    } 改成与管理后台“接收消息”里的 EncodingAESKey 完全一致（43 个字符），然后重启。`,
    `Set ${
      app.nameOf("encodingAesKey")
    } to exactly the EncodingAESKey in the WeCom console, 接收消息 (43 characters), then restart.`,
  ]);
}

function diagnoseCorp({ receiveId, expectedReceiveId, app }: Trial): Finding {
  const corp = subject("corp_id", "接收方（企业 ID）", "Receiver (corp id)");
  if (receiveId === undefined) {
    return skip(corp, ["解密之后才能检查。", "Needs decryption first."]);
  }
  if (receiveId === expectedReceiveId) {
    const shown = receiveId || "—";
    return ok(corp, [`正确（${shown}）。`, `Correct (${shown}).`]);
  }
  return fail(corp, [
    `请求是发给 ${receiveId || "(空)"} 的，而配置的企业 ID 是 ${expectedReceiveId || "(空)"}。`,
    `It is for ${receiveId || "(empty)"}; the configured corp id is ${
      expectedReceiveId || "(empty)"
    }.`,
  ], [
    `把 ${
      app.nameOf("corpId")
    } 改成管理后台“我的企业”页底部的企业 ID，然后重启；智能机器人请在 WECOM_APPS_FILE 里写 kind: "aibot"。`,
    `Set ${
      app.nameOf("corpId")
    } to the id at the bottom of 我的企业 in the WeCom console, then restart. For an AI bot write kind: "aibot" in WECOM_APPS_FILE.`,
  ]);
}

/** The name of the app whose pair was tried. */
function titleOf({ app, isPrevious }: Trial): [zh: string, en: string] {
  return isPrevious
    ? [`${app.name}（旧的一对）`, `${app.name} (previous pair)`]
    : [app.name, app.name];
}

function belongsToOtherApp(trial: Trial): Finding {
  const part = trial.isSigned ? "Token" : "EncodingAESKey";
  const [zh, en] = titleOf(trial);
  return warn(subject("app", "属于哪个应用", "App of the request"), [
    `应用 ${zh} 的 ${part} 与它匹配。`,
    `The ${part} of app ${en} matches.`,
  ], [
    `管理后台里该应用的回调地址应为 …${trial.app.path}。`,
    `In the WeCom console set the callback address of that app to …${trial.app.path}.`,
  ]);
}

function encodedTwice(): Finding {
  return fail(subject("encoding", "URL 编码", "URL encoding"), [
    "参数被编码了两次：中间的代理改写了 URL。",
    "The parameters are encoded twice: a proxy rewrites the URL.",
  ], [
    "让代理原样转发查询串（nginx：proxy_pass 不带变量和 URI，不要 rewrite 参数）。",
    "Forward the query unchanged (nginx: proxy_pass without variables and URI).",
  ]);
}

function diagnoseTime({ timestamp }: CopiedCallback, now: number, windowSeconds: number): Finding {
  const time = subject("time", "签名时间", "Time of the signature");
  if (!/^\d{10}$/.test(timestamp)) {
    return fail(time, ["timestamp 不是 10 位秒数。", "timestamp is not a number of ten digits."], [
      "复制完整的 URL。",
      "Copy the whole URL.",
    ]);
  }
  const seconds = Math.round(now / 1_000 - Number(timestamp));
  return ok(time, [
    `${seconds} 秒前；到达时与本机时钟相差超过 ${windowSeconds} 秒的请求会被拒绝。`,
    `${seconds} seconds ago. A request that differs more than ${windowSeconds} seconds from this clock on arrival is refused.`,
  ]);
}

function verdict(trial: Trial): Finding {
  const [zh, en] = titleOf(trial);
  const { path } = trial.app;
  return ok(subject("verdict", "结论", "Verdict"), [
    `应用 ${zh}能解密。如果它当时被拒绝：进程用的是别的值（请重启），或时钟不准，或路径不对（应为 ${path}）。`,
    `App ${en} can decrypt it. If it was refused: the process has other values (restart it), the clock is wrong, or the path is not ${path}.`,
  ]);
}

function nothingConfigured(): Finding {
  return fail(subject("keys", "已配置的 Token 和密钥", "Configured tokens and keys"), [
    "没有配置完整的 Token 与 EncodingAESKey。",
    "No complete pair of token and key is configured.",
  ], [
    "在 .env 里设置 WECOM_TOKEN、WECOM_ENCODING_AES_KEY、WECOM_CORP_ID，再运行一次。",
    "Set WECOM_TOKEN, WECOM_ENCODING_AES_KEY and WECOM_CORP_ID in .env, then run this again.",
  ]);
}

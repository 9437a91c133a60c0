import { type CopiedCallback } from "tools/doctor/explain/read_callback.ts";
import { fits, type Trial } from "tools/doctor/explain/explain_callback.ts";
import { fail, type Finding, ok, skip, type Subject, warn } from "tools/doctor/finding.ts";

/** What the trials of one callback say, part by part. Pure; `now` in milliseconds. */
export function judgeTrials(
  callback: CopiedCallback,
  [best, ...others]: readonly Trial[],
  { now, windowSeconds }: { readonly now: number; readonly windowSeconds: number },
): Finding[] {
  if (best === undefined) return [nothingConfigured()];
  const other = others.find((trial) => trial.isSigned || trial.receiveId !== undefined);
  const findings = [judgeToken(best), judgeKey(best), judgeCorp(best)];
  if (!best.isSigned && best.receiveId === undefined && other !== undefined) {
    findings.push(belongsElsewhere(other));
  }
  if (callback.isEncodedTwice) findings.push(encodedTwice());
  findings.push(judgeTime(callback, now, windowSeconds));
  if (fits(best)) findings.push(wholeFit(best));
  return findings;
}

function subject(part: string, zh: string, en: string): Subject {
  return { id: `explain.${part}`, looked: { zh, en } };
}

function judgeToken({ isSigned, app, receiveId }: Trial): Finding {
  const token = subject("token", "签名（只取决于 Token）", "Signature (speaks of the token)");
  if (isSigned) return ok(token, { zh: "Token 正确。", en: "The token fits." });
  const isKeyRight = receiveId !== undefined;
  return fail(token, {
    zh: isKeyRight
      ? "签名对不上而密钥能解开：Token 不对。"
      : "签名对不上：Token 不对，或这个请求不是发给这个应用的。",
    en: isKeyRight
      ? "The signature does not match although the key decrypts it: the token is wrong."
      : "The signature does not match: the token is wrong, or this was sent for another app.",
  }, {
    zh:
      `让 ${app.names.token} 与管理后台“接收消息”里的 Token 一字不差（大小写、首尾空格），然后重启。`,
    en:
      `Make ${app.names.token} the same as Token in the console, 接收消息 (case, no space at the ends), then restart.`,
  });
}

function judgeKey({ receiveId, isDamaged, app }: Trial): Finding {
  const key = subject("key", "解密（只取决于 EncodingAESKey）", "Decryption (speaks of the key)");
  if (receiveId !== undefined) {
    return ok(key, { zh: "EncodingAESKey 正确。", en: "The EncodingAESKey fits." });
  }
  if (isDamaged) {
    return warn(key, {
      zh: "密文不完整，无法判断密钥：复制时被截断，或日志只记录了一部分。",
      en: "The ciphertext is not whole, so nothing can be said of the key: it was cut when copied.",
    }, {
      zh: "复制完整的 URL（echostr 一直到结尾），用单引号括起来。",
      en: "Copy the whole URL, echostr to its end, and put it in single quotes.",
    });
  }
  return fail(key, {
    zh: "解不开：EncodingAESKey 不对。",
    en: "It cannot be decrypted: the EncodingAESKey is wrong.",
  }, {
    zh:
      `让 ${app.names.encodingAesKey} 与管理后台“接收消息”里的 EncodingAESKey 一字不差（43 个字符），然后重启。`,
    en:
      `Make ${app.names.encodingAesKey} the same as EncodingAESKey in the console, 接收消息 (43 characters), then restart.`,
  });
}

function judgeCorp({ receiveId, expectedReceiveId, app }: Trial): Finding {
  const corp = subject("corp_id", "接收方（企业 ID）", "Receiver (the corp id)");
  if (receiveId === undefined) {
    return skip(corp, { zh: "要先能解密。", en: "It must be decrypted first." });
  }
  if (receiveId === expectedReceiveId) {
    const shown = receiveId === "" ? "—" : receiveId;
    return ok(corp, { zh: `正确（${shown}）。`, en: `It fits (${shown}).` });
  }
  const [actual, expected] = [receiveId, expectedReceiveId].map((id) => id === "" ? "(空)" : id);
  return fail(corp, {
    zh: `请求是发给 ${actual} 的，而配置的企业 ID 是 ${expected}。`,
    en: `It is for ${actual === "(空)" ? "(empty)" : actual}; the configured corp id is ${
      expected === "(空)" ? "(empty)" : expected
    }.`,
  }, {
    zh:
      `把 ${app.names.corpId} 改成管理后台“我的企业”页底部的企业 ID，然后重启；智能机器人请在 WECOM_APPS_FILE 里写 kind: "aibot"。`,
    en:
      `Set ${app.names.corpId} to the id at the foot of the console page 我的企业, then restart; an AI bot is written with kind: "aibot" in WECOM_APPS_FILE.`,
  });
}

function belongsElsewhere({ app, isPrevious, isSigned }: Trial): Finding {
  const fittingPart = isSigned ? "Token" : "EncodingAESKey";
  const which = isPrevious
    ? { zh: "（旧的一对）", en: " (the previous pair)" }
    : { zh: "", en: "" };
  return warn(
    subject("app", "属于哪个应用", "Which app it is for"),
    {
      zh: `应用 ${app.name}${which.zh} 的 ${fittingPart} 与它相符。`,
      en: `The ${fittingPart} of app ${app.name}${which.en} fits it.`,
    },
    {
      zh: `管理后台里该应用的回调地址应为 …${app.path}。`,
      en: `In the console the callback's address of that app must be …${app.path}.`,
    },
  );
}

function encodedTwice(): Finding {
  return fail(subject("encoding", "URL 编码", "Encoding of the URL"), {
    zh: "参数被编码了两次：中间的代理改写了 URL。",
    en: "The parameters are encoded twice: a proxy on the way rewrites the URL.",
  }, {
    zh: "让代理原样转发查询串（nginx：proxy_pass 不带变量和 URI，不要 rewrite 参数）。",
    en: "Let the proxy pass the query as it is (nginx: proxy_pass without variables or URI part).",
  });
}

function judgeTime({ timestamp }: CopiedCallback, now: number, windowSeconds: number): Finding {
  const time = subject("time", "签名时间", "Time of signing");
  const seconds = Math.round(now / 1_000 - Number(timestamp));
  if (!/^\d{10}$/.test(timestamp)) {
    return fail(time, { zh: "timestamp 不是 10 位秒数。", en: "timestamp is not ten digits." }, {
      zh: "复制完整的 URL。",
      en: "Copy the whole URL.",
    });
  }
  return ok(time, {
    zh: `距现在 ${seconds} 秒；到达时若与本机时钟相差超过 ${windowSeconds} 秒就会被拒绝。`,
    en:
      `${seconds} seconds ago; had it been more than ${windowSeconds} off this machine's clock on arrival, it was refused.`,
  });
}

function wholeFit({ app, isPrevious }: Trial): Finding {
  const pair = isPrevious ? { zh: "（旧的一对）", en: " (its previous pair)" } : { zh: "", en: "" };
  return ok(subject("verdict", "结论", "Verdict"), {
    zh:
      `应用 ${app.name}${pair.zh} 能打开它。如果它当时被拒绝：进程用的是别的值（重启），或时钟不准，或路径不对（应为 ${app.path}）。`,
    en:
      `App ${app.name}${pair.en} opens it. If it was refused all the same: the process has other values (restart it), a wrong clock, or it came to another path than ${app.path}.`,
  });
}

function nothingConfigured(): Finding {
  return fail(subject("keys", "已配置的 Token 和密钥", "Configured tokens and keys"), {
    zh: "没有配置任何完整的 Token 与 EncodingAESKey。",
    en: "No complete pair of token and key is configured.",
  }, {
    zh: "在 .env 里设置 WECOM_TOKEN、WECOM_ENCODING_AES_KEY、WECOM_CORP_ID，再运行一次。",
    en: "Set WECOM_TOKEN, WECOM_ENCODING_AES_KEY and WECOM_CORP_ID in .env, and run this again.",
  });
}

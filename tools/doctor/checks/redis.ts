import { createLogger } from "packages/platform/log.ts";
import { withDeadline } from "packages/platform/deadline.ts";
import { randomHex, systemRandomBytes } from "packages/platform/random.ts";
import { openRedis } from "packages/storage/redis/client.ts";
import { openRedisConnection } from "packages/storage/redis/connection.ts";
import { parseRedisUrl } from "packages/storage/redis/url.ts";
import { fail, type Finding, ok, same, skip } from "tools/doctor/finding.ts";
import type { Check } from "tools/doctor/examined.ts";
import { readSetting } from "tools/doctor/settings.ts";

const SUBJECT = { id: "redis", looked: same("Redis") };
const HINT_WITHIN_MS = 3_000;
const silent = createLogger({ level: "error", write: () => {} });

/** Redis: is it there, is it new enough, does a published hint come back. */
export const checkRedis: Check = async ({ env }) => {
  const url = readSetting(env, "REDIS_URL");
  if (url === undefined) {
    return [skip(SUBJECT, {
      zh: "没有设置 REDIS_URL：deno task start 用进程内的替身；单独运行的服务则必须设置。",
      en:
        "REDIS_URL is not set: deno task start uses its own stand-in; services that run alone need one.",
    })];
  }
  try {
    const version = await readVersion(url);
    const findings = [judgeVersion(version)];
    if (!await hintComesBack(url)) findings.push(noHints());
    return findings;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [fail(SUBJECT, { zh: `用不了：${reason}`, en: reason }, {
      zh:
        '核对 REDIS_URL 的主机、端口、密码和哨兵名（redis-cli -u "$REDIS_URL" ping）。Redis 不在时登录会失败，消息不受影响。',
      en:
        'Compare host, port, password and sentinel name in REDIS_URL (redis-cli -u "$REDIS_URL" ping). Without Redis sign-in fails; messages go on.',
    })];
  }
};

async function readVersion(url: string): Promise<string> {
  const connection = openRedisConnection({
    use: "doctor",
    target: parseRedisUrl(url),
    timeoutMs: 2_000,
    randomBytes: systemRandomBytes,
    log: silent,
  });
  try {
    const info = String(await connection.run((client) => client.info("server")));
    return /redis_version:(\S+)/.exec(info)?.[1] ?? "?";
  } finally {
    await connection.close();
  }
}

function judgeVersion(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 6 || (major === 6 && minor >= 2)) {
    return ok(SUBJECT, { zh: `版本 ${version}。`, en: `Version ${version}.` });
  }
  return fail({ ...SUBJECT, id: "redis.version" }, {
    zh: `版本是 ${version}，需要 6.2 或更高。`,
    en: `It is version ${version}; 6.2 or later is needed.`,
  }, {
    zh: "升级 Redis，或把 REDIS_URL 指向另一台。",
    en: "Upgrade Redis, or let REDIS_URL lead to another one.",
  });
}

async function hintComesBack(url: string): Promise<boolean> {
  const redis = openRedis({ url, randomBytes: systemRandomBytes, log: silent });
  try {
    const channel = `doctor:${randomHex(systemRandomBytes, 8)}`;
    const { promise: came, resolve } = Promise.withResolvers<boolean>();
    await redis.subscribe(channel, { onMessage: () => resolve(true), onResubscribed: () => {} });
    await redis.publish(channel, "1");
    return await withDeadline(came, HINT_WITHIN_MS, false);
  } finally {
    await redis.close();
  }
}

function noHints(): Finding {
  return fail({ id: "redis.hints", looked: { zh: "Redis 发布/订阅", en: "Redis pub/sub" } }, {
    zh: "发布的消息没有收到：登录页会慢几秒才知道结果。",
    en: "A published message does not come back: sign-in pages hear of results seconds late.",
  }, {
    zh: "允许该用户使用 pub/sub（ACL：&*），不要经过不支持订阅的代理。",
    en: "Let this user use pub/sub (ACL: &*), and no proxy in between that has no subscriptions.",
  });
}

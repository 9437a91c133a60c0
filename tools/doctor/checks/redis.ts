import { createLogger } from "packages/platform/log.ts";
import { withDeadline } from "packages/platform/deadline.ts";
import { randomHex, systemRandomBytes } from "packages/platform/random.ts";
import { openRedis } from "packages/storage/redis/client.ts";
import { openRedisConnection } from "packages/storage/redis/connection.ts";
import { parseRedisUrl } from "packages/storage/redis/url.ts";
import { about, fail, ok, skip, untranslated } from "tools/doctor/create_finding.ts";
import type { Finding } from "tools/doctor/finding.ts";
import type { Check } from "tools/doctor/deployment.ts";
import { readSetting } from "tools/doctor/settings.ts";

const SUBJECT = { id: "redis", looked: untranslated("Redis") };
const MESSAGE_WITHIN_MS = 3_000;
const silent = createLogger({ level: "error", write: () => {} });

/** Redis: reachable, new enough, and delivers published messages. */
export const checkRedis: Check = async ({ env }) => {
  const url = readSetting(env, "REDIS_URL");
  if (url === undefined) {
    return skip(SUBJECT, [
      "没有设置 REDIS_URL：deno task start 使用进程内的实现；单独运行的服务必须设置。",
      "REDIS_URL is not set: deno task start uses an in-memory Redis; a service that runs alone needs one.",
    ]);
  }
  try {
    const version = await readVersion(url);
    const findings = [diagnoseVersion(version)];
    if (!await messageArrives(url)) findings.push(noMessages());
    return findings;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail(SUBJECT, [`无法使用：${reason}`, reason], [
      '检查 REDIS_URL 的主机、端口、密码和哨兵名（redis-cli -u "$REDIS_URL" ping）。Redis 不可用时无法登录，消息不受影响。',
      'Check host, port, password and sentinel name in REDIS_URL (redis-cli -u "$REDIS_URL" ping). Without Redis sign-in fails; messages are not affected.',
    ]);
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
    const info = String(await connection.run((client) => client.sendCommand(["INFO", "server"])));
    return /redis_version:(\S+)/.exec(info)?.[1] ?? "?";
  } finally {
    await connection.close();
  }
}

function diagnoseVersion(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 6 || (major === 6 && minor >= 2)) {
    return ok(SUBJECT, [`版本 ${version}。`, `Version ${version}.`]);
  }
  return fail({ ...SUBJECT, id: "redis.version" }, [
    `版本是 ${version}，需要 6.2 或更高版本。`,
    `It is version ${version}; version 6.2 or later is required.`,
  ], [
    "升级 Redis，或让 REDIS_URL 指向另一台服务器。",
    "Upgrade Redis, or set REDIS_URL to another server.",
  ]);
}

async function messageArrives(url: string): Promise<boolean> {
  const redis = openRedis({ url, randomBytes: systemRandomBytes, log: silent });
  try {
    const channel = `doctor:${randomHex(systemRandomBytes, 8)}`;
    const { promise: came, resolve } = Promise.withResolvers<boolean>();
    await redis.subscribe(channel, { onMessage: () => resolve(true), onResubscribed: () => {} });
    await redis.publish(channel, "1");
    return await withDeadline(came, MESSAGE_WITHIN_MS, false);
  } finally {
    await redis.close();
  }
}

function noMessages(): Finding {
  return fail(about("redis.hints", "Redis 发布/订阅", "Redis pub/sub"), [
    "收不到发布的消息：登录页会晚几秒才显示结果。",
    "A published message does not arrive: sign-in pages show results some seconds late.",
  ], [
    "允许该用户使用 pub/sub（ACL：&*）；不要经过不支持订阅的代理。",
    "Allow pub/sub for this user (ACL: &*), and do not use a proxy without subscriptions.",
  ]);
}

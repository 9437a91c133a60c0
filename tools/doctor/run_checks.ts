import { describeError } from "packages/platform/log.ts";
import { checkAi } from "tools/doctor/checks/ai.ts";
import { checkCallbackKeys } from "tools/doctor/checks/callback_keys.ts";
import { checkClock } from "tools/doctor/checks/clock.ts";
import { checkConfiguration } from "tools/doctor/checks/configuration.ts";
import { checkDatabase } from "tools/doctor/checks/database.ts";
import { checkDns } from "tools/doctor/checks/dns.ts";
import { checkMiniProgram } from "tools/doctor/checks/mini_program.ts";
import { checkPort } from "tools/doctor/checks/port.ts";
import { checkReachability } from "tools/doctor/checks/reachability.ts";
import { checkReplyFiles } from "tools/doctor/checks/reply_files.ts";
import { checkRedis } from "tools/doctor/checks/redis.ts";
import { checkUrlVerification } from "tools/doctor/checks/url_verification.ts";
import { checkUpgrade } from "tools/doctor/checks/upgrade.ts";
import { checkTls } from "tools/doctor/checks/tls.ts";
import { checkUpstream } from "tools/doctor/checks/upstream.ts";
import { checkWebhooks } from "tools/doctor/checks/webhooks.ts";
import { checkUpstreamCallback } from "tools/doctor/checks/upstream_callback.ts";
import { checkWecomApi } from "tools/doctor/checks/wecom_api.ts";
import type { Check, Deployment } from "tools/doctor/deployment.ts";
import { fail, skip, untranslated } from "tools/doctor/create_finding.ts";
import type { Finding } from "tools/doctor/finding.ts";
import { CALLBACK_PATH } from "tools/doctor/settings.ts";

/** All checks, in the order of their findings in the report. */
const CHECKS: Readonly<Record<string, Check>> = {
  configuration: checkConfiguration,
  callback_keys: checkCallbackKeys,
  port: checkPort,
  clock: checkClock,
  dns: checkDns,
  tls: checkTls,
  reachability: checkReachability,
  url_verification: checkUrlVerification,
  wecom_api: checkWecomApi,
  database: checkDatabase,
  redis: checkRedis,
  ai: checkAi,
  reply_files: checkReplyFiles,
  mini_program: checkMiniProgram,
  upstream: checkUpstream,
  webhooks: checkWebhooks,
  upstream_callback: checkUpstreamCallback,
  upgrade: checkUpgrade,
};

/** Variables without which a check can find nothing new: when one is refused, its check is skipped. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  port: ["PORT"],
  upgrade: ["PORT"],
  dns: ["PUBLIC_URL"],
  tls: ["PUBLIC_URL"],
  reachability: ["PUBLIC_URL"],
  url_verification: ["PUBLIC_URL"],
  database: ["DATABASE_URL"],
  redis: ["REDIS_URL"],
  webhooks: ["WEBHOOK_URL"],
  upstream: ["BASE_URL"],
  upstream_callback: ["BASE_URL", "CALLBACK_URL"],
  ai: ["AI_API_KEY", "AI_BASE_URL", "AI_PROVIDERS_FILE"],
};

/** Ids of findings that differ from the name of their check. */
const SUBJECTS: Readonly<Record<string, string>> = {
  database: "postgres",
  upstream_callback: "upstream.callback",
  url_verification: "self_test",
};

/** Runs all checks in parallel. A check that throws becomes a finding, so that the others are still reported. */
export async function runChecks(deployment: Deployment): Promise<readonly Finding[]> {
  const found = await Promise.all(
    Object.entries(CHECKS).map(async ([name, check]) => {
      const refused = findRefused(name, deployment);
      if (refused !== undefined) return skipped(name, refused);
      try {
        return await check(deployment);
      } catch (error) {
        return [crashed(name, error)];
      }
    }),
  );
  return found.flat();
}

function findRefused(name: string, { config, callbackUrl, publicUrl }: Deployment) {
  const isUrlOfOption = callbackUrl !== publicUrl + CALLBACK_PATH;
  const needs = (NEEDS[name] ?? []).filter((it) => it !== "PUBLIC_URL" || !isUrlOfOption);
  return needs.find((need) => config.problems.some(({ variable }) => variable === need));
}

function skipped(name: string, variable: string): Finding {
  return skip({ id: SUBJECTS[name] ?? name, looked: untranslated(variable) }, [
    `${variable} 的值不能用，见 configuration.${variable} 检查项。`,
    `The value of ${variable} cannot be used: see the finding configuration.${variable}.`,
  ]);
}

function crashed(name: string, error: unknown): Finding {
  const { message, stack } = describeError(error);
  const where = Array.isArray(stack) ? ` (${stack[0] ?? ""})` : "";
  return fail({ id: `doctor.${name}`, looked: untranslated(name) }, [
    `这项检查出错：${message}${where}`,
    `This check crashed: ${message}${where}`,
  ], [
    "这是 doctor 的缺陷，请把这份报告发给维护者。",
    "This is a defect of the doctor: send this report to the maintainers.",
  ]);
}

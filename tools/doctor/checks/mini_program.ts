import type { Check } from "tools/doctor/deployment.ts";
import { about, fail, ok, skip } from "tools/doctor/create_finding.ts";
import { NO_ANSWER, probe } from "tools/doctor/probe.ts";
import { readSetting } from "tools/doctor/settings.ts";

/** Settings of the mini program: complete or absent, and the WeChat API can be reached. */
export const checkMiniProgram: Check = async ({ env, fetch }) => {
  const subject = about("mini_program", "小程序", "Mini program");
  const names = ["WECHAT_APP_ID", "WECHAT_APP_SECRET"];
  const missing = names.filter((name) => readSetting(env, name) === undefined);
  if (missing.length === names.length) {
    return skip(subject, ["没有配置。", "Not configured."]);
  }
  if (missing.length > 0) {
    return fail(subject, [`缺少 ${missing[0]}。`, `${missing[0]} is missing.`], [
      `从小程序后台（开发管理 → 开发设置）复制，填到 ${missing[0]}。`,
      `Copy it from the mini program console (开发管理, 开发设置) into ${missing[0]}.`,
    ]);
  }
  const answer = await probe(fetch, env["WECHAT_API_URL"] || "https://api.weixin.qq.com");
  if (!("problem" in answer)) {
    return ok(subject, ["微信接口可以连上。", "The WeChat API can be reached."]);
  }
  return fail(subject, NO_ANSWER[answer.problem], [
    "检查到 api.weixin.qq.com 的网络，或 WECHAT_API_URL。",
    "Check the network to api.weixin.qq.com, or WECHAT_API_URL.",
  ]);
};

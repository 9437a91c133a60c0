import type { Check } from "tools/doctor/deployment.ts";
import { fail, ok, skip } from "tools/doctor/finding.ts";
import { NO_ANSWER, probe } from "tools/doctor/probe.ts";
import { readSetting } from "tools/doctor/settings.ts";

/** Settings of the mini program: complete or absent, and the WeChat API can be reached. */
export const checkMiniProgram: Check = async ({ env, fetch }) => {
  const subject = { id: "mini_program", looked: { zh: "小程序", en: "Mini program" } };
  const names = ["WECHAT_APP_ID", "WECHAT_APP_SECRET"];
  const missing = names.filter((name) => readSetting(env, name) === undefined);
  if (missing.length === names.length) {
    return [skip(subject, { zh: "没有配置。", en: "Not configured." })];
  }
  if (missing.length > 0) {
    return [fail(subject, { zh: `缺少 ${missing[0]}。`, en: `${missing[0]} is missing.` }, {
      zh: `从小程序后台（开发管理 → 开发设置）复制，填到 ${missing[0]}。`,
      en: `Copy it from the mini program console (开发管理, 开发设置) into ${missing[0]}.`,
    })];
  }
  const answer = await probe(fetch, env["WECHAT_API_URL"] || "https://api.weixin.qq.com");
  if (!("problem" in answer)) {
    return [ok(subject, { zh: "微信接口可以连上。", en: "The WeChat API can be reached." })];
  }
  return [fail(subject, NO_ANSWER[answer.problem], {
    zh: "检查到 api.weixin.qq.com 的网络，或 WECHAT_API_URL。",
    en: "Check the network to api.weixin.qq.com, or WECHAT_API_URL.",
  })];
};

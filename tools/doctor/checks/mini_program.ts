import { ask, NO_ANSWER } from "tools/doctor/ask.ts";
import { fail, ok, skip } from "tools/doctor/finding.ts";
import type { Check } from "tools/doctor/examined.ts";
import { readSetting } from "tools/doctor/settings.ts";

/** The mini program's settings: complete or absent, and WeChat's API within reach. */
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
      en: `Copy it from the mini program's console (开发管理, 开发设置) into ${missing[0]}.`,
    })];
  }
  const asked = await ask(fetch, env["WECHAT_API_URL"] || "https://api.weixin.qq.com");
  if (!("problem" in asked)) {
    return [ok(subject, { zh: "微信接口可以连上。", en: "WeChat's API can be reached." })];
  }
  return [fail(subject, NO_ANSWER[asked.problem], {
    zh: "检查到 api.weixin.qq.com 的网络，或 WECHAT_API_URL。",
    en: "Check the network to api.weixin.qq.com, or WECHAT_API_URL.",
  })];
};

import type { Lang, Text } from "packages/platform/lang.ts";
import { nameUserAgent } from "services/callback/pages/user_agent.ts";

export const CONFIRM_TEXTS = {
  device: { zh: "设备", en: "Device" },
  time: { zh: "时间", en: "Time" },
  network: { zh: "网络", en: "Network" },
  sameNetwork: { zh: "与这部手机同一网络", en: "Same as this phone" },
  otherNetwork: { zh: "其他网络", en: "Another network" },
  otherNetworkAdvice: {
    zh: "手机使用移动数据时，网络不同是正常的。如果登录页不是您本人打开的，请拒绝登录。",
    en: "This is normal on mobile data. If you did not open the sign-in page yourself, decline.",
  },
  choose: { zh: "选择电脑上显示的数字", en: "Choose the number shown on the computer" },
  deny: { zh: "不是我，拒绝登录", en: "Not me, decline" },
} satisfies Record<string, Text>;

const UNKNOWN_BROWSER: Text = { zh: "未知浏览器", en: "Unknown browser" };
/** Chinese names of browsers that are known by one. */
const CHINESE_NAMES: Readonly<Record<string, string>> = {
  "WeCom": "企业微信",
  "WeChat": "微信",
  "DingTalk": "钉钉",
  "Feishu": "飞书",
  "QQ Browser": "QQ 浏览器",
  "360 Browser": "360 浏览器",
  "Sogou Browser": "搜狗浏览器",
  "UC Browser": "UC 浏览器",
  "Huawei Browser": "华为浏览器",
  "Mi Browser": "小米浏览器",
};
const UNKNOWN_SYSTEM: Text = { zh: "未知系统", en: "unknown system" };

/** The attempt's browser and system in one phrase. */
export function describeDevice(userAgent: string, lang: Lang): string {
  const { browser, system } = nameUserAgent(userAgent);
  const ownName = browser ?? UNKNOWN_BROWSER[lang];
  const browserName = lang === "zh" ? CHINESE_NAMES[ownName] ?? ownName : ownName;
  return [browserName, system ?? UNKNOWN_SYSTEM[lang]].join(lang === "zh" ? "，" : " on ");
}

/** The names of a browser and its system; undefined when unknown. */
export interface UserAgentNames {
  browser: string | undefined;
  system: string | undefined;
}

type Names = ReadonlyArray<readonly [pattern: RegExp, name: string]>;

// The order matters: most browsers also name the ones below them.
const BROWSERS: Names = [
  [/wxwork\//i, "WeCom"],
  [/MicroMessenger\//i, "WeChat"],
  [/DingTalk\//i, "DingTalk"],
  [/\bLark\/|Feishu\//i, "Feishu"],
  [/\bEdg(?:e|A|iOS)?\//, "Edge"],
  [/\bOPR\/|\bOpera\b/, "Opera"],
  [/QQBrowser\//i, "QQ Browser"],
  [/\bQihooBrowser\/|360(?:SE|EE)\b/i, "360 Browser"],
  [/MetaSr\b/i, "Sogou Browser"],
  [/UCBrowser\//i, "UC Browser"],
  [/HuaweiBrowser\//i, "Huawei Browser"],
  [/MiuiBrowser\//i, "Mi Browser"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/\bVivaldi\//, "Vivaldi"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\b(?:Chrome|CriOS|Chromium|HeadlessChrome)\//, "Chrome"],
  [/\bVersion\/[\d.]+.*\bSafari\//, "Safari"],
];

const SYSTEMS: Names = [
  [/HarmonyOS|OpenHarmony/i, "HarmonyOS"],
  [/\biPad\b/, "iPadOS"],
  [/\b(?:iPhone|iPod)\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac(?:intosh| OS X)\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\b(?:Linux|X11)\b/, "Linux"],
];

/** The part of the header that is read. The client chooses the header, so it is never shown itself. */
const HEADER_LENGTH_MAX = 512;

/** Names the browser and the system in a `User-Agent` header. */
export function nameUserAgent(userAgent: string): UserAgentNames {
  const header = userAgent.slice(0, HEADER_LENGTH_MAX);
  return { browser: firstMatch(BROWSERS, header), system: firstMatch(SYSTEMS, header) };
}

function firstMatch(names: Names, header: string): string | undefined {
  return names.find(([pattern]) => pattern.test(header))?.[1];
}

// Packages that serve any service must not name one, and no vendor.
import { readFiles } from "tools/list_files.ts";

const NEUTRAL = /^packages\/(platform|storage)\//;

/** Services of this project, and vendors with their hosts and products. `auth` and `callback` alone are field terms. */
const NAMES = [
  "services/[a-z][\\w-]*",
  "ai[-_]reply",
  "upstream[-_]bridge",
  "mini[- ]?program",
  "wecom",
  "wechat",
  "weixin",
  "tencent",
  "deepseek",
  "openai",
  "企业微信",
  "微信",
  "小程序",
];

/** The name of this product, its cookies, and the examples of a deployment of it. */
const ALLOWED = [
  "wecom[-_]stack",
  "wecom_(?:access|refresh)",
  "wecom\\.example\\.com",
  "postgres:\\/\\/\\S*",
];

const FORBIDDEN = new RegExp(`(${ALLOWED.join("|")})|${NAMES.join("|")}`, "gi");

/** Places in code, comments and texts of the neutral packages that name a service or a vendor, one line each. */
export function findNamedServices(root: string): string[] {
  return readFiles(root, NEUTRAL).flatMap(([file, text]) =>
    text.split("\n").flatMap((line, index) => {
      const found = line.matchAll(FORBIDDEN).find(([, allowed]) => allowed === undefined);
      return found === undefined ? [] : describe(file, index + 1, found[0]);
    })
  );
}

function describe(file: string, line: number, name: string): string {
  const folder = NEUTRAL.exec(file)![0].slice(0, -1);
  return `${file}:${line} names "${name}", but ${folder} serves any service: ` +
    "move this to the service or package that it is about; in a test use a neutral example";
}

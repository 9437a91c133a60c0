import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { Text } from "packages/platform/lang.ts";
import { fail, type Finding, ok, type Subject, warn } from "tools/doctor/finding.ts";
import { type Check, isLoopback } from "tools/doctor/examined.ts";

const PRIVATE =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|127\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1$|f[cd]|fe80)/i;

/** Whether the names of the callback's address and of WeCom's API are known, and to where they lead. */
export const checkDns: Check = async (examined) => {
  const { callbackUrl, apiUrl, isWecomSimulated } = examined;
  const findings: Finding[] = [];
  const looks = [
    { id: "dns.callback", url: callbackUrl, isPublic: !isWecomSimulated },
    { id: "dns.wecom_api", url: apiUrl, isPublic: false },
  ];
  for (const { id, url, isPublic } of looks) {
    if (!URL.canParse(url) || isLoopback(url)) continue;
    const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
    findings.push(
      await judge({ id, looked: { zh: `域名 ${host}`, en: `Host name ${host}` } }, {
        host,
        isPublic,
        remedy: url === callbackUrl ? ownName(host) : wecomsName(host),
      }),
    );
  }
  return findings;
};

async function judge(
  subject: Subject,
  { host, isPublic, remedy }: {
    readonly host: string;
    readonly isPublic: boolean;
    readonly remedy: Text;
  },
): Promise<Finding> {
  const addresses = isIP(host) === 0 ? await resolve(host) : [host];
  if (addresses.length === 0) {
    return fail(subject, { zh: "无法解析。", en: "It cannot be resolved." }, remedy);
  }
  const shown = addresses.join(", ");
  if (isPublic && addresses.every((address) => PRIVATE.test(address))) {
    return warn(subject, {
      zh: `解析到内网地址 ${shown}，企业微信从公网访问不到它。`,
      en: `It leads to ${shown}, which WeCom cannot reach from outside.`,
    }, {
      zh: "让公网 DNS 返回公网地址；若只是内网 DNS 不同，请在外网核对一次。",
      en:
        "Let the public DNS answer with a public address; if only the DNS in your network differs, look once from outside.",
    });
  }
  return ok(subject, { zh: `解析到 ${shown}。`, en: `It leads to ${shown}.` });
}

function ownName(host: string): Text {
  return {
    zh:
      `在域名服务商处为 ${host} 添加 A 或 AAAA 记录（nslookup ${host} 可以核对）；用隧道时请确认隧道还开着，地址没有变。`,
    en:
      `Add an A or AAAA record for ${host} at your DNS provider (nslookup ${host} shows it); with a tunnel, check that it still runs and has not changed its address.`,
  };
}

function wecomsName(host: string): Text {
  return {
    zh:
      `检查本机的 DNS 和外网连接（nslookup ${host} 可以核对）；若设置了 WECOM_API_URL，核对其中的主机名。`,
    en:
      `Check this machine's DNS and its way to the internet (nslookup ${host} shows it); if WECOM_API_URL is set, check the host name in it.`,
  };
}

async function resolve(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}

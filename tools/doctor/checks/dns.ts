import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { type Check, isLoopback } from "tools/doctor/deployment.ts";
import { about, fail, ok, warn } from "tools/doctor/create_finding.ts";
import type { Findings, Wording } from "tools/doctor/finding.ts";

const PRIVATE =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|127\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1$|f[cd]|fe80)/i;

/** Whether the host names of the callback and of the WeCom API resolve, and to which addresses. */
export const checkDns: Check = async ({ callbackUrl, apiUrl, isWecomSimulated }) =>
  (await Promise.all([
    diagnoseHost("dns.callback", callbackUrl, !isWecomSimulated, ownRemedy),
    diagnoseHost("dns.wecom_api", apiUrl, false, apiRemedy),
  ])).flat();

async function diagnoseHost(
  id: string,
  url: string,
  mustBePublic: boolean,
  remedyFor: (host: string) => Wording,
): Promise<Findings> {
  if (!URL.canParse(url) || isLoopback(url)) return [];
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
  const subject = about(id, `域名 ${host}`, `Host name ${host}`);
  const addresses = isIP(host) === 0 ? await resolve(host) : [host];
  if (addresses.length === 0) {
    return fail(subject, ["无法解析。", "It does not resolve."], remedyFor(host));
  }
  const shown = addresses.join(", ");
  if (mustBePublic && addresses.every((address) => PRIVATE.test(address))) {
    return warn(subject, [
      `解析到内网地址 ${shown}，企业微信从公网访问不到。`,
      `It resolves to the private address ${shown}, which WeCom cannot reach.`,
    ], [
      "让公网 DNS 返回公网地址；如果只是内网 DNS 不同，请在外网再核对一次。",
      "Make the public DNS return a public address. If only the DNS of your network differs, check from outside.",
    ]);
  }
  return ok(subject, [`解析到 ${shown}。`, `It resolves to ${shown}.`]);
}

function ownRemedy(host: string): Wording {
  return [
    `在域名服务商处为 ${host} 添加 A 或 AAAA 记录（用 nslookup ${host} 核对）；使用隧道时，确认隧道开着，地址没有变。`,
    `Add an A or AAAA record for ${host} at your DNS provider (check with nslookup ${host}). With a tunnel: check that it runs and still has this address.`,
  ];
}

function apiRemedy(host: string): Wording {
  return [
    `检查本机的 DNS 和外网连接（用 nslookup ${host} 核对）；如果设置了 WECOM_API_URL，核对其中的主机名。`,
    `Check DNS and internet access of this machine (nslookup ${host}). If WECOM_API_URL is set, check its host name.`,
  ];
}

async function resolve(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}

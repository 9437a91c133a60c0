import { isIP } from "node:net";
import tls from "node:tls";
import type { Text } from "packages/platform/lang.ts";
import { fail, type Finding, ok, type Subject, warn } from "tools/doctor/finding.ts";
import type { Check, Examined } from "tools/doctor/examined.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const DAYS_MIN = 14;
const TIMEOUT_MS = 8_000;

const RENEW: Text = {
  zh:
    "更新证书并重载反向代理（certbot renew && nginx -s reload，Kubernetes 里看 cert-manager 的 Certificate）。",
  en:
    "Renew the certificate and reload the reverse proxy (certbot renew && nginx -s reload; on Kubernetes look at cert-manager's Certificate).",
};

/** Certificates of the callback's address and of WeCom's API: period, name and chain, each by itself. */
export const checkTls: Check = async ({ callbackUrl, apiUrl, clock, isWecomSimulated }) => {
  const findings: Finding[] = [];
  for (const [id, url] of [["callback", callbackUrl], ["wecom_api", apiUrl]] as const) {
    if (!URL.canParse(url)) continue;
    if (url.startsWith("https:")) findings.push(...await judge(id, new URL(url), clock));
    else if (id === "callback" && !isWecomSimulated) findings.push(plainHttp(new URL(url)));
  }
  return findings;
};

/** WeCom's documents allow http and advise https; a login by cookie on http is nobody's wish. */
function plainHttp({ host }: URL): Finding {
  return warn({ id: "tls.callback", looked: { zh: `TLS：${host}`, en: `TLS of ${host}` } }, {
    zh: "回调地址是 http。企业微信接受 http，但建议 https；登录的 Cookie 也会失去保护。",
    en:
      "The address is http. WeCom takes it and advises https; the cookies of sign-in go unprotected too.",
  }, {
    zh: "给域名装上证书（例如 certbot），把 PUBLIC_URL 和管理后台里的地址改成 https。",
    en:
      "Get a certificate (for example by certbot), and change PUBLIC_URL and the address in the console to https.",
  });
}

async function judge(
  name: "callback" | "wecom_api",
  url: URL,
  clock: Examined["clock"],
): Promise<Finding[]> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const subject = (part: string): Subject => ({
    id: `tls.${name}${part}`,
    looked: { zh: `TLS 证书：${url.host}`, en: `TLS certificate of ${url.host}` },
  });
  const seen = await readCertificate(host, Number(url.port || 443));
  // Whether the address is there at all is what other checks say.
  if (seen === undefined) return [];
  const { certificate, authorizationError } = seen;
  const findings = [
    ...judgePeriod(subject, certificate, clock.now()),
    ...judgeName(subject, host, certificate),
    ...judgeChain(subject, authorizationError),
  ];
  if (findings.length > 0) return findings;
  const until = new Date(certificate.valid_to).toISOString().slice(0, 10);
  return [ok(subject(""), { zh: `有效，到 ${until}。`, en: `It is valid until ${until}.` })];
}

function judgePeriod(
  subject: (part: string) => Subject,
  certificate: tls.PeerCertificate,
  now: number,
): Finding[] {
  const days = Math.floor((Date.parse(certificate.valid_to) - now) / DAY_MS);
  const until = certificate.valid_to;
  if (days < 0) {
    const found = { zh: `证书已过期（${until}）。`, en: `It has expired (${until}).` };
    return [fail(subject(".expired"), found, RENEW)];
  }
  if (Date.parse(certificate.valid_from) > now) {
    return [fail(subject(".not_yet"), {
      zh: `证书尚未生效（${certificate.valid_from}），或本机时钟慢了。`,
      en: `It is not valid yet (${certificate.valid_from}), or this machine's clock is behind.`,
    }, RENEW)];
  }
  if (days >= DAYS_MIN) return [];
  return [warn(subject(".expires_soon"), {
    zh: `证书还有 ${days} 天到期。`,
    en: `It expires in ${days} days.`,
  }, RENEW)];
}

function judgeName(
  subject: (part: string) => Subject,
  host: string,
  certificate: tls.PeerCertificate,
): Finding[] {
  if (tls.checkServerIdentity(host, certificate) === undefined) return [];
  const names = certificate.subjectaltname ?? String(certificate.subject?.CN ?? "");
  return [fail(subject(".wrong_host"), {
    zh: `证书不是发给 ${host} 的，它写的是 ${names}。`,
    en: `It is not for ${host}; it names ${names}.`,
  }, {
    zh: `申请包含 ${host} 的证书，或改正反向代理里 server_name 对应的证书（SNI）。`,
    en:
      `Get a certificate that names ${host}, or let the proxy choose the right one (SNI, server_name).`,
  })];
}

function judgeChain(subject: (part: string) => Subject, error: string | undefined): Finding[] {
  if (error === "DEPTH_ZERO_SELF_SIGNED_CERT" || error === "SELF_SIGNED_CERT_IN_CHAIN") {
    return [fail(subject(".self_signed"), {
      zh: "证书是自签名的，企业微信不信任它。",
      en: "It is self-signed; WeCom does not trust it.",
    }, {
      zh: "换成受信任机构签发的证书（例如 Let's Encrypt：certbot），或用带证书的隧道。",
      en:
        "Use one of a public authority (for example Let's Encrypt: certbot), or a tunnel that brings one.",
    })];
  }
  if (error === undefined || /EXPIRED|NOT_YET|ALTNAME/.test(error)) return [];
  return [fail(subject(".chain"), {
    zh: `证书链不完整或签发机构不受信任（${error}）。`,
    en: `The chain is incomplete, or its authority is not trusted (${error}).`,
  }, {
    zh: "反向代理要使用完整链文件（fullchain.pem，而不是 cert.pem）。",
    en: "Let the proxy send the whole chain (fullchain.pem, not cert.pem).",
  })];
}

interface SeenCertificate {
  readonly certificate: tls.PeerCertificate;
  readonly authorizationError: string | undefined;
}

/** The certificate of a server, trusted or not; undefined when no handshake comes about. */
function readCertificate(host: string, port: number): Promise<SeenCertificate | undefined> {
  return new Promise((resolve) => {
    const servername = isIP(host) === 0 ? { servername: host } : {};
    const socket = tls.connect({ host, port, ...servername, rejectUnauthorized: false });
    const timer = setTimeout(() => end(undefined), TIMEOUT_MS);
    const end = (seen: SeenCertificate | undefined) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(seen);
    };
    socket.once("error", () => end(undefined));
    socket.once("secureConnect", () => {
      const { authorizationError } = socket;
      const certificate = socket.getPeerCertificate();
      if (!certificate?.valid_to) return end(undefined);
      end({
        certificate,
        authorizationError: authorizationError ? String(authorizationError) : undefined,
      });
    });
  });
}

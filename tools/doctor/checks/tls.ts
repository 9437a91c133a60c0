import { once } from "node:events";
import { isIP } from "node:net";
import tls from "node:tls";
import { about, fail, ok, warn } from "tools/doctor/create_finding.ts";
import type { Finding, Findings, Subject, Wording } from "tools/doctor/finding.ts";
import type { Check } from "tools/doctor/deployment.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const DAYS_MIN = 14;
const TIMEOUT_MS = 8_000;

const RENEW: Wording = [
  "更新证书并重载反向代理（certbot renew && nginx -s reload；Kubernetes 里查看 cert-manager 的 Certificate）。",
  "Renew the certificate and reload the reverse proxy (certbot renew && nginx -s reload; on Kubernetes see the Certificate of cert-manager).",
];

/** Certificates of the callback address, of the WeCom API and of the receiver of webhooks: period, host name and chain. */
export const checkTls: Check = async ({ callbackUrl, apiUrl, env, clock, isWecomSimulated }) => {
  const addresses = [
    ["callback", callbackUrl],
    ["wecom_api", apiUrl],
    ["webhooks", env["WEBHOOK_URL"] ?? ""],
  ] as const;
  const findings = addresses.map(([name, address]) => {
    const url = URL.parse(address);
    if (url?.protocol === "https:") return diagnose(name, url, clock.now());
    return url !== null && name === "callback" && !isWecomSimulated ? plainHttp(url) : [];
  });
  return (await Promise.all(findings)).flat();
};

/** WeCom accepts http, and its documents recommend https. */
function plainHttp({ host }: URL): Finding {
  return warn(about("tls.callback", `TLS：${host}`, `TLS of ${host}`), [
    "回调地址是 http。企业微信可以接受，但建议用 https；http 下登录的 Cookie 也没有保护。",
    "The address is http. WeCom accepts it but recommends https; sign-in cookies are not protected either.",
  ], [
    "为域名配置证书（例如 certbot），把 PUBLIC_URL 和管理后台里的地址改成 https。",
    "Get a certificate (for example with certbot), and change PUBLIC_URL and the address in the WeCom console to https.",
  ]);
}

/** A subject of one certificate, by the last part of its id. */
type SubjectOf = (part: string) => Subject;

async function diagnose(name: string, url: URL, now: number): Promise<Findings> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const subject: SubjectOf = (part) =>
    about(`tls.${name}${part}`, `TLS 证书：${url.host}`, `TLS certificate of ${url.host}`);
  const seen = await readCertificate(host, Number(url.port || 443));
  // The checks dns and reachability report an address without an answer.
  if (seen === undefined) return [];
  const { certificate, authorizationError } = seen;
  const findings = [
    diagnosePeriod(subject, certificate, now),
    diagnoseName(subject, host, certificate),
    diagnoseChain(subject, authorizationError),
  ].flat();
  if (findings.length > 0) return findings;
  const until = new Date(certificate.valid_to).toISOString().slice(0, 10);
  return ok(subject(""), [`有效期到 ${until}。`, `It is valid until ${until}.`]);
}

function diagnosePeriod(
  subject: SubjectOf,
  { valid_from: from, valid_to: until }: tls.PeerCertificate,
  now: number,
): Findings {
  const days = Math.floor((Date.parse(until) - now) / DAY_MS);
  if (days < 0) {
    return fail(
      subject(".expired"),
      [`证书已过期（${until}）。`, `It has expired (${until}).`],
      RENEW,
    );
  }
  if (Date.parse(from) > now) {
    return fail(subject(".not_yet"), [
      `证书尚未生效（${from}），或本机时钟偏慢。`,
      `It is not valid yet (${from}), or the clock of this machine is behind.`,
    ], RENEW);
  }
  if (days >= DAYS_MIN) return [];
  const found: Wording = [`证书还有 ${days} 天到期。`, `It expires in ${days} days.`];
  return warn(subject(".expires_soon"), found, RENEW);
}

function diagnoseName(
  subject: SubjectOf,
  host: string,
  certificate: tls.PeerCertificate,
): Findings {
  if (tls.checkServerIdentity(host, certificate) === undefined) return [];
  const names = certificate.subjectaltname ?? String(certificate.subject?.CN ?? "");
  return fail(subject(".wrong_host"), [
    `证书不是签发给 ${host} 的，上面的域名是 ${names}。`,
    `It is not for ${host} but for ${names}.`,
  ], [
    `申请包含 ${host} 的证书，或在反向代理里为 server_name 选对证书（SNI）。`,
    `Get a certificate for ${host}, or select the right one in the proxy (SNI, server_name).`,
  ]);
}

function diagnoseChain(subject: SubjectOf, error: string | undefined): Findings {
  if (error === "DEPTH_ZERO_SELF_SIGNED_CERT" || error === "SELF_SIGNED_CERT_IN_CHAIN") {
    return fail(subject(".self_signed"), [
      "证书是自签名的，不受信任。",
      "It is self-signed, so clients do not trust it.",
    ], [
      "换成受信任机构签发的证书（例如用 certbot 申请 Let's Encrypt），或使用自带证书的隧道。",
      "Use a certificate of a public authority (Let's Encrypt: certbot), or a tunnel with its own certificate.",
    ]);
  }
  if (error === undefined || /EXPIRED|NOT_YET|ALTNAME/.test(error)) return [];
  return fail(subject(".chain"), [
    `证书链不完整，或签发机构不受信任（${error}）。`,
    `The chain is incomplete, or its authority is not trusted (${error}).`,
  ], [
    "让反向代理使用完整的证书链（fullchain.pem，而不是 cert.pem）。",
    "Configure the whole chain in the proxy (fullchain.pem, not cert.pem).",
  ]);
}

interface SeenCertificate {
  readonly certificate: tls.PeerCertificate;
  readonly authorizationError: string | undefined;
}

/** The certificate of a server, trusted or not; undefined when the handshake fails. */
async function readCertificate(host: string, port: number): Promise<SeenCertificate | undefined> {
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const socket = tls.connect({ host, port, ...servername, rejectUnauthorized: false });
  try {
    await once(socket, "secureConnect", { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const error = socket.authorizationError;
    const certificate = socket.getPeerCertificate();
    if (!certificate?.valid_to) return undefined;
    return { certificate, authorizationError: error ? String(error) : undefined };
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}

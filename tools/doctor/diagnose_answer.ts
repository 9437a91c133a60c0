import { fail } from "tools/doctor/create_finding.ts";
import type { Finding, Subject } from "tools/doctor/finding.ts";
import { NO_ANSWER, type ProbeResult } from "tools/doctor/probe.ts";

/** Words in pages that tunnels show before they forward. */
const TUNNEL_PAGE = /ngrok|localtunnel|loca\.lt|trycloudflare|cloudflare tunnel|Tunnel Password/i;

/** Why an answer cannot be from our callback, and how to fix it; undefined when it may be. */
export function diagnoseAnswer(subject: Subject, answer: ProbeResult): Finding | undefined {
  if ("problem" in answer) {
    return fail(subject, NO_ANSWER[answer.problem], [
      "依次检查：进程是否在运行（port 检查项）；反向代理、隧道是否指向它的端口；防火墙和安全组是否放行 443（sudo ufw allow 443/tcp）。",
      "Check in this order: is the process running (finding port); do proxy and tunnel forward to its port; do firewall and security group allow 443 (sudo ufw allow 443/tcp).",
    ]);
  }
  const { status, headers, body } = answer;
  const isHtml = /text\/html/i.test(headers.get("content-type") ?? "") ||
    /^\s*<!doctype html/i.test(body);
  if (isHtml && TUNNEL_PAGE.test(body)) {
    return fail(subject, [
      `返回的是隧道自己的网页（HTTP ${status}），请求没有到达本项目。`,
      `The answer is a page of the tunnel itself (HTTP ${status}). The request did not arrive.`,
    ], [
      "确认隧道在运行、指向正确的端口、地址没有变。若是提示页，请换用不显示提示页的隧道（例如 cloudflared）。见 docs/callback-on-a-laptop.zh-CN.md。",
      "Check that the tunnel runs, forwards to the right port and still has this address. If it shows a reminder page, use a tunnel without one (cloudflared). See docs/callback-on-a-laptop.md.",
    ]);
  }
  const proxied = diagnoseStatus(subject, status, headers);
  if (proxied !== undefined || !isHtml) return proxied;
  return fail(subject, [
    `返回的是网页（HTTP ${status}），不是本项目的回调：前端或别的网站占用了这个路径。`,
    `The answer is a web page (HTTP ${status}): a front end or another site uses this path.`,
  ], [
    "在反向代理里把 /api/v1/wecom/callback 和 /api/v1/wechat/message 转给 callback 服务，规则放在前端的兜底规则之前。",
    "Forward /api/v1/wecom/callback and /api/v1/wechat/message to the callback service in the proxy, before the front end's catch-all rule.",
  ]);
}

/** A status with which a proxy in front answers. */
function diagnoseStatus(subject: Subject, status: number, headers: Headers): Finding | undefined {
  if (status >= 300 && status < 400) {
    const location = headers.get("location");
    const to = location === null ? "" : ` ${location.replace(/[?#].*$/, "")}`;
    return fail(subject, [
      `返回了跳转（HTTP ${status}${to}）。企业微信不跟随跳转。`,
      `It redirects (HTTP ${status}${to}). WeCom does not follow redirects.`,
    ], [
      "让反向代理把这个路径直接转给 callback：不跳 https、不补斜杠、不要求登录；管理后台填最终的 https 地址。",
      "Forward this path directly to callback in the proxy: no redirect to https, no added slash, no sign-in. Enter the final https address in the WeCom console.",
    ]);
  }
  if (status === 401 && headers.has("www-authenticate")) {
    return fail(subject, [
      "前面有一层要求登录（HTTP 401），企业微信无法登录。",
      "A proxy in front asks for a password (HTTP 401). WeCom cannot provide one.",
    ], [
      "在反向代理或隧道里，对回调路径关闭登录验证；企业微信的请求自带签名。",
      "Turn off authentication for the callback path in proxy or tunnel. WeCom signs its requests.",
    ]);
  }
  if (status === 405) {
    return fail(subject, [
      "前面有一层不允许这个请求方法（HTTP 405）。",
      "A proxy in front does not allow this method (HTTP 405).",
    ], [
      "让反向代理对回调路径同时放行 GET 和 POST。",
      "Allow GET and POST for the callback path in the proxy.",
    ]);
  }
  if (status < 500) return undefined;
  return fail(subject, [
    `返回 HTTP ${status}：代理连不上后面的进程，或进程尚未就绪。`,
    `It answers HTTP ${status}: the proxy cannot reach the process, or it is not ready.`,
  ], [
    "看 port、postgres、redis 检查项；核对反向代理的 upstream 端口（nginx -t，/var/log/nginx/error.log）。",
    "See the findings port, postgres and redis. Check the upstream port of the proxy (nginx -t, /var/log/nginx/error.log).",
  ]);
}

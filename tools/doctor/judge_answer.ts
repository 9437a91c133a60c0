import type { Text } from "packages/platform/lang.ts";
import { type Asked, NO_ANSWER } from "tools/doctor/ask.ts";

/** What somebody else than our callback has answered: what is wrong, and what mends it. */
export interface ForeignAnswer {
  readonly found: Text;
  readonly remedy: Text;
}

/** Pages that tunnels put in front: by a word of theirs. */
const TUNNEL_PAGE = /ngrok|localtunnel|loca\.lt|trycloudflare|cloudflare tunnel|Tunnel Password/i;

/** Why an answer cannot be that of our callback; undefined when it may be. */
export function judgeForeign(asked: Asked): ForeignAnswer | undefined {
  if ("problem" in asked) return noAnswer(asked);
  const { status, headers, body } = asked;
  const isHtml = /text\/html/i.test(headers.get("content-type") ?? "") ||
    /^\s*<!doctype html/i.test(body);
  if (isHtml && TUNNEL_PAGE.test(body)) return tunnelPage(status);
  if (status >= 300 && status < 400) return redirected(status, headers.get("location"));
  if (status === 401 && headers.has("www-authenticate")) return passwordAsked();
  if (status === 405) return methodRefused();
  if (status >= 500) return gatewayError(status);
  if (isHtml) return page(status);
  return undefined;
}

function noAnswer({ problem }: { readonly problem: keyof typeof NO_ANSWER }): ForeignAnswer {
  return {
    found: NO_ANSWER[problem],
    remedy: {
      zh:
        "逐层检查：进程是否在运行（port 检查项）、反向代理和隧道是否指向它的端口、防火墙和安全组是否放行 443（sudo ufw allow 443/tcp）。",
      en:
        "Look layer by layer: does the process run (see port), do proxy and tunnel lead to its port, do firewall and security group let 443 in (sudo ufw allow 443/tcp).",
    },
  };
}

function tunnelPage(status: number): ForeignAnswer {
  return {
    found: {
      zh: `返回的是隧道自己的网页（HTTP ${status}），请求没有到达本项目。`,
      en: `A page of the tunnel itself answers (HTTP ${status}); requests do not arrive here.`,
    },
    remedy: {
      zh:
        "确认隧道正在运行并指向正确的端口，地址没有变；若是提示页，换一个不显示提示页的隧道（例如 cloudflared）。见 docs/callback-on-a-laptop.zh-CN.md。",
      en:
        "Check that the tunnel runs, leads to the right port and still has this address; if it is a reminder page, use a tunnel without one (cloudflared). See docs/callback-on-a-laptop.md.",
    },
  };
}

function redirected(status: number, location: string | null): ForeignAnswer {
  const to = location === null ? "" : ` ${location.replace(/[?#].*$/, "")}`;
  return {
    found: {
      zh: `返回了跳转（HTTP ${status}${to}）。企业微信不跟随跳转。`,
      en: `It redirects (HTTP ${status}${to}). WeCom does not follow redirects.`,
    },
    remedy: {
      zh:
        "在反向代理里让这个路径直接到 callback：不跳 https、不补斜杠、不先登录；管理后台填写最终的 https 地址。",
      en:
        "Let the proxy send this path straight to callback: no http-to-https, no added slash, no sign-in before it; and enter the final https address in the console.",
    },
  };
}

function passwordAsked(): ForeignAnswer {
  return {
    found: {
      zh: "前面有一层要求密码（HTTP 401），企业微信没有密码可给。",
      en: "Something in front asks for a password (HTTP 401), which WeCom does not have.",
    },
    remedy: {
      zh: "在反向代理或隧道里对回调路径关闭访问认证；请求本身带有签名。",
      en:
        "Switch authentication off for the callback's path in proxy or tunnel: the requests are signed.",
    },
  };
}

function methodRefused(): ForeignAnswer {
  return {
    found: {
      zh: "前面有一层不允许这个方法（HTTP 405）。",
      en: "Something in front does not allow the method (HTTP 405).",
    },
    remedy: {
      zh: "反向代理对回调路径要同时放行 GET 和 POST。",
      en: "Let the proxy pass both GET and POST for the callback's path.",
    },
  };
}

function gatewayError(status: number): ForeignAnswer {
  return {
    found: {
      zh: `返回 HTTP ${status}：代理找不到后面的进程，或进程还没有就绪。`,
      en: `It answers HTTP ${status}: the proxy does not find the process, or that is not ready.`,
    },
    remedy: {
      zh:
        "看 port、postgres、redis 检查项；核对反向代理的 upstream 端口（nginx -t，/var/log/nginx/error.log）。",
      en:
        "See the findings port, postgres and redis; compare the proxy's upstream port (nginx -t, /var/log/nginx/error.log).",
    },
  };
}

function page(status: number): ForeignAnswer {
  return {
    found: {
      zh: `返回的是网页（HTTP ${status}），不是本项目的回调：前端或别的网站占用了这个路径。`,
      en:
        `A web page answers (HTTP ${status}), not our callback: a front end or another site has this path.`,
    },
    remedy: {
      zh:
        "在反向代理里把 /api/v1/wecom/callback 和 /api/v1/wechat/message 转给 callback 服务，并排在前端的兜底规则之前。",
      en:
        "Let the proxy send /api/v1/wecom/callback and /api/v1/wechat/message to the service callback, before the front end's catch-all.",
    },
  };
}

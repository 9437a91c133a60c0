import { isLoopbackHost } from "packages/platform/loopback.ts";

/** Headers by which proxies and tunnels say who called them, and under which name. */
const NAMES_A_CALLER =
  /^(x-forwarded-(for|host)|x-original-(forwarded-for|host)|x-real-ip|x-envoy-external-address|([a-z]+-)+client-ip|cf-connecting-ip(v6)?)$/;
/** Headers that only a tunnel or a proxy for many sites adds. */
const PROXY_ONLY = ["forwarded", "cdn-loop", "cf-ray"];

/**
 * Refuses callers of a simulator that are not on this machine. Callers of a simulator can sign in as any member, so a
 * tunnel to the port, or a foreign name that leads to it, must not open it to strangers.
 * @param publicUrls addresses under which browsers may reach the simulator, besides those of this machine
 * @returns the refusal, or undefined for a caller that may enter
 */
export function createHostGuard(
  publicUrls: readonly string[],
): (request: Request) => Response | undefined {
  const named = new Set(
    publicUrls.filter((url) => URL.canParse(url)).map((url) => new URL(url).hostname),
  );
  const isKnown = (host: string) => {
    const name = hostnameOf(host);
    return isLoopbackHost(name) || named.has(name);
  };
  return ({ url, headers }) => {
    // HTTP/2 has the host in the URL only; an absolute target of HTTP/1 may name another host than the header.
    const hosts = [new URL(url).host, headers.get("host") ?? new URL(url).host];
    const callers = [...headers].flatMap(([header, value]) =>
      NAMES_A_CALLER.test(header) ? value.split(",") : []
    );
    // A proxy on this machine may add Via, and then it names its caller.
    const isHidden = headers.has("via") && callers.length === 0;
    const isForwarded = isHidden || PROXY_ONLY.some((header) => headers.has(header));
    if (!isForwarded && [...hosts, ...callers].every((name) => isKnown(name.trim()))) return;
    return new Response(
      "Cannot open the simulator: this request comes through a proxy, a tunnel or a foreign host name. " +
        "It answers only under localhost and the host of PUBLIC_URL. If strangers may use it, set SIMULATORS=on\n",
      { status: 403, headers: { "content-type": "text/plain; charset=utf-8" } },
    );
  };
}

/** The name in a Host header or an entry of X-Forwarded-For, without the port and in lower case. */
function hostnameOf(host: string): string {
  const ipv6 = /^\[?((?:[\da-f]*:){2,}[\da-f.]*)\]?(?::\d+)?$/i.exec(host);
  if (ipv6 !== null) return host.includes("]") ? `[${ipv6[1]}]`.toLowerCase() : host.toLowerCase();
  return host.replace(/:\d*$/, "").toLowerCase();
}

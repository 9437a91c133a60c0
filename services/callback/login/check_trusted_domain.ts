import type { Logger } from "packages/platform/log.ts";
import { isLoopbackHost } from "packages/platform/loopback.ts";
import type { AppClient } from "packages/wecom_apps/wecom_apps.ts";

/**
 * Logs a warning when WeCom would refuse to redirect to us: the trusted domain must equal the redirect's host, port
 * included (document path 91022). Logs nothing when WeCom returns no domain or the call fails, because a failed login
 * then logs the cause. Skips loopback hosts, which only the simulator redirects to.
 */
export async function checkTrustedDomain(
  { app, client }: Pick<AppClient, "app" | "client">,
  redirectUri: string,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const { host, hostname, protocol } = new URL(redirectUri);
  if (isLoopbackHost(hostname)) return;
  const agent = await client.getAgent(signal).catch(() => undefined);
  const trusted = agent?.redirectDomain;
  if (!trusted || hostOf(trusted, protocol) === host) return;
  log.warn("trusted_domain_differs", {
    app: app.name,
    redirect_host: host,
    trusted_domain: trusted,
    advice:
      `WeCom redirects to the trusted domain only: enter ${host} in the WeCom console, the app's page, 网页授权及 JS-SDK, or correct WECOM_REDIRECT_URI`,
  });
}

/** Normalizes the host: lower case, and without the default port. */
function hostOf(domain: string, protocol: string): string {
  const url = `${protocol}//${domain}`;
  return URL.canParse(url) ? new URL(url).host : domain;
}

import type { Flow, LoginAttempt } from "packages/login/attempt.ts";
import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";

/** Notices when WeCom sends no browser back, which it tells only the person in front of its own page. */
export interface RedirectWatch {
  /** A browser gets WeCom's address for this attempt. */
  sent(attempt: Pick<LoginAttempt, "sessionId" | "flow" | "app">): void;
  /** An attempt has changed, because its redirect has arrived. */
  arrived(sessionId: string): void;
  /** Whether several browsers were sent to WeCom's page for this app, and none ever came back. */
  isMissing(app: string): boolean;
}

/** After this time, in milliseconds, a browser that comes back is usually there. Inside WeCom it needs no person. */
const EXPECTED_AFTER_MS: Readonly<Partial<Record<Flow, number>>> = {
  hosted: 60_000,
  inapp: 15_000,
};
const SENT_MIN = 3;
const REMEMBERED_MAX = 1_000;

/** Where the operator enters the host, by flow (document paths 98151 and 91022). */
const SETTINGS: Readonly<Partial<Record<Flow, string>>> = {
  hosted: "企业微信授权登录, Web 网页, 授权回调域",
  inapp: "网页授权及 JS-SDK, 可信域名",
};

/** What is known about one app and flow since the start. */
interface Watched {
  readonly sentAt: Map<string, number>;
  /** A redirect has arrived, so the domain is right: persons who do not finish are no fault. */
  hasArrived: boolean;
  isReported: boolean;
}

/**
 * Watches the flows in which the browser itself goes to WeCom and back. With the own QR code only the phone knows whether
 * it was scanned; that flow uses the trusted domain, which `callback` checks at its start.
 * @param deps.redirectUri WECOM_REDIRECT_URI: WeCom redirects only to hosts that are entered in its console
 */
export function createRedirectWatch(
  deps: { readonly redirectUri: string; readonly clock: Clock; readonly log: Logger },
): RedirectWatch {
  const { clock } = deps;
  const records = new Map<string, Watched>();
  const keyOf = (app: string, flow: Flow) => `${flow} ${app}`;

  function overdue({ sentAt, hasArrived }: Watched, flow: Flow): number {
    if (hasArrived) return 0;
    const latest = clock.now() - EXPECTED_AFTER_MS[flow]!;
    return [...sentAt.values()].filter((at) => at <= latest).length;
  }

  function report(app: string, flow: Flow, attempts: number): void {
    const { host } = new URL(deps.redirectUri);
    deps.log.warn("login_redirects_missing", {
      app,
      flow,
      attempts,
      redirect_host: host,
      advice:
        `Browsers were sent to WeCom and none came back. If its page shows an error about redirect_uri (-31020, -31039): enter ${host} in the WeCom console, the app's page, ${
          SETTINGS[flow]
        }, or correct WECOM_REDIRECT_URI`,
    });
  }

  return {
    sent({ sessionId, flow, app }) {
      if (EXPECTED_AFTER_MS[flow] === undefined) return;
      const key = keyOf(app, flow);
      const record = records.get(key) ??
        { sentAt: new Map<string, number>(), hasArrived: false, isReported: false };
      records.set(key, record);
      if (record.hasArrived) return;
      const attempts = overdue(record, flow);
      if (attempts >= SENT_MIN && !record.isReported) {
        record.isReported = true;
        report(app, flow, attempts);
      }
      record.sentAt.set(sessionId, clock.now());
      if (record.sentAt.size > REMEMBERED_MAX) {
        record.sentAt.delete(record.sentAt.keys().next().value!);
      }
    },
    arrived(sessionId) {
      for (const record of records.values()) {
        if (!record.sentAt.has(sessionId)) continue;
        record.hasArrived = true;
        record.sentAt.clear();
      }
    },
    isMissing(app) {
      const record = records.get(keyOf(app, "hosted"));
      return record !== undefined && overdue(record, "hosted") >= SENT_MIN;
    },
  };
}

import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Clock } from "packages/platform/clock.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import { createApiApp } from "simulators/wecom/api/api_app.ts";
import { type Corp, createCast } from "simulators/wecom/cast.ts";
import type { Environment } from "simulators/wecom/environment.ts";
import { agentCalls } from "simulators/wecom/routes/agent_calls.ts";
import { createAuthorizePages } from "simulators/wecom/routes/authorize_pages.tsx";
import { createBotFiles } from "simulators/wecom/routes/bot_files.ts";
import { createChatPages } from "simulators/wecom/routes/chat_pages.tsx";
import { createControlApp } from "simulators/wecom/routes/control_routes.ts";
import { customerCalls } from "simulators/wecom/routes/customer_calls.ts";
import { directoryCalls } from "simulators/wecom/routes/directory_calls.ts";
import { createHomePages } from "simulators/wecom/routes/home_pages.tsx";
import { identityCalls } from "simulators/wecom/routes/identity_calls.ts";
import { jsapiCalls } from "simulators/wecom/routes/jsapi_calls.ts";
import { kfCalls } from "simulators/wecom/routes/kf_calls.ts";
import { kfSessionCalls } from "simulators/wecom/routes/kf_session_calls.ts";
import { createLoginPages } from "simulators/wecom/routes/login_pages.tsx";
import { mediaCalls } from "simulators/wecom/routes/media_calls.ts";
import { messageCalls } from "simulators/wecom/routes/message_calls.ts";
import { renderPageErrors } from "simulators/wecom/routes/render_page_errors.tsx";
import { tokenCalls } from "simulators/wecom/routes/token_calls.ts";
import { createWecomState, type WecomState } from "simulators/wecom/state/state.ts";

/** A stand-in for WeCom, to be mounted in a server or served alone. */
export interface WecomSimulator {
  /**
   * Answers one request. A mount strips its path prefix before. `connection` is what `Deno.serve`
   * knows about the caller; without it calls come from 127.0.0.1.
   */
  fetch(
    request: Request,
    connection?: { remoteAddr: { hostname: string } },
  ): Response | Promise<Response>;
  /** What it knows, open to tests in the same process. */
  state: WecomState;
  /** Ends the callbacks that are under way. */
  close(): void;
}

/** Every call of the server API, one array per family. A new family is a file in `routes/` and a line here. */
const calls = [
  ...tokenCalls,
  ...identityCalls,
  ...directoryCalls,
  ...agentCalls,
  ...messageCalls,
  ...kfCalls,
  ...kfSessionCalls,
  ...customerCalls,
  ...jsapiCalls,
  ...mediaCalls,
];

const megabyte = 1024 * 1024;

/**
 * Builds a simulated WeCom. `publicUrl` is where browsers reach it, with the mount's path prefix and
 * without a slash at the end; all its links and forms start with it. `corps` is the cast it starts
 * with and goes back to on reset.
 */
export function createWecomSimulator(
  { clock, randomBytes, corps = createCast(), publicUrl }: {
    clock: Clock;
    randomBytes: RandomBytes;
    corps?: Corp[];
    publicUrl: string;
  },
): WecomSimulator {
  const state = createWecomState({ clock, randomBytes, corps });
  const callNames = calls.map(({ name }) => name);
  const app = new Hono<Environment>();
  const limit = bodyLimit({ maxSize: megabyte });
  const uploadLimit = bodyLimit({ maxSize: 21 * megabyte });
  app.use((c, next) =>
    c.req.path === "/cgi-bin/media/upload" ? uploadLimit(c, next) : limit(c, next)
  );
  app.use(async (c, next) => {
    const url = new URL(c.req.url);
    // The simulator's own pages and its control API are no requests that WeCom would see.
    if (/^\/(_.*)?$/.test(url.pathname)) return await next();
    const entry = state.journal.record({
      method: c.req.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      callerIp: c.env.callerIp,
    });
    c.set("entry", entry);
    await next();
    entry.status = c.res.status;
  });
  app.route("/", createApiApp(state, calls));
  app.route("/", createBotFiles(state));
  app.route("/", createControlApp(state, { callNames, publicUrl }));
  for (
    const pages of [
      createLoginPages(state, publicUrl),
      createAuthorizePages(state, publicUrl),
      createHomePages(state, { callNames, publicUrl }),
      createChatPages(state, publicUrl),
    ]
  ) {
    app.route("/", renderPageErrors(pages, publicUrl));
  }
  return {
    fetch: (request, connection) =>
      app.fetch(request, { callerIp: connection?.remoteAddr.hostname ?? "127.0.0.1" }),
    state,
    close: () => state.deliveries.clear(),
  };
}

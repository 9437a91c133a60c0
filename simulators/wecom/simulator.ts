import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type {
  Simulator,
  SimulatorDefinition,
  SimulatorOptions,
} from "simulators/shared/simulator.ts";
import { createApiApp, refuseLongBody } from "simulators/wecom/api/api_app.ts";
import type { Corp } from "simulators/wecom/corp.ts";
import { createSampleCorps } from "simulators/wecom/sample_corp.ts";
import type { Environment } from "simulators/wecom/environment.ts";
import { agentCalls } from "simulators/wecom/calls/agent_calls.ts";
import { createBotFiles } from "simulators/wecom/routes/bot_files.ts";
import { createChatPages } from "simulators/wecom/routes/chat_pages.tsx";
import { createWecomControl } from "simulators/wecom/control/control_routes.ts";
import { customerCalls } from "simulators/wecom/calls/customer_calls.ts";
import { directoryCalls } from "simulators/wecom/calls/directory_calls.ts";
import { createHomePages } from "simulators/wecom/routes/home_pages.tsx";
import { identityCalls } from "simulators/wecom/calls/identity_calls.ts";
import { jsapiCalls } from "simulators/wecom/calls/jsapi_calls.ts";
import { kfCalls } from "simulators/wecom/kf/kf_calls.ts";
import { kfSessionCalls } from "simulators/wecom/kf/kf_session_calls.ts";
import { mediaCalls } from "simulators/wecom/calls/media_calls.ts";
import { cardCalls } from "simulators/wecom/messages/card_calls.ts";
import { kfAccountCalls } from "simulators/wecom/kf/kf_account_calls.ts";
import { networkCalls } from "simulators/wecom/calls/network_calls.ts";
import { messageCalls } from "simulators/wecom/messages/message_calls.ts";
import { renderPageErrors } from "simulators/wecom/routes/render_page.tsx";
import { createSignInPages } from "simulators/wecom/routes/sign_in_pages.tsx";
import { tokenCalls } from "simulators/wecom/calls/token_calls.ts";
import { createWecomState, type WecomState } from "simulators/wecom/state/state.ts";

export type WecomSimulator = Simulator<WecomState>;

/** All calls of the server API, one array for each family. */
const CALLS = [
  ...tokenCalls,
  ...identityCalls,
  ...directoryCalls,
  ...agentCalls,
  ...messageCalls,
  ...cardCalls,
  ...kfAccountCalls,
  ...kfCalls,
  ...kfSessionCalls,
  ...customerCalls,
  ...jsapiCalls,
  ...mediaCalls,
  ...networkCalls,
];

const MEGABYTE = 1024 * 1024;

/** Builds a simulated WeCom. `corps` are those at the start, to which a reset returns. */
export function createWecomSimulator(
  { clock, randomBytes, publicUrl, corps = createSampleCorps() }: SimulatorOptions & {
    corps?: Corp[];
  },
): WecomSimulator {
  const state = createWecomState({ clock, randomBytes, corps });
  const callNames = CALLS.map(({ name }) => name);
  const app = new Hono<Environment>();
  const onError = (c: Context<Environment>) =>
    c.req.path.startsWith("/cgi-bin/")
      ? refuseLongBody(state, c.env.callerIp)
      : c.text("The body is too large", 413);
  const limit = bodyLimit({ maxSize: MEGABYTE, onError });
  const uploadLimit = bodyLimit({ maxSize: 21 * MEGABYTE, onError });
  app.use((c, next) =>
    c.req.path === "/cgi-bin/media/upload" ? uploadLimit(c, next) : limit(c, next)
  );
  app.use(async (c, next) => {
    const url = new URL(c.req.url);
    // WeCom has no such paths: these are the simulator's own pages and its control API.
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
  app.route("/", createApiApp(state, CALLS));
  app.route("/", createBotFiles(state));
  app.route("/", createWecomControl(state, { callNames, publicUrl }).app);
  for (const createPages of [createSignInPages, createHomePages, createChatPages]) {
    app.route("/", renderPageErrors(createPages(state, publicUrl), publicUrl));
  }
  return {
    fetch: (request, connection) =>
      app.fetch(request, { callerIp: connection?.remoteAddr.hostname ?? "127.0.0.1" }),
    state,
    close: () => state.deliveries.clear(),
  };
}

/** The simulated WeCom. */
export const wecomSimulator = {
  name: "wecom",
  defaultPort: 3011,
  create: createWecomSimulator,
} satisfies SimulatorDefinition;

import { type Context, Hono } from "hono";
import type { Environment } from "simulators/upstream/environment.ts";
import type { Action } from "simulators/upstream/actions/action.ts";
import { contactActions } from "simulators/upstream/actions/contact_actions.ts";
import { loginActions } from "simulators/upstream/actions/login_actions.ts";
import { runAction } from "simulators/upstream/actions/run_action.ts";
import { sendActions } from "simulators/upstream/actions/send_actions.ts";
import { spoilAnswer, spoilFirst } from "simulators/upstream/actions/spoil_answer.ts";
import { statusActions } from "simulators/upstream/actions/status_actions.ts";
import { syncActions } from "simulators/upstream/actions/sync_actions.ts";
import type { JournalEntry } from "simulators/upstream/state/journal.ts";
import type { UpstreamState } from "simulators/upstream/state/state.ts";
import { respondFramework, respondText, writeAnswer } from "simulators/upstream/wire/answer.ts";
import type { Fields } from "simulators/upstream/wire/fields.ts";
import { readJson } from "simulators/upstream/wire/json.ts";

const KEPT_CHARACTERS = 4096;

/** All actions, one array for each family. */
const ACTIONS: ReadonlyMap<string, Action> = new Map(
  [...loginActions, ...statusActions, ...sendActions, ...contactActions, ...syncActions]
    .map((action) => [action.name, action]),
);

/** The names that exist, for faults. */
export const actionNames: readonly string[] = [...ACTIONS.keys()];

/** Serves the actions under `/wxwork/`: faults first, then the action itself. */
export function createActionApp(state: UpstreamState): Hono<Environment> {
  const app = new Hono<Environment>();
  app.all("/wxwork/*", async (c) => {
    const name = c.req.path.slice("/wxwork/".length);
    const body = await c.req.text();
    const entry = state.journal.record({
      method: c.req.method,
      path: c.req.path,
      action: name,
      body: body.slice(0, KEPT_CHARACTERS),
      callerIp: c.env.callerIp,
    });
    state.counters.countCall(name);
    state.timers.runDue();
    const response = await serve(state, { c, name, body, entry });
    entry.status = response.status;
    return response;
  });
  return app;
}

async function serve(
  state: UpstreamState,
  { c, name, body, entry }: {
    c: Context<Environment>;
    name: string;
    body: string;
    entry: JournalEntry;
  },
): Promise<Response> {
  const fault = state.faults.take(({ call }) => call === name || call === "*");
  const { signal } = c.req.raw;
  const spoilt = fault && !fault.after && await spoilFirst(fault, signal);
  if (spoilt) return spoilt;
  const action = findAction(name, state);
  if (action === undefined) return respondFramework(404, "Not Found", c.req.path);
  if (c.req.method !== "POST") return respondFramework(405, "Method Not Allowed", c.req.path);
  const fields = readFields(body);
  if (fields === undefined) return respondFramework(400, "Bad Request", c.req.path);
  const answer = runAction(action, state, fields);
  entry.errcode = answer.errcode;
  if (fault === undefined) return respondText(writeAnswer(answer));
  return (fault.after ? await spoilFirst(fault, signal) : undefined) ?? spoilAnswer(fault, answer);
}

/** An action of the other dialect does not exist. */
function findAction(name: string, { settings: { dialect } }: UpstreamState): Action | undefined {
  const action = ACTIONS.get(name);
  const isOther = dialect !== "both" && action?.dialect !== undefined && action.dialect !== dialect;
  return isOther ? undefined : action;
}

/** The request's JSON object; an empty body is an empty one. Undefined for anything else. */
function readFields(body: string): Fields | undefined {
  if (body.trim() === "") return {};
  try {
    const value = readJson(body);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? value as Fields : undefined;
  } catch {
    return undefined;
  }
}

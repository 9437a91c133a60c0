import type { Hono } from "hono";
import { z } from "zod";
import type { Environment } from "simulators/wecom/environment.ts";
import { createControlBase } from "simulators/shared/control_app.ts";
import { readControlJson } from "simulators/shared/read_control_json.ts";
import { castChangesSchema, castSchema } from "simulators/wecom/state/cast_schema.ts";
import { changeCast } from "simulators/wecom/state/change_cast.ts";
import { addPushControl } from "simulators/wecom/routes/push_control.ts";
import { settingsSchema } from "simulators/wecom/state/settings.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

const tenYearsMs = 315_360_000_000;

const clockSchema = z.strictObject({ advanceMs: z.int().min(0).max(tenYearsMs) });

const tokensSchema = z.strictObject({
  action: z.enum(["expire", "revoke"]),
  corpId: z.string().optional(),
  agentId: z.int().optional(),
});

/**
 * The control API under `/_control/`: JSON in and out, 400 with every problem named. A browser may
 * use it only from the simulator's own origin, so that no page on the internet plays with it.
 * `callNames` are the calls a fault can be set for.
 */
export function createControlApp(
  state: WecomState,
  { callNames, publicUrl }: { callNames: readonly string[]; publicUrl: string },
): Hono<Environment> {
  const app = createControlBase<Environment>(publicUrl);
  addFaults(app, state, callNames);
  addJournal(app, state);
  addCast(app, state);
  addClock(app, state);
  addTokens(app, state);
  addPushControl(app, state, publicUrl);
  app.post("/_control/reset", (c) => {
    state.reset();
    return c.body(null, 204);
  });
  return app;
}

function addFaults(app: Hono<Environment>, state: WecomState, callNames: readonly string[]): void {
  const faultSchema = z.strictObject({
    call: z.enum(["*", ...callNames]),
    count: z.int().min(1).max(1_000_000).default(1),
    errcode: z.int().refine((code) => code !== 0, "0 is success").optional(),
    delayMs: z.int().min(1).max(60_000).optional(),
    cut: z.literal(true).optional(),
    httpStatus: z.int().min(400).max(599).optional(),
    malformed: z.literal(true).optional(),
    after: z.literal(true).optional(),
  }).refine(
    ({ errcode, cut, httpStatus, malformed, delayMs }) => {
      const endings = [errcode, cut, httpStatus, malformed].filter((it) => it !== undefined);
      return endings.length === 1 || (endings.length === 0 && delayMs !== undefined);
    },
    "say what goes wrong: one of errcode, cut, httpStatus, malformed, with or without delayMs",
  ).refine(
    ({ errcode, after }) => errcode === undefined || after === undefined,
    "after goes with cut, httpStatus, malformed or delayMs: an errcode means that nothing was done",
  );
  app.get("/_control/faults", (c) => c.json({ faults: state.faults.list() }));
  app.post("/_control/faults", async (c) => {
    const fault = await readControlJson(c, faultSchema);
    state.faults.add(fault);
    return c.json({ faults: state.faults.list() }, 201);
  });
  app.delete("/_control/faults", (c) => {
    state.faults.clear();
    return c.body(null, 204);
  });
}

function addJournal(app: Hono<Environment>, state: WecomState): void {
  app.get("/_control/journal", (c) => c.json({ entries: state.journal.list() }));
  app.delete("/_control/journal", (c) => {
    state.journal.clear();
    return c.body(null, 204);
  });
}

function addCast(app: Hono<Environment>, state: WecomState): void {
  app.get("/_control/cast", (c) => c.json({ corps: state.corps }));
  app.post("/_control/cast", async (c) => {
    const changes = await readControlJson(c, castChangesSchema);
    changeCast(state, changes);
    return c.json({ corps: state.corps });
  });
  app.put("/_control/cast", async (c) => {
    const cast = await readControlJson(c, castSchema);
    state.corps = cast.corps;
    return c.json({ corps: state.corps });
  });
}

function describeClock(state: WecomState): { now: string; offsetMs: number } {
  return { now: new Date(state.now()).toISOString(), offsetMs: state.offsetMs() };
}

function addClock(app: Hono<Environment>, state: WecomState): void {
  app.get("/_control/clock", (c) => c.json(describeClock(state)));
  app.post("/_control/clock", async (c) => {
    const input = await readControlJson(c, clockSchema);
    state.advance(input.advanceMs);
    return c.json(describeClock(state));
  });
}

function addTokens(app: Hono<Environment>, state: WecomState): void {
  app.get("/_control/settings", (c) => c.json(state.settings));
  app.post("/_control/settings", async (c) => {
    const input = await readControlJson(c, settingsSchema);
    Object.assign(state.settings, input);
    return c.json(state.settings);
  });
  app.post("/_control/tokens", async (c) => {
    const input = await readControlJson(c, tokensSchema);
    const { action, ...filter } = input;
    return c.json({ affected: state.tokens[action](filter) });
  });
}

import { Hono } from "hono";
import { respond } from "simulators/wecom/api/answer.ts";
import type { ApiCall, ApiFields, ApiRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError, messageOf } from "simulators/wecom/api/api_error.ts";
import { authorizeCall } from "simulators/wecom/api/authorize_call.ts";
import { createFaultResponse, waitForFault } from "simulators/wecom/api/fault_response.ts";
import type { Environment } from "simulators/wecom/environment.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

/** Serves `calls` under `/cgi-bin/`: faults first, then the token, then the call itself. */
export function createApiApp(state: WecomState, calls: readonly ApiCall[]): Hono<Environment> {
  const app = new Hono<Environment>();
  for (const call of calls) {
    app.on(["GET", "POST"], `/cgi-bin/${call.name}`, async (c) => {
      const fault = state.faults.take(call.name);
      if (fault) {
        await waitForFault(fault, c.req.raw.signal);
        const spoilt = createFaultResponse(fault);
        if (spoilt) return spoilt;
      }
      const { body, hasBadJson } = await readBody(c.req.raw);
      const { callerIp } = c.env;
      const query = new URL(c.req.url).searchParams;
      const outcome = fault?.errcode === undefined
        ? runCall(call, { state, query, body, callerIp })
        : { errcode: fault.errcode, message: messageOf(fault.errcode), fields: {} };
      c.var.entry.errcode = outcome.errcode;
      return respond(state, { ...outcome, callerIp, hasBadJson });
    });
  }
  return app;
}

interface Outcome {
  errcode: number;
  message: string;
  fields: ApiFields;
}

function runCall(call: ApiCall, request: ApiRequest): Outcome {
  try {
    const fields = call.access === "open"
      ? call.answer(request)
      : call.answer(authorizeCall(call, request));
    return { errcode: 0, message: "ok", fields };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { errcode: error.errcode, message: error.message, fields: {} };
  }
}

async function readBody(
  request: Request,
): Promise<{ body: Record<string, unknown>; hasBadJson: boolean }> {
  const text = request.method === "POST" ? await request.text() : "";
  if (text === "") return { body: {}, hasBadJson: false };
  try {
    const body: unknown = JSON.parse(text);
    if (isRecord(body)) return { body, hasBadJson: false };
  } catch {
    // WeCom goes on with what it could parse, and so does its stand-in.
  }
  return { body: {}, hasBadJson: true };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import { type Context, Hono } from "hono";
import { respond } from "simulators/wecom/api/answer.ts";
import type {
  ApiCall,
  ApiFields,
  ApiRequest,
  UploadedFile,
} from "simulators/wecom/api/api_call.ts";
import { ApiError, messageOf } from "simulators/wecom/api/api_error.ts";
import { authorizeCall } from "simulators/wecom/api/authorize_call.ts";
import { isObject } from "simulators/wecom/api/read_body.ts";
import { spoilResponse } from "simulators/shared/faults.ts";
import type { Environment } from "simulators/wecom/environment.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

const HALF_BODY = '{"errcode":0,"errmsg":"ok",';

/** A path that WeCom does not have. The documents do not say how it answers: here as to a call without permission. */
const UNKNOWN_CALL: ApiCall = {
  name: "",
  access: "app",
  answer: () => {
    throw new ApiError(48002);
  },
};

/** Serves `calls` under `/cgi-bin/`: faults first, then the token, then the call itself. */
export function createApiApp(state: WecomState, calls: readonly ApiCall[]): Hono<Environment> {
  const app = new Hono<Environment>();
  for (const call of calls) {
    app.on(["GET", "POST"], `/cgi-bin/${call.name}`, (c) => serve(state, call, c));
  }
  app.all("/cgi-bin/*", (c) => serve(state, UNKNOWN_CALL, c));
  return app;
}

async function serve(
  state: WecomState,
  call: ApiCall,
  { env: { callerIp }, req, var: { entry } }: Context<Environment>,
): Promise<Response> {
  const fault = state.faults.take((it) => it.call === call.name || it.call === "*");
  const spoil = async (when: "before" | "after") => {
    if (!fault || (fault.after ? "after" : "before") !== when) return undefined;
    return await spoilResponse(fault, HALF_BODY, req.raw.signal);
  };
  const spoiltBefore = await spoil("before");
  if (spoiltBefore) return spoiltBefore;
  const { hasBadJson, ...content } = await readBody(req.raw);
  const query = new URL(req.url).searchParams;
  const { headers } = req.raw;
  const outcome = fault?.errcode === undefined
    ? runCall(call, { state, query, callerIp, headers, ...content })
    : { errcode: fault.errcode, message: messageOf(fault.errcode), fields: {} };
  const spoiltAfter = await spoil("after");
  if (spoiltAfter) return spoiltAfter;
  if (outcome instanceof Response) return outcome;
  entry.errcode = outcome.errcode;
  return respond(state, { ...outcome, callerIp, hasBadJson });
}

/** The answer to a body that is too long. */
export function refuseLongBody(state: WecomState, callerIp: string): Response {
  const { errcode, message } = new ApiError(40206);
  return respond(state, { errcode, message, fields: {}, callerIp, hasBadJson: false });
}

interface Outcome {
  errcode: number;
  message: string;
  fields: ApiFields;
}

function runCall(call: ApiCall, request: ApiRequest): Outcome | Response {
  try {
    const fields = call.access === "open"
      ? call.answer(request)
      : call.answer(authorizeCall(call, request));
    return fields instanceof Response ? fields : { errcode: 0, message: "ok", fields };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { errcode: error.errcode, message: error.message, fields: error.fields };
  }
}

async function readBody(
  request: Request,
): Promise<{ body: Record<string, unknown>; file?: UploadedFile; hasBadJson: boolean }> {
  if (request.headers.get("content-type")?.startsWith("multipart/")) {
    const media = (await request.formData().catch(() => undefined))?.get("media");
    if (!(media instanceof File)) return { body: {}, hasBadJson: false };
    const bytes = new Uint8Array(await media.arrayBuffer());
    const file = { filename: media.name, contentType: media.type, bytes };
    return { body: {}, file, hasBadJson: false };
  }
  const text = request.method === "POST" ? await request.text() : "";
  if (text === "") return { body: {}, hasBadJson: false };
  try {
    const body: unknown = JSON.parse(text);
    if (isObject(body)) return { body, hasBadJson: false };
  } catch {
    // WeCom ignores a body that it cannot parse.
  }
  return { body: {}, hasBadJson: true };
}

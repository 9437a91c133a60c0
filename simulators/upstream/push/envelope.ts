import type { PushFault } from "simulators/upstream/state/fault.ts";
import type { Settings } from "simulators/upstream/state/settings.ts";
import { readJson, writeJson } from "simulators/upstream/wire/json.ts";

/** A callback before it is written. */
export interface Push {
  readonly uuid: string;
  readonly type: number | string;
  /** An object, or JSON text that is sent as it is. */
  readonly body: unknown;
}

/** The body of a callback: `{uuid, json, type}`, where `json` is normally JSON text. */
export function writeEnvelope(
  { uuid, type, body }: Push,
  { callbackJson, callbackType }: Pick<Settings, "callbackJson" | "callbackType">,
  fault: PushFault | undefined,
): string {
  const text = spoilBody(
    typeof body === "string" ? body : writeJson(spoilFields(body, fault)),
    fault,
  );
  return writeJson({
    uuid: fault?.unknownUuid ? "0".repeat(32) : uuid,
    json: callbackJson === "object" ? readJsonOr(text) : text,
    type: callbackType === "string" ? String(type) : type,
  });
}

/** The address of a callback. */
export function addressOf(url: string, fault: PushFault | undefined): string {
  if (!fault?.wrongToken) return url;
  return url.slice(0, -1) + (url.endsWith("x") ? "y" : "x");
}

function spoilFields(body: unknown, fault: PushFault | undefined): unknown {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return body;
  const control = fault?.controlBytes && { msg: "\u0000\u0001\b二进制\u001f\u007f" };
  const filler = fault?.bytes !== undefined && { filler: "x".repeat(fault.bytes) };
  return { ...body, ...control, ...filler };
}

function spoilBody(text: string, fault: PushFault | undefined): string {
  return fault?.malformedJson ? text.slice(0, Math.ceil(text.length / 2)) : text;
}

/** The value of JSON text; the text itself when it is not JSON. */
function readJsonOr(text: string): unknown {
  try {
    return readJson(text);
  } catch {
    return text;
  }
}

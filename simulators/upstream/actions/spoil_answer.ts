import { waitUnlessAborted } from "simulators/shared/wait.ts";
import type { Fault } from "simulators/upstream/state/fault.ts";
import { type Answer, respondText, writeAnswer } from "simulators/upstream/wire/answer.ts";
import { writeJson } from "simulators/upstream/wire/json.ts";

const HALF_BODY = '{"data":{"uuid":"9c1f0e5ab7d2';
const FOREVER_MS = 3_600_000;
const JSON_TYPE = { "content-type": "application/json;charset=UTF-8" };

/**
 * Waits for the fault's delay, or until `signal` aborts.
 * @returns the answer of a fault that needs no action; undefined for other faults
 */
export async function spoilFirst(fault: Fault, signal: AbortSignal): Promise<Response | undefined> {
  await waitUnlessAborted(fault.timeout ? FOREVER_MS : fault.delayMs ?? 0, signal);
  if (fault.timeout) return new Response(null, { status: 504 });
  if (fault.cut) {
    // The server breaks the connection off, because the body is shorter than promised.
    const headers = { ...JSON_TYPE, "content-length": "1000" };
    return new Response(new Blob([HALF_BODY]).stream(), { headers });
  }
  if (fault.httpStatus !== undefined) {
    const page = `<html><head><title>${fault.httpStatus}</title></head>` +
      "<body><center>nginx</center></body></html>\n";
    const headers = { "content-type": "text/html", "server": "nginx" };
    return new Response(page, { status: fault.httpStatus, headers });
  }
  if (fault.malformed) return respondText(HALF_BODY);
  if (fault.empty) return respondText("");
  if (fault.errcode === undefined) return undefined;
  const { errcode, errmsg = "错误（模拟器自拟）" } = fault;
  return respondText(writeAnswer({ data: null, errcode, errmsg }));
}

/** The action's answer in the form that the fault gives it. */
export function spoilAnswer(fault: Fault, answer: Answer): Response {
  const { data, errcode, errmsg, more } = answer;
  if (fault.noErrcode) return respondText(writeJson({ data, errmsg }));
  if (fault.errcodeAsString) {
    return respondText(writeJson({ data, errcode: String(errcode), ...more, errmsg }));
  }
  const text = writeAnswer(answer);
  return respondText(fault.bom ? `\ufeff${text}` : text);
}

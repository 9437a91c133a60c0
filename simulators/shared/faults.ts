import { z } from "zod";
import type { ControlApi } from "simulators/shared/control_api.ts";
import { addListCalls, type createCountedList } from "simulators/shared/counted_list.ts";
import { waitUnlessAborted } from "simulators/shared/wait.ts";

/** `POST /_control/faults`: what goes wrong with the next `count` requests of a call. */
const faultSchema = z.strictObject({
  /** The call's name as in its path, such as `user/get`; `*` is every call. */
  call: z.string(),
  count: z.int().min(1).max(1_000_000).default(1),
  /** Answers with this error code of the vendor, and does nothing else. */
  errcode: z.int().refine((code) => code !== 0, "0 is success").optional(),
  /** Waits before anything else. */
  delayMs: z.int().min(1).max(60_000).optional(),
  /** Breaks the connection off in the middle of the body. */
  cut: z.literal(true).optional(),
  /** Answers with this status and a proxy's HTML page. */
  httpStatus: z.int().min(400).max(599).optional(),
  /** Answers 200 with incomplete JSON. */
  malformed: z.literal(true).optional(),
  /** Runs the call first: its effect happens, and only its answer is lost. */
  after: z.literal(true).optional(),
}).refine(
  ({ errcode, cut, httpStatus, malformed, delayMs }) => {
    const endings = [errcode, cut, httpStatus, malformed].filter((it) => it !== undefined);
    return endings.length === 1 || (endings.length === 0 && delayMs !== undefined);
  },
  "give one of errcode, cut, httpStatus, malformed, with or without delayMs",
).refine(
  ({ errcode, after }) => errcode === undefined || after === undefined,
  "after goes with cut, httpStatus, malformed or delayMs: an errcode means that nothing was done",
);

/** What goes wrong with the next `count` requests of a call. */
export type Fault = z.output<typeof faultSchema>;

/** Adds the calls that set, list and remove faults. `callNames` are the calls that can fail. */
export function addFaultCalls(
  control: ControlApi,
  faults: ReturnType<typeof createCountedList<Fault>>,
  callNames: readonly string[],
): void {
  const calls = ["*", ...callNames];
  addListCalls(control, faults, {
    name: "faults",
    does: `Makes the next requests of a call fail: ${calls.join(", ")}`,
    schema: faultSchema.safeExtend({ call: z.enum(calls) }),
  });
}

/**
 * Waits for the fault's delay, or until `signal` aborts.
 * @param halfBody the beginning of an answer's JSON, for answers that end too early
 * @returns the answer of a fault that spoils the transport; `undefined` for other faults
 */
export async function spoilResponse(
  { delayMs = 0, cut, httpStatus, malformed }: Fault,
  halfBody: string,
  signal: AbortSignal,
): Promise<Response | undefined> {
  await waitUnlessAborted(delayMs, signal);
  const json = { "content-type": "application/json; charset=UTF-8", "server": "nginx" };
  if (cut) {
    // The server breaks the connection off, because the body is shorter than promised.
    const body = new Blob([halfBody]).stream();
    return new Response(body, { headers: { ...json, "content-length": "1000" } });
  }
  if (httpStatus) {
    const page = `<html><head><title>${httpStatus}</title></head><body>nginx</body></html>\n`;
    const headers = { "content-type": "text/html", "server": "nginx" };
    return new Response(page, { status: httpStatus, headers });
  }
  return malformed ? new Response(halfBody, { headers: json }) : undefined;
}

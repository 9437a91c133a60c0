import { waitUnlessAborted } from "simulators/shared/wait.ts";
import type { Fault } from "simulators/wecom/state/faults.ts";

/** Waits as long as the fault says, or until the caller has gone. */
export async function waitForFault({ delayMs = 0 }: Fault, signal: AbortSignal): Promise<void> {
  await waitUnlessAborted(delayMs, signal);
}

/** The answer of a fault that spoils the transport; nothing when it does not. */
export function createFaultResponse({ cut, httpStatus, malformed }: Fault): Response | undefined {
  const json = { "content-type": "application/json; charset=UTF-8", "server": "nginx" };
  if (cut) {
    return new Response(createBrokenBody(), { headers: { ...json, "content-length": "1000" } });
  }
  if (httpStatus) {
    const page = `<html><head><title>${httpStatus}</title></head><body>nginx</body></html>\n`;
    return new Response(page, {
      status: httpStatus,
      headers: { "content-type": "text/html", "server": "nginx" },
    });
  }
  if (malformed) return new Response('{"errcode":0,"errmsg":"ok",', { headers: json });
  return undefined;
}

/** Half an answer; the promised length makes the server break the connection off behind it. */
function createBrokenBody(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"errcode":0,'));
      controller.close();
    },
  });
}

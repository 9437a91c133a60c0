import { waitUnlessAborted } from "simulators/shared/wait.ts";
import type { JournalEntry } from "simulators/llm/state/journal.ts";
import type { Scenario } from "simulators/llm/state/scenario.ts";

/** Writes the body of an answer. */
export interface Sender {
  send(text: string): void;
  /** Breaks the connection off. */
  cut(): void;
  wait(ms: number): Promise<void>;
  /** Waits for the scenario's delay; with `keepAliveMs` it sends `keepAlive` meanwhile. */
  waitFirst(keepAlive: string): Promise<void>;
  /** Whether the caller hung up or the connection was cut. */
  isOver(): boolean;
}

/**
 * A 200 whose body is written by `write`. Without keep-alive the status, too, waits for the scenario's `delayMs`. Notes
 * in `entry` how the body ended.
 */
export async function sendBody(
  { scenario, entry, contentType, caller, write }: {
    scenario: Scenario;
    entry: JournalEntry;
    contentType: string;
    /** Aborts when the caller hangs up or the simulator ends. */
    caller: AbortSignal;
    write: (sender: Sender) => Promise<void>;
  },
): Promise<Response> {
  const isAlive = scenario.keepAliveMs !== undefined;
  if (!isAlive) await waitUnlessAborted(scenario.delayMs, caller);
  const hungUp = new AbortController();
  const over = AbortSignal.any([hungUp.signal, caller]);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      void run(controller);
    },
    cancel() {
      hungUp.abort();
    },
  });
  return new Response(body, {
    headers: {
      "content-type": contentType,
      "cache-control": "no-cache",
      // The body is shorter than promised, so the server breaks the connection off.
      ...scenario.cutAfterChunks !== undefined && { "content-length": "1000000000" },
    },
  });

  async function run(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    const sender: Sender = {
      send(text) {
        if (!sender.isOver()) controller.enqueue(new TextEncoder().encode(text));
      },
      cut() {
        if (sender.isOver()) return;
        entry.ending = "cut";
        controller.close();
      },
      wait: (ms) => waitUnlessAborted(ms, over),
      async waitFirst(keepAlive) {
        const everyMs = scenario.keepAliveMs ?? 0;
        for (let leftMs = isAlive ? scenario.delayMs : 0; leftMs > 0; leftMs -= everyMs) {
          sender.send(keepAlive);
          await sender.wait(Math.min(everyMs, leftMs));
          if (sender.isOver()) return;
        }
      },
      isOver: () => over.aborted || entry.ending === "cut",
    };
    await write(sender);
    if (entry.ending === "cut") return;
    entry.ending = over.aborted ? "gone" : "complete";
    if (!hungUp.signal.aborted) controller.close();
  }
}

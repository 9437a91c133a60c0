import { systemClock } from "packages/platform/clock.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { createLlmSimulator } from "simulators/llm/simulator.ts";
import type { JournalEntry } from "simulators/llm/state/journal.ts";

/** A simulator on its own port, with the calls that tests share. For tests only. */
export function openTestSimulator() {
  const publicUrl = "http://localhost:3000/sim/llm";
  const simulator = createLlmSimulator({
    clock: systemClock,
    randomBytes: systemRandomBytes,
    publicUrl,
  });
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => simulator.fetch(request),
  );
  const url = `http://127.0.0.1:${server.addr.port}`;

  async function control(name: string, body: unknown): Promise<void> {
    const init = { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${url}/_control/${name}`, init);
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    await response.body?.cancel();
  }

  return {
    url,
    state: simulator.state,
    control,
    scenario: (scenario: Record<string, unknown>) => control("scenarios", scenario),

    /** Asks for a completion; `changes` replaces fields of the body. */
    complete: (
      prompt: string,
      changes: Record<string, unknown> = {},
      { path = "/v1/chat/completions", key = "simulated-llm-key", signal }: {
        path?: string;
        key?: string;
        signal?: AbortSignal;
      } = {},
    ): Promise<Response> =>
      fetch(`${url}${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify({
          model: "deepseek-chat",
          messages: [{ role: "user", content: prompt }],
          ...changes,
        }),
        ...signal && { signal },
      }),

    async journal(): Promise<JournalEntry[]> {
      return (await (await fetch(`${url}/_control/journal`)).json()).entries;
    },

    async [Symbol.asyncDispose]() {
      simulator.close();
      await server.shutdown();
    },
  };
}

/** The events of a stream: comments as they are, data parsed as JSON where it is JSON. */
export function readEvents(text: string): unknown[] {
  return text.split("\n\n").filter((event) => event !== "").map((event) => {
    const data = event.replace(/^data: /, "");
    try {
      return JSON.parse(data);
    } catch {
      return data;
    }
  });
}

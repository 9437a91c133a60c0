import type { CompletionRequest } from "simulators/llm/reply/completion_request.ts";
import { composeReply } from "simulators/llm/reply/compose_reply.ts";
import type { Sender } from "simulators/llm/reply/send_body.ts";
import type { JournalEntry } from "simulators/llm/state/journal.ts";
import type { Scenario } from "simulators/llm/state/scenario.ts";

/** Sends a completion as server-sent events, until the scenario breaks it off. */
export async function answerStream(
  sender: Sender,
  { id, created, scenario, request, entry }: {
    id: string;
    created: number;
    scenario: Scenario;
    request: CompletionRequest;
    entry: JournalEntry;
  },
): Promise<void> {
  const { reasoning, content, finishReason, usage } = composeReply(scenario, request);
  const common = {
    id,
    object: "chat.completion.chunk",
    created,
    model: request.model,
    system_fingerprint: "fp_simulated",
  };
  const describe = (delta: Record<string, unknown>, finish_reason: string | null = null) => ({
    ...common,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
  });
  const chunks = [
    describe({ role: "assistant", content: "" }),
    ...split(reasoning, scenario.chunkChars).map((part) => describe({ reasoning_content: part })),
    ...split(content, scenario.chunkChars).map((part) => describe({ content: part })),
    describe({}, finishReason),
    ...request.includeUsage ? [{ ...common, choices: [], usage }] : [],
  ];
  await sender.waitFirst(": keep-alive\n\n");
  entry.chunks = 0;
  for (const [index, chunk] of chunks.entries()) {
    if (index === scenario.cutAfterChunks) return sender.cut();
    if (index > 0) await sender.wait(scenario.chunkDelayMs);
    if (sender.isOver()) return;
    const json = JSON.stringify(chunk);
    const isHalf = index === scenario.malformedAfterChunks;
    sender.send(`data: ${isHalf ? json.slice(0, json.length / 2) : json}\n\n`);
    entry.chunks += 1;
  }
  if (scenario.cutAfterChunks !== undefined) return sender.cut();
  sender.send("data: [DONE]\n\n");
}

/** Pieces of `length` characters; no character is cut in two. */
function split(text: string, length: number): string[] {
  const characters = [...text];
  return Array.from(
    { length: Math.ceil(characters.length / length) },
    (_, index) => characters.slice(index * length, (index + 1) * length).join(""),
  );
}

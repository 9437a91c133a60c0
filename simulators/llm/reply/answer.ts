import type { CompletionRequest } from "simulators/llm/reply/completion_request.ts";
import { composeReply } from "simulators/llm/reply/compose_reply.ts";
import type { Sender } from "simulators/llm/reply/send_body.ts";
import type { JournalEntry } from "simulators/llm/state/journal.ts";
import type { Scenario } from "simulators/llm/state/scenario.ts";

/** One completion that is being answered. */
interface Completion {
  id: string;
  /** Seconds since the epoch. */
  created: number;
  scenario: Scenario;
  request: CompletionRequest;
  entry: JournalEntry;
}

/** Sends a completion in one piece, or half of it when the scenario asks for that. */
export async function answerWhole(sender: Sender, completion: Completion): Promise<void> {
  const { scenario, request } = completion;
  // A provider that keeps the connection alive sends empty lines before the JSON.
  await sender.waitFirst("\n");
  const { reasoning, content, finishReason, usage } = composeReply(scenario, request);
  const message = {
    role: "assistant",
    content: wrap(content, scenario),
    ...reasoning !== "" && { reasoning_content: reasoning },
  };
  const json = JSON.stringify({
    ...describe(completion, "chat.completion"),
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason }],
    usage,
  });
  const isHalf = scenario.cutAfterChunks !== undefined ||
    scenario.malformedAfterChunks !== undefined;
  sender.send(isHalf ? json.slice(0, json.length / 2) : json);
  if (scenario.cutAfterChunks !== undefined) sender.cut();
}

/** Sends a completion as server-sent events, until the scenario breaks it off. */
export async function answerStream(sender: Sender, completion: Completion): Promise<void> {
  const { scenario, request, entry } = completion;
  const { reasoning, content, finishReason, usage } = composeReply(scenario, request);
  const common = describe(completion, "chat.completion.chunk");
  const noReason = scenario.emptyReasons ? "" : null;
  const chunk = (delta: Record<string, unknown>, finish_reason: string | null = noReason) => ({
    ...common,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
  });
  const hasReason = scenario.ending === "both" || scenario.ending === "reason";
  const chunks = [
    chunk({ role: "assistant", content: "" }),
    ...split(reasoning, scenario.chunkChars).map((part) => chunk({ reasoning_content: part })),
    ...split(content, scenario.chunkChars).map((part) => chunk({ content: wrap(part, scenario) })),
    ...hasReason ? [chunk({}, finishReason)] : [],
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
  if (scenario.ending === "both" || scenario.ending === "done") sender.send("data: [DONE]\n\n");
}

/** The content as the scenario sends it. */
function wrap(text: string, { contentParts }: Scenario) {
  return contentParts ? [{ type: "text", text }] : text;
}

function describe({ id, created, request }: Completion, object: string) {
  return { id, object, created, model: request.model, system_fingerprint: "fp_simulated" };
}

/** Pieces of `length` characters; no character is cut in two. */
function split(text: string, length: number): string[] {
  const characters = [...text];
  return Array.from(
    { length: Math.ceil(characters.length / length) },
    (_, index) => characters.slice(index * length, (index + 1) * length).join(""),
  );
}

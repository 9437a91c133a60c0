import type { CompletionRequest } from "simulators/llm/reply/completion_request.ts";
import { composeReply } from "simulators/llm/reply/compose_reply.ts";
import type { Sender } from "simulators/llm/reply/send_body.ts";
import type { Scenario } from "simulators/llm/state/scenario.ts";

/** Sends a completion in one piece, or half of it when the scenario asks for that. */
export async function answerWhole(
  sender: Sender,
  { id, created, scenario, request }: {
    id: string;
    created: number;
    scenario: Scenario;
    request: CompletionRequest;
  },
): Promise<void> {
  // A provider that keeps the connection alive sends empty lines before the JSON.
  await sender.waitFirst("\n");
  const { reasoning, content, finishReason, usage } = composeReply(scenario, request);
  const message = {
    role: "assistant",
    content,
    ...reasoning !== "" && { reasoning_content: reasoning },
  };
  const json = JSON.stringify({
    id,
    object: "chat.completion",
    created,
    model: request.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason }],
    usage,
    system_fingerprint: "fp_simulated",
  });
  const isHalf = scenario.cutAfterChunks !== undefined ||
    scenario.malformedAfterChunks !== undefined;
  sender.send(isHalf ? json.slice(0, json.length / 2) : json);
  if (scenario.cutAfterChunks !== undefined) sender.cut();
}

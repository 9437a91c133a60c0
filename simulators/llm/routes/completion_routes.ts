import { Hono } from "hono";
import { randomHex } from "packages/platform/random.ts";
import { createStatusError, ProviderError, respondError } from "simulators/llm/provider_error.ts";
import { answerStream, answerWhole } from "simulators/llm/reply/answer.ts";
import { parseCompletionRequest } from "simulators/llm/reply/completion_request.ts";
import { sendBody } from "simulators/llm/reply/send_body.ts";
import type { JournalEntry } from "simulators/llm/state/journal.ts";
import type { LlmState } from "simulators/llm/state/state.ts";
import { waitUnlessAborted } from "simulators/shared/wait.ts";

/** What every request carries: its entry in the journal. */
interface Environment {
  Variables: { entry: JournalEntry };
}

const tenMinutesMs = 600_000;

/** The provider's API, below `/v1` as OpenAI has it and without as DeepSeek has it too. */
export function createCompletionApp(state: LlmState): Hono<Environment> {
  const app = new Hono<Environment>();
  app.onError((error) => {
    if (!(error instanceof ProviderError)) throw error;
    return respondError(error);
  });
  app.use(async (c, next) => {
    const { method, path } = c.req;
    const entry = state.journal.record({ method, path });
    c.set("entry", entry);
    if (c.req.header("authorization") !== `Bearer ${state.settings.apiKey}`) {
      entry.status = 401;
      throw createStatusError(401, undefined);
    }
    await next();
    entry.status = c.res.status;
  });
  app.on("GET", ["/v1/models", "/models"], (c) => {
    const created = Math.floor(state.now() / 1000);
    const data = state.settings.models.map((id) => ({
      id,
      object: "model",
      created,
      owned_by: "simulator",
    }));
    return c.json({ object: "list", data });
  });
  app.on("POST", ["/v1/chat/completions", "/chat/completions"], async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    c.var.entry.request = body;
    const request = parseCompletionRequest(body, state.settings);
    const scenario = state.takeScenario(request.prompt);
    const caller = AbortSignal.any([c.req.raw.signal, state.signal]);
    if (scenario.neverAnswers) {
      await waitUnlessAborted(tenMinutesMs, caller);
      c.var.entry.ending = "gone";
      throw createStatusError(504, undefined);
    }
    if (scenario.status !== undefined) {
      await waitUnlessAborted(scenario.delayMs, caller);
      throw createStatusError(scenario.status, scenario.retryAfterSeconds);
    }
    const id = `chatcmpl-${randomHex(state.randomBytes, 12)}`;
    const created = Math.floor(state.now() / 1000);
    const { entry } = c.var;
    const about = { id, created, scenario, request, entry };
    const isStream = request.isStream && !scenario.ignoresStream;
    return await sendBody({
      scenario,
      entry,
      caller,
      contentType: isStream ? "text/event-stream" : "application/json",
      write: (sender) => isStream ? answerStream(sender, about) : answerWhole(sender, about),
    });
  });
  return app;
}

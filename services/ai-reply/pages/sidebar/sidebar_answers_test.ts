import assert from "node:assert/strict";
import { createAnswers } from "services/ai-reply/pages/sidebar/sidebar_answers.ts";
import { createSidebarApi } from "services/ai-reply/pages/sidebar/sidebar_api.ts";
import type { Answer } from "services/ai-reply/pages/sidebar/sidebar_state.ts";
import { createSidebarStore } from "services/ai-reply/pages/sidebar/sidebar_store.ts";

Deno.test("edited answers stay when new ones cannot be generated", async () => {
  const store = createSidebarStore(() => {});
  const edited: Answer = { status: "done", text: "改过的回复", sources: [], isEdited: true };
  const failed: Answer = { status: "failed", text: "", sources: [] };
  store.update({ customerId: "wm-demo-1", question: "在吗", answers: [edited, failed] });
  const answers = createAnswers({
    store,
    api: createSidebarApi({ fetch: () => Promise.reject(new TypeError("offline")) }),
    copyText: () => Promise.resolve(),
    bridge: () => undefined,
  });
  await answers.generate();
  assert.deepEqual(store.state.answers, [edited]);
  assert.equal(store.state.answersTrouble?.kind, "offline");
  assert.equal(store.state.isGenerating, false);
});

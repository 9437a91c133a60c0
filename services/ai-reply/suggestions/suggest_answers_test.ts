import assert from "node:assert/strict";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import { createKnowledge } from "services/ai-reply/knowledge/knowledge.ts";
import {
  createMemoryLog,
  startModelProviders,
} from "services/ai-reply/model/testing/model_providers.ts";
import { suggestAnswers } from "services/ai-reply/suggestions/suggest_answers.ts";
import { generateAnswer } from "services/ai-reply/testing/generate_answer.ts";

async function openKnowledge(documents: Readonly<Record<string, string>>) {
  const folder = await Deno.makeTempDir();
  for (const [name, text] of Object.entries(documents)) {
    await Deno.writeTextFile(`${folder}/${name}`, text);
  }
  const log = createMemoryLog([]);
  return {
    deps: { knowledge: createKnowledge({ folder, clock: createFakeClock(), log }), log },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

Deno.test("suggestions rest on the documents of the conversation's subject", async () => {
  await using providers = startModelProviders();
  await using documents = await openKnowledge({
    "a.md": "# 游泳班费用\n\n游泳班每期 1200 元。\n",
    "b.md": "# 舞蹈班费用\n\n舞蹈班每期 900 元。\n",
  });
  const [end] = await suggestAnswers({ ...documents.deps, model: providers.model }, {
    count: 1,
    name: null,
    history: [{ role: "user", content: "想了解一下游泳班" }],
    question: "那要多少钱呢",
    signal: new AbortController().signal,
  });
  assert.equal(end?.kind, "done");
  assert.deepEqual(end?.kind === "done" && end.suggestion.sources, [
    { title: "游泳班费用", path: "a.md" },
  ]);
  const asked = JSON.stringify((await providers.first.journal()).at(-1));
  assert.match(asked, /1200 元/);
});

Deno.test("a suggestion has every letter, digit and sign of the model's answer, and only grows", async () => {
  await using providers = startModelProviders();
  await using documents = await openKnowledge({});
  for (let seed = 1; seed <= 30; seed += 1) {
    const { written, shown } = generateAnswer(seed);
    await providers.first.scenario({ count: 1, reply: written, chunkChars: 3 });
    const texts: string[] = [];
    const [end] = await suggestAnswers({ ...documents.deps, model: providers.model }, {
      count: 1,
      name: null,
      history: [],
      question: "在吗",
      signal: new AbortController().signal,
      onText: (_, text) => texts.push(text),
    });
    const text = end?.kind === "done" ? end.suggestion.text : "";
    assert.equal(text.replace(/\s+/g, ""), shown, `seed ${seed}: ${JSON.stringify(written)}`);
    for (const soFar of texts) assert.ok(text.startsWith(soFar), `seed ${seed}: ${soFar}`);
  }
});

import assert from "node:assert/strict";
import { SCOPES } from "packages/catalog/catalog.ts";
import { findMachine, parseMachineTokens } from "packages/platform/http/machine_tokens.ts";
import { readTaskCommand } from "packages/testkit/task_command.ts";

async function run(...given: string[]) {
  const { args, cwd } = readTaskCommand("api-token");
  const command = new Deno.Command(Deno.execPath(), {
    args: [...args.slice(0, -1), "--no-prompt", ...args.slice(-1), ...given],
    cwd,
  });
  const { code, stdout, stderr } = await command.output();
  const [out, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out: out!, errors: errors! };
}

Deno.test("api-token: prints a token and its entry, without any permission", async () => {
  const { code, out } = await run("crm", "ai.suggest", "ai.suggest");
  assert.equal(code, 0);
  const lines = out.split("\n");
  const token = lines.find((line) => /^[A-Za-z0-9_-]{43}$/.test(line))!;
  const entry = lines.find((line) => line.startsWith("{"))!;
  const machine = findMachine(parseMachineTokens(`[${entry}]`, SCOPES), token);
  assert.deepEqual([machine?.name, machine?.scopes], ["crm", ["ai.suggest"]]);
  assert.ok(!entry.includes(token), "the entry does not contain the token");
});

Deno.test("api-token: without a name, without a scope or with an unknown one it says what to give", async () => {
  for (const given of [[], ["crm"], ["CRM", "ai.suggest"], ["crm", "everything"]]) {
    const { code, out, errors } = await run(...given);
    assert.deepEqual([code, out], [1, ""]);
    assert.match(errors, /at least one of ai\.suggest/);
  }
});

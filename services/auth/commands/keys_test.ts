import assert from "node:assert/strict";
import { readTaskCommand } from "packages/testkit/task_command.ts";
import { importSigningKeys, parseKeySet } from "services/auth/domain/signing_keys.ts";

Deno.test("keys: prints a new key set that auth accepts, without any permission", async () => {
  const { args, cwd } = readTaskCommand("keys");
  const print = async () => {
    const command = new Deno.Command(Deno.execPath(), {
      args: [...args.slice(0, -1), "--no-prompt", ...args.slice(-1)],
      cwd,
    });
    const { code, stdout } = await command.output();
    assert.equal(code, 0);
    return await importSigningKeys(parseKeySet(new TextDecoder().decode(stdout)));
  };
  const [one, other] = [await print(), await print()];
  assert.equal(one.publicKeys.length, 1);
  assert.equal(one.publicKeys[0]!.kid, one.keyId);
  assert.notEqual(one.keyId, other.keyId);
});

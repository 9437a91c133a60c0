import { sha256Hex } from "packages/platform/encoding.ts";
import { SCOPES } from "packages/catalog/catalog.ts";
import { MACHINE_NAME } from "packages/platform/http/machine_tokens.ts";
import { randomSecret, systemRandomBytes } from "packages/platform/random.ts";

const [name = "", ...scopes] = Deno.args;
const unknown = scopes.filter((scope) => !SCOPES.some((known) => known === scope));
if (!MACHINE_NAME.test(name) || scopes.length === 0 || unknown.length > 0) {
  // deno-lint-ignore no-console -- for the person at the terminal
  console.error(
    "Cannot create a token: give the machine's name (lower-case letters, digits, dots, hyphens, underscores) " +
      `and at least one of ${SCOPES.join(", ")}, such as deno task api-token crm ai.suggest`,
  );
  Deno.exit(1);
}
const token = randomSecret(systemRandomBytes);
const entry = JSON.stringify({ name, sha256: sha256Hex(token), scopes: [...new Set(scopes)] });
// deno-lint-ignore no-console -- for the person at the terminal
console.log(
  `Token of ${name}, shown this once; the machine sends it as Authorization: Bearer <token>:\n\n${token}\n\n` +
    `Entry for the JSON list in API_TOKENS_FILE:\n\n${entry}`,
);

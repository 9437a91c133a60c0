import { systemRandomBytes } from "packages/platform/random.ts";
import { generateSigningKeys } from "services/auth/domain/signing_keys.ts";

await Deno.stdout.write(new TextEncoder().encode(await generateSigningKeys(systemRandomBytes)));

import { systemClock } from "packages/platform/clock.ts";
import { startEnvironment } from "packages/platform/config/start_environment.ts";
import { systemRandomBytes, uuidV7 } from "packages/platform/random.ts";
import type { AuditAction } from "packages/events/audit_event.ts";
import { runOnDatabase } from "packages/storage/run_on_database.ts";
import { findSchemaProblem } from "packages/storage/migrations/migrate.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { recordAct } from "services/auth/audit/audit_store.ts";
import {
  hashPassword,
  PASSWORD_LENGTH_MAX,
  PASSWORD_LENGTH_MIN,
} from "services/auth/domain/password.ts";
import { readPassword } from "services/auth/commands/read_password.ts";
import { authService } from "services/auth/service.ts";
import { createAccountStore } from "services/auth/sessions/account_store.ts";

const [name = "", ...surplus] = Deno.args;
if (!/^[a-z0-9._-]{1,64}$/.test(name) || surplus.length > 0) {
  // deno-lint-ignore no-console -- for the person at the terminal
  console.error(
    "Cannot set an account, which is an operator: give one name of lower-case letters, digits, dots, hyphens and underscores, " +
      "64 at most, such as deno task account duty.officer",
  );
  Deno.exit(1);
}

await runOnDatabase(startEnvironment().env, async ({ sql }) => {
  const misfit = await findSchemaProblem(sql, migrationSources([authService]));
  if (misfit !== undefined) throw new Error(misfit);
  const password = await readPassword(`Password for ${name}: `);
  const { length } = password;
  if (length < PASSWORD_LENGTH_MIN || length > PASSWORD_LENGTH_MAX) {
    throw new Error(
      `Cannot set the password: it has ${length} characters; ` +
        `choose one of ${PASSWORD_LENGTH_MIN} to ${PASSWORD_LENGTH_MAX}`,
    );
  }
  const accounts = createAccountStore({ sql, clock: systemClock });
  const passwordHash = await hashPassword(password, systemRandomBytes);
  const outcome = await accounts.save(name, passwordHash, (tx, detail) =>
    recordAct(tx, {
      id: uuidV7(systemClock, systemRandomBytes),
      at: new Date(systemClock.now()).toISOString(),
      actor: "shell",
      actorName: "shell",
      action: "account.save" satisfies AuditAction,
      thing: `account/${name}`,
      detail,
    }));
  // deno-lint-ignore no-console -- for the person at the terminal
  console.log(
    outcome === "created"
      ? `Account ${name} created: it signs in at /login with name and password, and is an operator: it may open the console`
      : `Account ${name}, an operator, has a new password; its sessions have ended`,
  );
});

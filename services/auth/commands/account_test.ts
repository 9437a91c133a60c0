import assert from "node:assert/strict";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { readTaskCommand } from "packages/testkit/task_command.ts";
import { createTestDatabase } from "packages/testkit/test_database.ts";
import { verifyPassword } from "services/auth/domain/password.ts";
import { authService } from "services/auth/service.ts";

const { args, cwd } = readTaskCommand("account");

/** Runs the command as a process, with `input` on a pipe. */
async function account(databaseUrl: string, names: string[], input: string) {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args, ...names],
    cwd,
    env: { DATABASE_URL: databaseUrl },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  // A command that refuses its arguments does not read.
  await writer.write(new TextEncoder().encode(input)).then(() => writer.close()).catch(() => {});
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), errors: decoder.decode(stderr) };
}

Deno.test("account: a password from a pipe creates the account, a second one changes it and ends its sessions", async () => {
  const database = await createTestDatabase(migrationSources([authService]));
  try {
    const created = await account(database.url, ["duty.officer"], "correct horse battery\n");
    assert.deepEqual(created, {
      code: 0,
      out: "Account duty.officer created: it signs in at /login with name and password, " +
        "and is an operator: it may open the console\n",
      errors: "",
    });
    await database.sql`insert into auth.sessions
      (session_id, account_name, rotation_key, idle_seconds, created_at, ends_at)
      values ('019a0000-0000-7000-8000-000000000000', 'duty.officer', '', 60, now(), now())`;

    const changed = await account(database.url, ["duty.officer"], "another horse battery");
    assert.equal(
      changed.out,
      "Account duty.officer, an operator, has a new password; its sessions have ended\n",
    );
    const [row] = await database.sql`select password_hash from auth.accounts`;
    assert.equal(await verifyPassword("another horse battery", row!["password_hash"]), true);
    const [session] = await database.sql`select revoked_because from auth.sessions`;
    assert.equal(session!["revoked_because"], "password_changed");
  } finally {
    await database.drop();
  }
});

Deno.test("account: a wrong name or password is refused with a sentence, and nothing is stored", async () => {
  const database = await createTestDatabase(migrationSources([authService]));
  try {
    for (
      const [names, input, sentence] of [
        [["ops"], "too short\n", /has 9 characters; choose one of 12 to 256/],
        [["ops"], "", /none was given/],
        [["Ops"], "correct horse battery\n", /lower-case letters/],
        [[], "correct horse battery\n", /give one name/],
        [["ops", "surplus"], "correct horse battery\n", /give one name/],
      ] as const
    ) {
      const refused = await account(database.url, [...names], input);
      assert.equal(refused.code, 1);
      assert.equal(refused.out, "");
      assert.match(refused.errors, sentence);
    }
    assert.equal((await database.sql`select from auth.accounts`).count, 0);
  } finally {
    await database.drop();
  }
});

Deno.test("account: a database without tables is refused with the command that creates them", async () => {
  const database = await createTestDatabase();
  try {
    const { code, errors } = await account(database.url, ["ops"], "correct horse battery\n");
    assert.equal(code, 1);
    assert.match(errors, /The schema jobs is not up to date: .* Run "deno task migrate"/);
  } finally {
    await database.drop();
  }
});

// `script` of util-linux gives the command a terminal.
if (Deno.build.os === "linux") {
  Deno.test("account: at a terminal it asks twice, does not show the password, and accepts backspace", async () => {
    const database = await createTestDatabase(migrationSources([authService]));
    const terminal = openTerminal([Deno.execPath(), ...args, "ops"], database.url);
    try {
      await terminal.type("correct horsf\x7fe battery\r", "Password for ops: ");
      await terminal.type("correct horse battery\r", "Again: ");
      const shown = await terminal.end();
      assert.match(shown, /Account ops created/);
      assert.doesNotMatch(shown, /correct|hors|battery/);
      const [row] = await database.sql`select password_hash from auth.accounts`;
      assert.equal(await verifyPassword("correct horse battery", row!["password_hash"]), true);
    } finally {
      await terminal.close();
      await database.drop();
    }
  });
}

function openTerminal(command: string[], databaseUrl: string) {
  const child = new Deno.Command("script", {
    args: ["--quiet", "--return", "--flush", "--command", command.join(" "), "/dev/null"],
    cwd,
    env: { DATABASE_URL: databaseUrl },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  let shown = "";
  const reading = (async () => {
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) shown += text;
  })();
  return {
    async type(text: string, after: string) {
      await eventually(() => assert.ok(shown.includes(after), shown));
      await writer.write(new TextEncoder().encode(text));
    },
    /** Everything that was shown, once the command has ended. */
    async end() {
      await child.status;
      await reading;
      return shown;
    },
    async close() {
      try {
        child.kill();
      } catch {
        // It has already ended.
      }
      await child.status;
      await reading;
      await writer.close().catch(() => {});
    },
  };
}

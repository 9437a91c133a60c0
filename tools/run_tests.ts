// Runs all tests: real PostgreSQL from npm, real Redis and Chromium from the distribution's packages.
import { startPostgresServer } from "packages/testkit/postgres_server.ts";
import { startRedisServer } from "packages/testkit/redis_server.ts";
import { buildAssets } from "tools/build_assets.ts";
import { type Need, provideNeeds } from "tools/test_needs.ts";
import { createFailureCollector } from "tools/test_failures.ts";
import { listTests, runsAlone, slowestFirst } from "tools/test_files.ts";

const root = new URL("../", import.meta.url).pathname;
const only = Deno.args;

/** Test files that run at the same time. Most of them wait for processes, browsers and servers, so more than cores. */
const JOBS = 2 * navigator.hardwareConcurrency;

const missing = await provideNeeds(Deno.env.get("CI") === "true");
await buildAssets(root);
const { files, leftOut } = await listTests(root, missing, only);
for (const { file, need } of leftOut) say(`left out: ${file} (needs ${need})`);

const postgres = await startPostgresServer();
const redis = missing.has("redis-server") ? undefined : await startRedisServer();
const env = {
  NO_COLOR: "1",
  TEST_DATABASE_URL: postgres.url,
  ...redis === undefined ? {} : { TEST_REDIS_URL: redis.url },
};
let passed = 0;
let failed = 0;
const failures = createFailureCollector();
try {
  const alone = files.filter(runsAlone);
  await run(["--parallel"], slowestFirst(files.filter((file) => !runsAlone(file))));
  await run([], alone);
} finally {
  await redis?.stop();
  await postgres.stop();
}
sayWhatIsMissing(missing);
// Repeated at the end, so that the last screen is enough.
for (const line of failures.render()) say(line);
say(`${passed} passed, ${failed} failed`);
Deno.exit(failed === 0 ? 0 : 1);

async function run(flags: string[], files: string[]): Promise<void> {
  if (files.length === 0) return;
  const command = new Deno.Command(Deno.execPath(), {
    args: ["test", "--allow-all", "--no-check", "--quiet", ...flags, ...files],
    cwd: root,
    env: { ...env, DENO_JOBS: String(JOBS) },
    stdin: "null",
    stdout: "piped",
  });
  const child = command.spawn();
  let summary: RegExpExecArray | null = null;
  let line = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    Deno.stdout.writeSync(new TextEncoder().encode(text));
    const lines = (line + text).split("\n");
    line = lines.pop()!;
    for (const whole of lines) {
      failures.take(whole);
      summary = /^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed/.exec(whole) ?? summary;
    }
  }
  const { success } = await child.status;
  passed += Number(summary?.[1] ?? 0);
  failed += Number(summary?.[2] ?? 0);
  // A run that failed without a failed test (a file that does not load, a leak) must not count as good.
  if (!success && Number(summary?.[2] ?? 0) === 0) failed += 1;
}

function sayWhatIsMissing(needs: ReadonlySet<Need>): void {
  if (needs.size === 0) return;
  const names = [...needs].join(", ");
  say(
    `Some tests were left out: install ${names} (Debian: apt-get install ${names}) and run again`,
  );
}

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

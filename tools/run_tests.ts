// Runs all tests: real PostgreSQL from npm, real Redis and Chromium from the distribution's packages.
import { startPostgresServer } from "packages/testkit/postgres_server.ts";
import { startRedisServer } from "packages/testkit/redis_server.ts";
import { buildAssets } from "tools/build_assets.ts";
import { buildServices } from "tools/build_services.ts";
import { type Need, provideNeeds } from "tools/test_needs.ts";
import { createFailureCollector, type FailureCollector } from "tools/test_failures.ts";
import { groupTests, listTests } from "tools/test_files.ts";

const root = new URL("../", import.meta.url).pathname;
const only = Deno.args;

/** Test files of one group that run at the same time. */
const JOBS = navigator.hardwareConcurrency;

/** Test files are short: with more memory and fewer threads for garbage they need 7 % less CPU time. */
const V8_FLAGS = "--v8-flags=--min-semi-space-size=16,--single-threaded-gc";

const missing = await provideNeeds(Deno.env.get("CI") === "true");
await buildAssets(root);
await buildServices(root);
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
const failures: FailureCollector[] = [];
try {
  const groups = groupTests(files);
  // Side by side: browsers and whole stacks mostly wait for each other, the other tests mostly compute.
  await Promise.all([run(groups.stacks, JOBS), run(groups.units, JOBS)]);
  await run(groups.alone, 1);
} finally {
  await redis?.stop();
  await postgres.stop();
}
sayWhatIsMissing(missing);
// Repeated at the end, so that the last screen is enough.
for (const line of failures.flatMap((group) => group.render())) say(line);
say(`${passed} passed, ${failed} failed`);
Deno.exit(failed === 0 ? 0 : 1);

/** Runs test files, `jobs` at a time, and adds up the results. */
async function run(files: readonly string[], jobs: number): Promise<void> {
  if (files.length === 0) return;
  const parallel = jobs > 1 ? ["--parallel"] : [];
  const command = new Deno.Command(Deno.execPath(), {
    args: ["test", "--allow-all", "--no-check", "--quiet", V8_FLAGS, ...parallel, ...files],
    cwd: root,
    env: { ...env, DENO_JOBS: String(jobs) },
    stdin: "null",
    stdout: "piped",
  });
  const child = command.spawn();
  const collector = createFailureCollector();
  failures.push(collector);
  let summary: RegExpExecArray | null = null;
  let line = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (line + text).split("\n");
    line = lines.pop()!;
    for (const whole of lines) {
      say(whole);
      collector.take(whole);
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

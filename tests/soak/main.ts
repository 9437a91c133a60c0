// Mixed traffic of people while strangers disturb them: deno task soak [minutes]. Default: 60 minutes.
//
// Fails when a sign-in or a message is lost, or when the memory of a service at the end is more than 10 % above or below
// that after five minutes.
import { setTimeout } from "node:timers/promises";
import { systemRandomBytes } from "packages/platform/random.ts";
import type { ServiceProcess } from "packages/testkit/service_process.ts";
import { generateSigningKeys } from "services/auth/domain/signing_keys.ts";
import { keepSigningIn, keepWriting } from "tests/soak/people.ts";
import { type MemoryGrowth, watchMemory } from "tests/soak/soak_memory.ts";
import {
  guessPasswords,
  holdIdleConnections,
  pollFromOneAddress,
  sendSlowBodies,
} from "tests/soak/strangers.ts";
import { createTally } from "tests/soak/tally.ts";
import { startMessageCluster, type Writer } from "tests/split/support/message_cluster.ts";

/** As many as a process may open by default on common distributions. */
const DESCRIPTORS = 1_024;
const IDLE_CONNECTIONS = 800;
const SLOW_BODIES = 50;
const LARGEST_CHANGE = 0.1;
const SERVICES = ["auth", "callback", "ai-reply"];

const minutes = Number(Deno.args[0] ?? "60");
// So many that none of them reaches REPLIES_PER_HOUR.
const writers = Array.from({ length: 240 }, (_, index): Writer => ({
  channel: index % 4 === 3 ? "kf" : "app",
  person: `writer${index}`,
}));
const members = writers.filter(({ channel }) => channel === "app").map(({ person }) => person);

const keys = await Deno.makeTempFile({ prefix: "wecom-stack-soak-" });
await Deno.writeTextFile(keys, await generateSigningKeys(systemRandomBytes));
const cluster = await startMessageCluster({
  writers,
  env: { TOKEN_SIGNING_KEYS_FILE: keys, LOG_LEVEL: "warn" },
  replicas: Object.fromEntries(SERVICES.map((name) => [name, 1])),
});
const processes = SERVICES.flatMap(cluster.processesOf);
const tally = createTally();
const interrupted = abortAtSignal();
let changed = 0;
try {
  await Promise.all(processes.map(limitDescriptors));
  changed = report(await disturb()).length;
} finally {
  await cluster.stop();
  await Deno.remove(keys);
}
Deno.exit(tally.failures.length + changed === 0 ? 0 : 1);

/** Runs people and strangers side by side. Returns how the memory of each service has changed. */
async function disturb(): Promise<MemoryGrowth[]> {
  const ending = new AbortController();
  const { signal } = ending;
  const memory = watchMemory(processes, Math.min(5, minutes / 2) * 60_000);
  const urls = processes.map(({ url }) => url);
  const running = [
    keepSigningIn(cluster, members, { tally, signal }),
    keepWriting(cluster, writers, { tally, signal }),
    holdIdleConnections(urls, IDLE_CONNECTIONS, signal),
    sendSlowBodies(urls, SLOW_BODIES, signal),
    guessPasswords(cluster.url, signal),
    pollFromOneAddress(cluster.url, signal),
  ];
  for (let minute = 1; minute <= minutes && !interrupted.aborted; minute += 1) {
    await setTimeout(60_000, undefined, { signal: interrupted }).catch(() => {});
    const mebibytes = memory.now().map((value, index) =>
      `${SERVICES[index]} ${value.toFixed(0)} MiB`
    );
    say(`minute ${minute}: ${tally.failures.length} lost, ${mebibytes.join(", ")}`);
  }
  const growth = memory.stop();
  ending.abort();
  await Promise.all(running);
  return growth;
}

/** Prints the result. Returns the services whose memory has changed too much. */
function report(growth: readonly MemoryGrowth[]): readonly MemoryGrowth[] {
  for (const line of [...tally.lines(), ...tally.failures]) say(line);
  for (const { service, early, late, ratio } of growth) {
    const [earlyText, lateText] = [early, late].map((mebibytes) => mebibytes.toFixed(0));
    say(`${service}: ${earlyText} MiB early, ${lateText} MiB late, × ${ratio.toFixed(3)}`);
  }
  const tooFar = growth.filter(({ ratio }) => !(Math.abs(ratio - 1) <= LARGEST_CHANGE));
  say(`${tally.failures.length} lost, memory of ${tooFar.length} services changed too much`);
  if (tally.failures.length + tooFar.length > 0) {
    for (const { name, output } of processes) say(`--- ${name}\n${output().slice(-3_000)}`);
  }
  return tooFar;
}

/** Limits how many files and connections a process may have open. @throws Error without `prlimit` (package util-linux) */
async function limitDescriptors({ pid }: ServiceProcess): Promise<void> {
  const { success } = await new Deno.Command("prlimit", {
    args: [`--pid=${pid}`, `--nofile=${DESCRIPTORS}:${DESCRIPTORS}`],
  }).output();
  if (!success) throw new Error(`prlimit cannot limit the open files of process ${pid}`);
}

/** SIGINT or SIGTERM ends the run early, with a report. */
function abortAtSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => controller.abort());
  }
  return controller.signal;
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

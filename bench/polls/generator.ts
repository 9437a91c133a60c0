import { TextLineStream } from "bench/polls/text_lines.ts";
import { OTHER_CORE } from "bench/harness/pinned_process.ts";
import type { Poll, PollServer } from "bench/polls/poll_server.ts";

/** What the generator prints after a wave. */
export interface GeneratorResult {
  readonly seconds: number;
  /** CPU that it used meanwhile. */
  readonly cpuSeconds: number;
  /** Of each release that arrived, from publish to answer. */
  readonly latenciesMs: readonly number[];
  /** Polls that were answered before the releases began. */
  readonly refused: number;
  readonly lost: number;
}

/** The process of `generator.c`, with its connections to one server. */
export interface Generator extends AsyncDisposable {
  /** Sends one poll on each connection. */
  hold(polls: readonly Poll[], perSecond: number): Promise<void>;
  /** Releases the polls that wait: `perSecond` of them, or in a closed loop with `window` on the way at a time. */
  release(rate: { readonly window: number } | { readonly perSecond: number }): Promise<
    GeneratorResult
  >;
}

/** Starts the generator with `count` connections. @throws Error when there is no C compiler */
export async function startGenerator(server: PollServer, count: number): Promise<Generator> {
  const { port, publisher } = server;
  const dir = await Deno.makeTempDir({ prefix: "wecom-stack-bench-" });
  await compile(`${dir}/generator`);
  const child = new Deno.Command("taskset", {
    args: ["-c", String(OTHER_CORE), `${dir}/generator`, port, publisher.port, publisher.protocol]
      .map(String),
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  const output = child.stdout.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream()).getReader();
  const ask = async (command: string): Promise<string> => {
    await input.write(new TextEncoder().encode(`${command}\n`));
    const { value } = await output.read();
    if (value === undefined) throw new Error("Cannot measure: the generator has ended");
    return value;
  };
  await ask(`open ${count}`);
  return {
    async hold(polls, perSecond) {
      await Deno.writeFile(`${dir}/polls`, encodePolls(polls));
      await ask(`hold ${perSecond} ${dir}/polls`);
    },
    async release(rate) {
      const { window, perSecond } = { window: 0, perSecond: 0, ...rate };
      return JSON.parse(await ask(`release ${window} ${perSecond}`));
    },
    async [Symbol.asyncDispose]() {
      await input.close().catch(() => {});
      await output.cancel();
      await child.status;
      await Deno.remove(dir, { recursive: true });
    },
  };
}

async function compile(program: string): Promise<void> {
  const source = new URL("./generator.c", import.meta.url).pathname;
  const compiler = new Deno.Command("cc", { args: ["-O2", "-o", program, source] });
  const { success, stderr } = await compiler.output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** For each poll the lengths of both texts, then the texts. */
function encodePolls(polls: readonly Poll[]): Uint8Array {
  const parts = polls.flatMap(({ request, publication }) => [
    new Uint8Array(new Uint32Array([request.length, publication.length]).buffer),
    request,
    publication,
  ]);
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

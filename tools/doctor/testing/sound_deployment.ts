import { SIMULATED_WECOM } from "embedded/simulated_corps.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import type { Environment } from "packages/platform/config/load_config.ts";
import { createExamined } from "tools/doctor/examined.ts";
import { examine } from "tools/doctor/examine.ts";
import type { Finding } from "tools/doctor/finding.ts";
import { openTestSimulator } from "simulators/llm/test_simulator.ts";

/** A deployment in which nothing is wrong, for tests to break one thing of. */
export interface SoundDeployment {
  readonly stack: Stack;
  /** What the doctor is told of it. */
  readonly env: Readonly<Record<string, string>>;
  /** Where the simulated WeCom answers. */
  readonly wecomUrl: string;
  /** What the doctor finds with some things otherwise. */
  examine(
    changes?: Environment,
    asked?: { readonly url?: string; readonly userId?: string; readonly dotEnv?: string },
  ): Promise<readonly Finding[]>;
  stop(): Promise<void>;
}

/** Starts all services over real PostgreSQL with a simulated WeCom and a simulated model, at the real time. */
export async function startSoundDeployment(): Promise<SoundDeployment> {
  let databaseUrl = "";
  const stack = await startStack({
    routePostgres: (url) => databaseUrl = url,
    startsAt: Date.now(),
  });
  const wecom = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request, { remoteAddr }) => stack.simulator.fetch(request, { remoteAddr }),
  );
  const wecomUrl = `http://127.0.0.1:${wecom.addr.port}`;
  const llm = openTestSimulator();
  const dataDir = await Deno.makeTempDir({ prefix: "wecom-stack-doctor-test-" });
  const env = {
    ...SIMULATED_WECOM,
    SIMULATORS: "off",
    DATA_DIR: dataDir,
    PORT: new URL(stack.publicUrl).port,
    PUBLIC_URL: stack.publicUrl,
    DATABASE_URL: databaseUrl,
    WECOM_API_URL: wecomUrl,
    AI_API_KEY: "simulated-llm-key",
    AI_BASE_URL: `${llm.url}/v1`,
    AI_MODEL: "deepseek-chat",
  };
  return {
    stack,
    env,
    wecomUrl,
    async examine(changes = {}, asked = {}) {
      return await examine(await createExamined({ ...env, ...changes }, asked));
    },
    async stop() {
      await wecom.shutdown();
      await llm[Symbol.asyncDispose]();
      await stack.stop();
      await Deno.remove(dataDir, { recursive: true });
    },
  };
}

import { SIMULATED_WECOM } from "embedded/simulated_corps.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import type { Environment } from "packages/platform/config/load_config.ts";
import { loadDeployment } from "tools/doctor/deployment.ts";
import { runChecks } from "tools/doctor/run_checks.ts";
import type { Finding } from "tools/doctor/finding.ts";
import { openTestSimulator } from "simulators/llm/test_simulator.ts";

/** A deployment without problems: each test breaks one thing. */
export interface HealthyDeployment {
  readonly stack: Stack;
  /** The environment that the doctor reads. */
  readonly env: Readonly<Record<string, string>>;
  /** Where the simulated WeCom answers. */
  readonly wecomUrl: string;
  /** Runs all checks, with some variables changed. */
  runChecks(
    changes?: Environment,
    options?: { readonly url?: string; readonly userId?: string; readonly dotEnv?: string },
  ): Promise<readonly Finding[]>;
  stop(): Promise<void>;
}

/** Starts all services with a real PostgreSQL, a simulated WeCom and a simulated model, at the real time. */
export async function startHealthyDeployment(): Promise<HealthyDeployment> {
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
    async runChecks(changes = {}, options = {}) {
      return await runChecks(await loadDeployment({ ...env, ...changes }, options));
    },
    async stop() {
      await wecom.shutdown();
      await llm[Symbol.asyncDispose]();
      await stack.stop();
      await Deno.remove(dataDir, { recursive: true });
    },
  };
}

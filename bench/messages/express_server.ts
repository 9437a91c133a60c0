import { freePort } from "packages/testkit/free_port.ts";
import { BENCH_WECOM, type RunningService } from "bench/harness/service.ts";
import { SERVER_CORE, startPinned, whenReady } from "bench/harness/pinned_process.ts";

const FOLDER = new URL("../comparators/", import.meta.url);

/** Starts `callback_server.cjs` on the servers' core. @throws Error when its packages are not installed */
export async function startExpressServer(databaseUrl: string): Promise<RunningService> {
  const port = freePort();
  const { token, encodingAesKey } = BENCH_WECOM;
  const startedAt = performance.now();
  const process = startPinned({
    core: SERVER_CORE,
    command: ["node_modules/.bin/node", "callback_server.cjs"],
    cwd: FOLDER,
    env: {
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      WECOM_TOKEN: token,
      WECOM_ENCODING_AES_KEY: encodingAesKey,
      NODE_ENV: "production",
    },
  });
  await whenReady(process, `http://127.0.0.1:${port}/readyz`);
  return Object.assign(process, { port, startMs: performance.now() - startedAt });
}

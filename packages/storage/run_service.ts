import { startEnvironment } from "packages/platform/config/start_environment.ts";
import { runProcess } from "packages/platform/process.ts";
import { connectedBackends } from "packages/storage/connected_backends.ts";
import type { StoredService } from "packages/storage/service.ts";

/** Runs one service as a process of its own, over the PostgreSQL and Redis of the environment. Never returns. */
export function runService(service: StoredService): Promise<never> {
  return runProcess([service], { ...startEnvironment(), ...connectedBackends() });
}

import type { Environment } from "packages/platform/config/load_config.ts";
import type { Mount } from "packages/platform/dispatcher.ts";
import type { Text } from "packages/platform/lang.ts";
import { createHostGuard } from "simulators/shared/host_guard.ts";
import type { Simulator } from "simulators/shared/simulator.ts";

/** A page of a simulator, as the home page links it. */
export interface SimulatorLink {
  /** Path below the simulator. */
  readonly path: string;
  readonly label: Text;
  readonly detail: Text;
}

/** An external system that the embedded process can simulate while it is not configured. */
export interface SimulatedVendor {
  /** The simulator is served at `/sim/<id>`. */
  readonly id: string;
  readonly name: Text;
  /** Variables that configure the real vendor. The first one is named where the vendor is off. */
  readonly variables: readonly string[];
  /** Further variables that switch the simulator off in mode `auto`. */
  readonly switchedOffBy?: readonly string[];
  /** The variable that says where browsers reach the simulator, if there is one. */
  readonly browserUrlVariable?: string;
  /** Whether `auto` may simulate the vendor with this environment. Default: yes. */
  isPossible?(env: Environment): boolean;
  /** Adds the variables that connect the services to the simulator. */
  complete(env: Environment, urls: SimulatorUrls): Environment | Promise<Environment>;
  /** Builds the simulator. `env` is the completed environment, `publicUrl` its address for browsers. */
  create(env: Environment, publicUrl: string): Simulator;
  readonly links: readonly SimulatorLink[];
  /** The part of the configuration that identifies the real vendor. Default: the name of the given variable. */
  identify?(env: Environment): string | undefined;
  /** A sentence for the terminal when the simulator uses values that are given; undefined when it does not. */
  describeTakenOver?(given: Environment): string | undefined;
}

/** Where a simulator is reached. */
export interface SimulatorUrls {
  /** By our services. */
  readonly apiUrl: string;
  readonly browserUrl: string;
}

/** The path below which a vendor's simulator is served. */
export function simulatorPath({ id }: Pick<SimulatedVendor, "id">): string {
  return `/sim/${id}`;
}

/** The simulator of a vendor under its path. Strangers can reach it only with `SIMULATORS=on`. */
export function mountSimulator(
  vendor: SimulatedVendor,
  env: Environment,
  publicUrl: string,
): Mount {
  const path = simulatorPath(vendor);
  const simulator = vendor.create(env, publicUrl);
  const isOpen = env["SIMULATORS"] === "on";
  const refuseStrangers = createHostGuard([env["PUBLIC_URL"]!, publicUrl]);
  return {
    paths: [path, `${path}/*`],
    fetch(request, peer) {
      const refusal = isOpen ? undefined : refuseStrangers(request);
      if (refusal !== undefined) return refusal;
      const url = new URL(request.url);
      url.pathname = url.pathname.slice(path.length) || "/";
      const hostname = peer.remoteAddr?.hostname ?? "127.0.0.1";
      return simulator.fetch(new Request(url, request), { remoteAddr: { hostname } });
    },
    background: [{ name: `simulated ${vendor.id}`, drain: () => simulator.close() }],
  };
}

import type { ConfigGroup } from "packages/platform/config/config.ts";
import type { AnyService, ServiceDefinition } from "packages/platform/service.ts";
import type { Backends } from "packages/storage/backends.ts";
import type { AnyQueue } from "packages/storage/jobs/job_queue.ts";

/** A service of this project over PostgreSQL, Redis and the job queue. */
export type StoredService = AnyService<Backends, AnyQueue>;

/** Gives a service's definition its types; the type of the configuration is inferred. */
export function defineService<const G extends readonly ConfigGroup[]>(
  definition: ServiceDefinition<G, Backends, AnyQueue>,
): ServiceDefinition<G, Backends, AnyQueue> {
  return definition;
}

/** The queues of a list of services, each once. */
export function queuesOf(services: readonly StoredService[]): readonly AnyQueue[] {
  return [...new Set(services.flatMap(({ queues }) => queues))];
}

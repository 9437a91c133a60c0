import { UnavailableError } from "packages/platform/errors.ts";

/** Redis cannot be reached, does not answer in time, or refuses the command. A retry may succeed. */
export class RedisUnavailableError extends UnavailableError {
  override readonly name = "RedisUnavailableError";
}

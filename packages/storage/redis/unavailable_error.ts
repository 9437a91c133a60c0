import { UnavailableError } from "packages/platform/errors.ts";

/** Redis cannot be reached, does not answer in time, or refuses what it should do. Worth a retry. */
export class RedisUnavailableError extends UnavailableError {
  override readonly name = "RedisUnavailableError";
}

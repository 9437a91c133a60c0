import assert from "node:assert/strict";
import { describeSystems } from "embedded/overview.ts";

const environment = {
  env: { DATABASE_URL: "postgres://db.example.com/wecom", REDIS_URL_FILE: "/run/secrets/redis" },
  simulated: new Map<string, string>(),
};
const provisions = (checks: Record<string, string>) =>
  describeSystems(environment, "db.example.com/wecom", checks).slice(0, 2)
    .map(({ provision, problem }) => [provision, problem]);

Deno.test("a given database and Redis are configured while they can be used, and else unreachable with the reason", () => {
  assert.deepEqual(provisions({ postgres: "ok", redis: "ok" }), [
    ["configured", undefined],
    ["configured", undefined],
  ]);
  assert.deepEqual(provisions({ postgres: "ok", redis: "Cannot use Redis: away. Start Redis" }), [
    ["configured", undefined],
    ["unreachable", "Cannot use Redis: away. Start Redis"],
  ]);
});

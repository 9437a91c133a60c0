import assert from "node:assert/strict";
import { readConfig } from "packages/platform/config/load_config.ts";
import { operatorsConfig } from "packages/catalog/operators_config.ts";

const warningsOf = (OPERATORS: string) =>
  readConfig([operatorsConfig], { OPERATORS }).warnings.map(({ problem }) => problem).join();

Deno.test("a name instead of a userid in OPERATORS is a warning, because it is no operator", () => {
  assert.match(warningsOf("zhangsan,李四"), /no userid \(entry 2\).*not the name/);
  for (
    const operators of ["zhangsan", "ww0123456789abcdef/lisi，Wang.Wu@example.com", "local/ops"]
  ) {
    assert.equal(warningsOf(operators), "", operators);
  }
});

import assert from "node:assert/strict";
import { createLogger } from "packages/platform/log.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { createCallerAddresses } from "services/callback/receiving/caller_addresses.ts";

/** Addresses for a list, or for the error that WeCom answers; with the warnings. */
async function started(list: readonly string[] | Error) {
  const warnings: string[] = [];
  let asked = 0;
  const addresses = createCallerAddresses({
    fetchList: () => {
      asked += 1;
      return list instanceof Error ? Promise.reject(list) : Promise.resolve(list);
    },
    log: createLogger({ level: "warn", write: (line) => warnings.push(JSON.parse(line).event) }),
  });
  assert.ok(addresses.admits("198.51.100.1"), "nothing is known yet");
  addresses.start();
  await eventually(() => assert.equal(asked, 1));
  await addresses.stop();
  return { addresses, warnings };
}

Deno.test("callbacks come from the addresses that WeCom names, in all its ways to name them", async () => {
  const { addresses, warnings } = await started([
    "101.226.103.*",
    "58.60.*.*",
    "203.0.113.64/26",
    "192.0.2.7",
    "2001:db8::/32",
  ]);
  const admitted = ["101.226.103.1", "58.60.7.8", "203.0.113.100", "192.0.2.7", "2001:db8::7"];
  for (const ip of [...admitted, "::ffff:192.0.2.7"]) assert.ok(addresses.admits(ip), ip);
  for (
    const ip of [
      "101.226.104.1",
      "58.61.7.8",
      "203.0.113.63",
      "192.0.2.8",
      "2001:db9::7",
      "unknown",
      "",
    ]
  ) {
    assert.ok(!addresses.admits(ip), ip);
  }
  assert.deepEqual(warnings, []);
});

Deno.test("without a list, or with one that is not understood, whatever is signed comes in, and there is a warning", async () => {
  const lists = [
    new Error("60020"),
    [],
    ["192.0.2.7", "next to the old one"],
    ["0.0.0.0/0"],
    ["192.0.2.0/33"],
    ["192.0.*.7"],
  ];
  for (const list of lists) {
    const { addresses, warnings } = await started(list);
    assert.ok(addresses.admits("198.51.100.1"), String(list));
    assert.deepEqual(warnings, ["callback_addresses_unknown"], String(list));
  }
});

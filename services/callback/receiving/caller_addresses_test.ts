import assert from "node:assert/strict";
import { createLogger } from "packages/platform/log.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { createCallerAddresses } from "services/callback/receiving/caller_addresses.ts";

/** Caller addresses after WeCom returned the list or an error, with the logged warnings. */
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
  assert.ok(addresses.admits("198.51.100.1"), "no list yet");
  addresses.start();
  await eventually(() => assert.equal(asked, 1));
  await addresses.stop();
  return { addresses, warnings };
}

Deno.test("only addresses in WeCom's list are admitted, in every form that the list may use", async () => {
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

Deno.test("without a list, or with an unknown form in it, every address is admitted and a warning is logged", async () => {
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

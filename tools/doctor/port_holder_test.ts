import assert from "node:assert/strict";
import { findPortHolder, listeningInodes } from "tools/doctor/port_holder.ts";

Deno.test("listening sockets of a port are found in the kernel table, connections to it are ignored", () => {
  const table = [
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
    "   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 111 1 0",
    "   1: 0100007F:0BB8 0100007F:C001 01 00000000:00000000 00:00000000 00000000  1000        0 222 1 0",
    "   2: 00000000000000000000000000000000:0BB8 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 333 1 0",
    "   3: 0100007F:0BB9 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 444 1 0",
    "",
  ].join("\n");
  assert.deepEqual(listeningInodes(table, 3000), ["111", "333"]);
});

Deno.test("a port is held by this process while it listens, and free afterwards", () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const expected = Deno.build.os === "linux" ? { pid: Deno.pid, program: "deno" } : "unknown";
  assert.deepEqual(findPortHolder(port), expected);
  listener.close();
  assert.equal(findPortHolder(port), Deno.build.os === "linux" ? undefined : "unknown");
});

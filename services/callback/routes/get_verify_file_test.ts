import assert from "node:assert/strict";
import { problemCode } from "services/callback/testing/problem_code.ts";
import { serveCallback, type ServedCallback } from "services/callback/testing/serve_callback.ts";

const VERIFY_NAME = "WW_verify_AbC-1_2.txt";

let folder: string;
let served: ServedCallback;
Deno.test.beforeAll(async () => {
  folder = await Deno.makeTempDir();
  served = await serveCallback({ env: { VERIFY_FILES_DIR: folder } });
});
Deno.test.afterAll(async () => {
  await served.stop();
  await Deno.remove(folder, { recursive: true });
});

const get = (path: string) => served.ask(path, { headers: { host: "crm.example.com" } });

Deno.test("a verification file is served byte for byte, under any host, as soon as it exists", async () => {
  const bytes = new Uint8Array([0x41, 0x0d, 0x0a, 0xff]);
  assert.equal(await problemCode(await get(`/${VERIFY_NAME}`)), "404 route_not_found");
  await Deno.writeFile(`${folder}/${VERIFY_NAME}`, bytes);
  const answer = await get(`/${VERIFY_NAME}`);
  assert.equal(answer.headers.get("content-type"), "text/plain");
  assert.deepEqual(new Uint8Array(await answer.arrayBuffer()), bytes);
});

Deno.test("the byte order mark of a verification file is left out: WeCom's own file has none", async () => {
  await Deno.writeTextFile(`${folder}/WW_verify_marked.txt`, "\uFEFFmarked\n");
  const answer = await get("/WW_verify_marked.txt");
  assert.deepEqual(await answer.bytes(), new TextEncoder().encode("marked\n"));
});

Deno.test("a file that Kubernetes mounts through links inside the folder is served", async () => {
  await Deno.mkdir(`${folder}/..2026`);
  await Deno.writeTextFile(`${folder}/..2026/mounted.txt`, "mounted");
  await Deno.symlink("..2026", `${folder}/..data`);
  await Deno.symlink("..data/mounted.txt", `${folder}/mounted.txt`);
  assert.equal(await (await get("/mounted.txt")).text(), "mounted");
});

Deno.test("no other file of the machine is served as a verification file", async () => {
  const secret = await Deno.makeTempFile({ suffix: ".txt" });
  await Deno.writeTextFile(secret, "secret");
  await Deno.symlink(secret, `${folder}/link.txt`);
  await Deno.mkdir(`${folder}/folder.txt`);
  await Deno.writeTextFile(`${folder}/notes.md`, "secret");
  await Deno.writeTextFile(`${folder}/big.txt`, "x".repeat(5_000));
  await Deno.writeTextFile(`${folder}/.hidden.txt`, "secret");
  await Deno.symlink("loop.txt", `${folder}/loop.txt`);
  const name = secret.split("/").at(-1)!;
  const paths = [
    "/link.txt",
    "/folder.txt",
    "/notes.md",
    "/big.txt",
    "/.hidden.txt",
    "/loop.txt",
    `/..%2f${name}`,
    `/%2e%2e%2f${name}`,
    `/..%5c${name}`,
    "/a%00.txt",
    "/%E4%BD%A0.txt",
    `/${"a".repeat(65)}.txt`,
    "/..txt",
    "/robots.txt",
  ];
  for (const path of paths) {
    assert.equal(await problemCode(await get(path)), "404 route_not_found", path);
  }
  await Deno.remove(secret);
});

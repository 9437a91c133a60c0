import assert from "node:assert/strict";
import { gunzipSync, gzipSync } from "node:zlib";
import { loadAssets } from "packages/ui/assets.ts";

const STYLES = "p{color:red}".repeat(50);

async function withBuild(run: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/auth`);
    await write(`${folder}/auth/styles.0123abcd.css`, STYLES);
    await write(`${folder}/auth/login_client.89ef.js`, "let a=1;");
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function write(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(path, text);
  await Deno.writeFile(`${path}.gz`, gzipSync(text));
}

function get(url: string, acceptEncoding?: string): Request {
  const headers = acceptEncoding === undefined ? undefined : { "accept-encoding": acceptEncoding };
  return new Request(`http://127.0.0.1${url}`, headers && { headers });
}

Deno.test("an asset is found by its plain name and cached for a year under its hashed name", () =>
  withBuild(async (folder) => {
    const assets = loadAssets({ service: "auth", folder });
    const url = assets.url("styles.css");
    assert.equal(url, "/assets/auth/styles.0123abcd.css");
    assert.deepEqual(assets.urls, ["/assets/auth/login_client.89ef.js", url]);
    const response = assets.respond(get(url));
    assert.equal(response?.headers.get("cache-control"), "public, max-age=31536000, immutable");
    assert.equal(response?.headers.get("content-type"), "text/css; charset=utf-8");
    assert.equal(await response?.text(), STYLES);
  }));

Deno.test("only clients that accept gzip get a gzipped asset", () =>
  withBuild(async (folder) => {
    const assets = loadAssets({ service: "auth", folder });
    const response = assets.respond(get(assets.url("styles.css"), "br, gzip;q=0.8"));
    assert.equal(response?.headers.get("content-encoding"), "gzip");
    const body = new Uint8Array(await response!.arrayBuffer());
    assert.equal(gunzipSync(body).toString(), STYLES);
    const refused = assets.respond(get(assets.url("styles.css"), "gzip;q=0, identity"));
    assert.equal(refused?.headers.get("content-encoding"), null);
    await refused?.body?.cancel();
  }));

Deno.test("only built assets are served", () =>
  withBuild((folder) => {
    const assets = loadAssets({ service: "auth", folder });
    for (const path of ["styles.css", "../auth/styles.0123abcd.css/x", "styles.ffff.css", ""]) {
      assert.equal(assets.respond(get(`/assets/auth/${path}`)), undefined);
    }
    assert.throws(() => assets.url("other.js"), /other\.js not built; run deno task build/);
  }));

Deno.test("for a service without a build the error names the build task", () =>
  withBuild((folder) => {
    assert.throws(() => loadAssets({ service: "callback", folder }), /run deno task build/);
  }));

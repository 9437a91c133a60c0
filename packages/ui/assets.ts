const CONTENT_TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
};

/** Ending of the compressed copy of each file. */
const COMPRESSED = ".gz";

/** The built stylesheet and scripts of one service, held in memory. */
export interface Assets {
  /** All asset URLs of the service: `/assets/<service>/<name>.<hash>.<css|js>`. */
  readonly urls: readonly string[];
  /**
   * The URL of an asset by its plain name, such as `styles.css` or `login_client.js`.
   * @throws Error when there is none
   */
  url(name: string): string;
  /** The response to a GET of one of {@link urls}, else undefined. */
  respond(request: Request): Response | undefined;
}

interface Asset {
  name: string;
  headers: Readonly<Record<string, string>>;
  plain: Uint8Array<ArrayBuffer>;
  gzipped: Uint8Array<ArrayBuffer>;
}

/**
 * Reads the assets that `deno task build` wrote for a service, once, at start.
 * `folder` is the build's output (`.build/assets`).
 * @throws Error when it contains nothing for the service
 */
export function loadAssets(options: { service: string; folder: string }): Assets {
  const { service, folder } = options;
  const assets = new Map(
    listBuiltFiles(`${folder}/${service}`, service).map((file) => [
      `/assets/${service}/${file}`,
      readAsset(`${folder}/${service}/${file}`, file),
    ]),
  );
  const urls = new Map([...assets].map(([url, asset]) => [asset.name, url]));
  return {
    urls: [...assets.keys()],
    url(name) {
      const url = urls.get(name);
      if (url === undefined) throw new Error(missingBuild(service, name));
      return url;
    },
    respond(request) {
      const asset = assets.get(new URL(request.url).pathname);
      return asset && answer(asset, request.headers.get("accept-encoding") ?? "");
    },
  };
}

function listBuiltFiles(folder: string, service: string): string[] {
  let files: string[] = [];
  try {
    files = [...Deno.readDirSync(folder)].map(({ name }) => name)
      .filter((name) => !name.endsWith(COMPRESSED)).sort();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  if (files.length === 0) throw new Error(missingBuild(service, "its stylesheet and scripts"));
  return files;
}

function readAsset(path: string, file: string): Asset {
  const extension = file.slice(file.lastIndexOf(".") + 1);
  const plain = Deno.readFileSync(path);
  return {
    name: file.replace(/\.[0-9a-f]+\.(?=[a-z]+$)/, "."),
    plain,
    gzipped: Deno.readFileSync(path + COMPRESSED),
    headers: {
      "content-type": CONTENT_TYPES[extension] ?? "application/octet-stream",
      "cache-control": "public, max-age=31536000, immutable",
      "vary": "accept-encoding",
      "x-content-type-options": "nosniff",
    },
  };
}

function answer(asset: Asset, acceptEncoding: string): Response {
  const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(acceptEncoding);
  return takesGzip
    ? new Response(asset.gzipped, { headers: { ...asset.headers, "content-encoding": "gzip" } })
    : new Response(asset.plain, { headers: asset.headers });
}

function missingBuild(service: string, what: string): string {
  return `Cannot serve the pages of ${service}: ${what} not built; run deno task build`;
}

// Who may import what. The arrows between folders, as a table.
import type { Import } from "tools/import_graph.ts";

/** What the files under one folder may import, besides their own folder and `node:` modules. */
interface Area {
  /** Folder, from the root; `*` is one name: then each is an area of its own. */
  readonly folder: string;
  /** Files or folders of ours. */
  readonly files: readonly string[];
  /** Packages from npm. */
  readonly packages: readonly string[];
  /** The rule as one sentence, and what to do instead. */
  readonly rule: string;
  readonly remedy: string;
}

const TEST_FILES = ["packages/testkit/", "simulators/"];
const TEST_PACKAGES = [
  "@opentelemetry/api",
  "@redis/client",
  "axe-core",
  "hono",
  "jose",
  "jsqr",
  "playwright-core",
  "postgres",
  "standardwebhooks",
  "zod",
];

/** The first area that a file lies in is its own. */
const AREAS: readonly Area[] = [
  {
    folder: "packages/platform/",
    files: [],
    packages: ["@hono/zod-openapi", "@opentelemetry/api", "hono", "jose", "zod"],
    rule: "packages/platform is below all other folders",
    remedy: "pass it as an argument, or define here the interface that the other side implements",
  },
  {
    folder: "packages/storage/",
    files: ["packages/platform/"],
    packages: ["@opentelemetry/api", "@redis/client", "postgres", "zod"],
    rule: "packages/storage knows packages/platform and its drivers",
    remedy: "move it to the service that uses it",
  },
  {
    folder: "packages/login/",
    files: ["packages/platform/", "packages/storage/redis/redis.ts"],
    packages: ["@hono/zod-openapi", "zod"],
    rule:
      "packages/login knows packages/platform and the interface packages/storage/redis/redis.ts",
    remedy: "take the interface as an argument; the service opens the implementation",
  },
  {
    folder: "packages/events/",
    files: ["packages/platform/", "packages/storage/jobs/job_queue.ts"],
    packages: ["zod"],
    rule:
      "packages/events knows packages/platform and the interface packages/storage/jobs/job_queue.ts",
    remedy: "keep only the schemas here; move the handling to the services",
  },
  {
    folder: "packages/webhooks/",
    files: ["packages/platform/", "packages/storage/jobs/job_queue.ts"],
    packages: ["zod"],
    rule:
      "packages/webhooks knows packages/platform and the interface packages/storage/jobs/job_queue.ts",
    remedy: "move the delivery to the service callback",
  },
  {
    folder: "packages/wecom/",
    files: [],
    packages: ["fast-xml-parser", "zod"],
    rule: "packages/wecom knows zod, the XML parser and nothing of this project",
    remedy: "define a small interface for it in packages/wecom",
  },
  {
    folder: "packages/wecom_apps/",
    files: ["packages/platform/", "packages/storage/redis/redis.ts", "packages/wecom/"],
    packages: ["zod"],
    rule: "packages/wecom_apps combines the configuration and the WeCom client",
    remedy: "move it to the service, if only one needs it",
  },
  {
    folder: "packages/upstream_push/",
    files: ["packages/platform/"],
    packages: ["zod"],
    rule: "packages/upstream_push knows packages/platform",
    remedy: "move it to the service that uses it",
  },
  {
    folder: "packages/catalog/",
    files: ["packages/platform/"],
    packages: ["zod"],
    rule: "packages/catalog is data about the services and knows packages/platform",
    remedy: "move it to the service",
  },
  {
    folder: "packages/ui/",
    files: ["packages/platform/", "packages/catalog/"],
    packages: ["hono", "jose"],
    rule: "packages/ui knows hono, jose's types, packages/platform and packages/catalog",
    remedy: "pass the data as properties",
  },
  {
    folder: "packages/testkit/",
    files: ["packages/"],
    packages: TEST_PACKAGES,
    rule: "packages/testkit knows packages, but no services",
    remedy: "put it beside the tests of that service",
  },
  {
    folder: "services/*/",
    files: ["packages/"],
    packages: [
      "@hono/zod-openapi",
      "@wecom/jssdk",
      "hono",
      "jose",
      "marked",
      "minisearch",
      "openai",
      "postgres",
      "uqr",
      "zod",
    ],
    rule: "a service imports packages, and no other service",
    remedy: "move the shared part into packages/, or pass the data through the database or a queue",
  },
  {
    folder: "simulators/*/",
    files: [
      "packages/platform/clock.ts",
      "packages/platform/random.ts",
      "packages/platform/encoding.ts",
      "packages/platform/lang.ts",
      "packages/platform/loopback.ts",
      "packages/platform/config/config.ts",
      "packages/platform/config/exit_on_config_error.ts",
      "packages/platform/listen.ts",
      "packages/platform/log.ts",
      "packages/ui/",
      "packages/wecom/callback/cipher.ts",
      "packages/wecom/callback/signature.ts",
      "simulators/shared/",
    ],
    packages: ["hono", "uqr", "zod"],
    rule:
      "a simulator shares with this project no code that reads or writes the vendor's protocol, except WeCom's cipher and signature",
    remedy: "write it again from the vendor's documents, so that both sides cannot share a mistake",
  },
  {
    folder: "embedded/",
    files: ["packages/", "services/", "simulators/"],
    packages: ["hono", "jose", "zod"],
    rule: "embedded combines services, simulators and packages",
    remedy: "move shared code into packages/",
  },
  {
    folder: "tests/",
    files: ["packages/", "services/", "simulators/", "embedded/", "tools/"],
    packages: TEST_PACKAGES,
    rule: "tests/ contains the tests of several services together",
    remedy: "add the package to TEST_PACKAGES when a test needs it",
  },
  {
    folder: "bench/",
    files: ["packages/", "services/", "simulators/", "embedded/", "tests/"],
    packages: [],
    rule: "a measurement runs the services as they are",
    remedy: "start it as a process",
  },
  {
    folder: "tools/",
    files: ["packages/", "embedded/", "tests/"],
    packages: ["@jridgewell/sourcemap-codec", "uqr"],
    rule: "tools import services only through embedded/",
    remedy: "use the list in embedded/services.ts",
  },
];

/** What is wrong with an import, as one line; `undefined` when nothing is. */
export function judgeImport(imported: Import): string | undefined {
  const { file, line, specifier, target, kind } = imported;
  const refuse = (rule: string, remedy: string) =>
    `${file}:${line} imports ${specifier}: ${rule}. Instead: ${remedy}.`;
  if (kind === "unresolved") {
    return refuse("there is no such file", "correct the path, or add the package to deno.json");
  }
  if (kind === "builtin") return undefined;
  if (kind === "package" && /^(npm|jsr|https?):/.test(specifier)) {
    return refuse("versions are in deno.json only", "add the package to its imports");
  }
  if (kind === "file" && /^\.{0,2}\//.test(specifier)) {
    return refuse("an import is the path from the root", `write "${target}"`);
  }
  const area = AREAS.find(({ folder }) => ownFolder(folder, file) !== undefined);
  if (area === undefined) {
    return refuse("no rule covers this folder", "add its rule to tools/import_rules.ts");
  }
  if (kind === "file" && isTestFile(target) && !isTestFile(file) && !file.startsWith("tools/")) {
    return refuse("only tests import test helpers", "move it out of the test file");
  }
  return isAllowed(imported, area) ? undefined : refuse(area.rule, area.remedy);
}

function isAllowed({ file, target, kind }: Import, area: Area): boolean {
  const isTest = isTestFile(file);
  if (kind === "package") {
    return [...area.packages, ...isTest ? TEST_PACKAGES : []].includes(target);
  }
  return [ownFolder(area.folder, file)!, ...area.files, ...isTest ? TEST_FILES : []]
    .some((allowed) => allowed.endsWith("/") ? target.startsWith(allowed) : target === allowed);
}

/** The folder of an area that `file` lies in: of `services/*`, the one service. */
function ownFolder(folder: string, file: string): string | undefined {
  return new RegExp(`^${folder.replace("*", "[^/]+")}`).exec(file)?.[0];
}

/** By name: `…_test.ts`, helpers such as `test_simulator.ts`, conformance suites, and folders that serve tests or measurements. */
function isTestFile(path: string): boolean {
  return /^(packages\/testkit|bench|tests)\//.test(path) || path.includes("/testing/") ||
    /(^|[/_])test[_.][^/]*$|_conformance\.ts$/.test(path);
}

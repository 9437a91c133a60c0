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
  "zod",
];

/** The first area that a file lies in is its own. */
const AREAS: readonly Area[] = [
  {
    folder: "packages/platform/",
    files: [],
    packages: ["@hono/zod-openapi", "@opentelemetry/api", "hono", "jose", "zod"],
    rule: "packages/platform stands below everything else",
    remedy: "hand it in as an argument, or define here the interface that the other side fulfils",
  },
  {
    folder: "packages/storage/",
    files: ["packages/platform/"],
    packages: ["@opentelemetry/api", "@redis/client", "pg-boss", "postgres", "zod"],
    rule: "packages/storage knows packages/platform and its drivers",
    remedy: "what needs more belongs to the service that uses it",
  },
  {
    folder: "packages/login/",
    files: ["packages/platform/", "packages/storage/redis/redis.ts"],
    packages: ["@hono/zod-openapi", "zod"],
    rule:
      "packages/login knows packages/platform and the interface packages/storage/redis/redis.ts",
    remedy: "take the interface as an argument and let the service open what is behind it",
  },
  {
    folder: "packages/events/",
    files: ["packages/platform/", "packages/storage/jobs/job_queue.ts"],
    packages: ["zod"],
    rule:
      "packages/events knows packages/platform and the interface packages/storage/jobs/job_queue.ts",
    remedy: "keep to what travels; what is done with it belongs to the services",
  },
  {
    folder: "packages/wecom/",
    files: [],
    packages: ["fast-xml-parser", "zod"],
    rule: "packages/wecom knows zod, the XML parser and nothing of this project",
    remedy: "define the little that it needs as an interface of its own",
  },
  {
    folder: "packages/wecom_apps/",
    files: ["packages/platform/", "packages/storage/redis/redis.ts", "packages/wecom/"],
    packages: ["zod"],
    rule: "packages/wecom_apps puts the configuration and WeCom's client together",
    remedy: "what only one service needs belongs to it",
  },
  {
    folder: "packages/catalog/",
    files: ["packages/platform/"],
    packages: ["zod"],
    rule: "packages/catalog is data about the services and knows packages/platform",
    remedy: "put what needs more into the service",
  },
  {
    folder: "packages/ui/",
    files: ["packages/platform/", "packages/catalog/"],
    packages: ["hono"],
    rule: "packages/ui knows hono, packages/platform and packages/catalog",
    remedy: "pass what is to be shown as properties",
  },
  {
    folder: "packages/testkit/",
    files: ["packages/"],
    packages: TEST_PACKAGES,
    rule: "packages/testkit knows packages, not services",
    remedy: "put what knows a service beside that service's tests",
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
    remedy: "move what both need into packages/, or let one leave it for the other in the database",
  },
  {
    folder: "simulators/*/",
    files: [
      "packages/platform/clock.ts",
      "packages/platform/random.ts",
      "packages/platform/encoding.ts",
      "packages/platform/lang.ts",
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
    rule: "embedded puts services, simulators and packages together",
    remedy: "move what others need into packages/",
  },
  {
    folder: "tests/",
    files: ["packages/", "services/", "simulators/", "embedded/", "tools/"],
    packages: TEST_PACKAGES,
    rule: "tests/ holds the tests that span services",
    remedy: "add the package to TEST_PACKAGES when a test needs it",
  },
  {
    folder: "bench/",
    files: ["packages/", "services/", "simulators/", "embedded/", "tests/"],
    packages: [],
    rule: "measurements run what is there",
    remedy: "start it as a process, as people do",
  },
  {
    folder: "tools/",
    files: ["packages/", "embedded/", "tests/"],
    packages: ["uqr"],
    rule: "tools see the services through embedded/, which lists them",
    remedy: "read it from the list in embedded/services.ts",
  },
];

/** What is wrong with an import, as one line; `undefined` when nothing is. */
export function judgeImport(imported: Import): string | undefined {
  const { file, line, specifier, target, kind } = imported;
  const refuse = (rule: string, remedy: string) =>
    `${file}:${line} imports ${specifier}: ${rule}. Instead: ${remedy}.`;
  if (kind === "unresolved") {
    return refuse("nothing is there", "correct the path, or add the package to deno.json");
  }
  if (kind === "builtin") return undefined;
  if (kind === "package" && /^(npm|jsr|https?):/.test(specifier)) {
    return refuse("versions stand in deno.json alone", "add the package to its imports");
  }
  if (kind === "file" && /^\.{0,2}\//.test(specifier)) {
    return refuse("an import is the path from the root", `write "${target}"`);
  }
  const area = AREAS.find(({ folder }) => ownFolder(folder, file) !== undefined);
  if (area === undefined) {
    return refuse("no rule covers this folder", "say in tools/import_rules.ts what it may import");
  }
  if (kind === "file" && isTestFile(target) && !isTestFile(file) && !file.startsWith("tools/")) {
    return refuse("what is for tests stays with tests", "move it out of the test's file");
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

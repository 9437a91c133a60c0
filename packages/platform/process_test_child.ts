/** The process of process_test.ts: runs two services with fake backends. Its argument names the step that fails. */
import { z } from "zod";
import { ConfigError, defineConfig } from "packages/platform/config/config.ts";
import { UnavailableError } from "packages/platform/errors.ts";
import { runProcess } from "packages/platform/process.ts";
import type { ServiceDefinition } from "packages/platform/service.ts";

const [fault = ""] = Deno.args;
const print = (line: string) => void Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));

let endBackends = () => {};

function failAt(place: string): void {
  if (fault === place) throw new Error(`broken in ${place}`);
}

const testConfig = defineConfig({
  title: { zh: "测试", en: "Test" },
  variables: {
    NEEDED: { schema: z.string(), description: { zh: "测试", en: "Something." }, example: "thing" },
  },
});

function defineTestService(name: string): ServiceDefinition<[typeof testConfig], string, never> {
  return {
    name,
    paths: [`/${name}`],
    port: 3999,
    config: [testConfig],
    queues: [],
    create() {
      failAt(`create ${name}`);
      return {
        routes: [],
        fetch(request) {
          if (request.url.endsWith("?throw")) throw new Error("thrown by a handler");
          if (request.url.endsWith("?end")) endBackends();
          if (request.url.endsWith("?late")) setTimeout(() => failAt("timer"), 0);
          if (request.url.endsWith("?lost")) {
            void Promise.reject(new UnavailableError("Cannot use PostgreSQL"));
          }
          if (request.url.endsWith("?forgotten")) void Promise.reject(new Error("forgotten"));
          return new Response(name);
        },
        background: [{
          name,
          start() {
            print(`start ${name}`);
            failAt(`start ${name}`);
            return fault === "hang" ? new Promise<void>(() => {}) : undefined;
          },
          drain: () => print(`drain ${name}`),
          stop() {
            print(`stop ${name}`);
            failAt(`stop ${name}`);
          },
        }],
      };
    },
  };
}

await runProcess([defineTestService("one"), defineTestService("two")], {
  env: Deno.env.toObject(),
  backendConfig: [],
  openBackends() {
    failAt("open");
    if (fault === "config") {
      throw new ConfigError([{ variable: "DATA_DIR", problem: "is in use by another process" }]);
    }
    print("open backends");
    return Promise.resolve({
      backends: "backends",
      checks: {},
      ...fault === "fail later" && {
        failure: new Promise<Error>((resolve) => {
          endBackends = () => resolve(new Error("the database has ended. Start it again"));
        }),
      },
      close: () => Promise.resolve(print("close backends")),
    });
  },
  onListening: (publicUrl) => print(`listening ${publicUrl}`),
});

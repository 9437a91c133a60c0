import { readTextFile } from "packages/platform/config/text_file.ts";
import { type Environment, readRaw } from "packages/platform/config/load_config.ts";

/** Path of the callback behind the Ingress. */
export const CALLBACK_PATH = "/api/v1/wecom/callback";

/** Token and key as written in the configuration, maybe wrong. */
export interface WrittenKeys {
  readonly token: string | undefined;
  readonly encodingAesKey: string | undefined;
}

/** An app or AI bot as written in the configuration, complete or not: the doctor also reads broken ones. */
export interface WrittenApp extends WrittenKeys {
  /** `default` for the WECOM_* variables. */
  readonly name: string;
  readonly kind: "agent" | "aibot";
  readonly corpId: string | undefined;
  readonly agentId: string | undefined;
  readonly secret: string | undefined;
  readonly previous: WrittenKeys;
  /** The name of a setting, for people: a variable, or a field of the file. */
  nameOf(field: Field): string;
  readonly path: string;
}

/** An app that can call WeCom. */
export interface CallingApp extends WrittenApp {
  readonly corpId: string;
  readonly agentId: string;
  readonly secret: string;
}

/** A variable, also read from the file of `<name>_FILE`; undefined when it is absent or the file cannot be read. */
export function readSetting(env: Environment, name: string): string | undefined {
  return readRaw(name, env)?.trim() || undefined;
}

/** All apps of the environment: the one of the WECOM_* variables if there is one, then those of WECOM_APPS_FILE. */
export function readApps(env: Environment): readonly WrittenApp[] {
  const own = readApp((field) => readSetting(env, VARIABLES[field]), {
    name: "default",
    kind: "agent",
    path: CALLBACK_PATH,
    nameOf: (field) => VARIABLES[field],
  });
  const isPresent = own.corpId ?? own.agentId ?? own.secret ?? own.token ?? own.encodingAesKey;
  return [...isPresent === undefined ? [] : [own], ...readAppsFile(env["WECOM_APPS_FILE"]?.trim())];
}

/** Where WeCom sends messages for the app; apps of WECOM_APPS_FILE have a path of their own below the usual one. */
export function addressOf({ name }: WrittenApp, callbackUrl: string): string {
  const hasOwnPath = name !== "default" && callbackUrl.endsWith(CALLBACK_PATH);
  return hasOwnPath ? `${callbackUrl}/${name}` : callbackUrl;
}

/** Whether messages for the app can be decrypted: token and key are set. */
export function canReceive({ token, encodingAesKey }: WrittenKeys): boolean {
  return Boolean(token && encodingAesKey);
}

/** The id that messages for this app are encrypted to: empty for an AI bot (document path 101033). */
export function receiveIdOf({ kind, corpId }: WrittenApp): string {
  return kind === "aibot" ? "" : corpId ?? "";
}

/** Fields of WECOM_APPS_FILE, with the variables of the default app. */
const VARIABLES = {
  corpId: "WECOM_CORP_ID",
  agentId: "WECOM_AGENT_ID",
  secret: "WECOM_SECRET",
  token: "WECOM_TOKEN",
  encodingAesKey: "WECOM_ENCODING_AES_KEY",
  previousToken: "WECOM_TOKEN_PREVIOUS",
  previousEncodingAesKey: "WECOM_ENCODING_AES_KEY_PREVIOUS",
} as const;

type Field = keyof typeof VARIABLES;

function readApp(
  read: (field: Field) => string | undefined,
  app: Pick<WrittenApp, "name" | "kind" | "path" | "nameOf">,
): WrittenApp {
  return {
    ...app,
    corpId: read("corpId"),
    agentId: read("agentId"),
    secret: read("secret"),
    token: read("token"),
    encodingAesKey: read("encodingAesKey"),
    previous: { token: read("previousToken"), encodingAesKey: read("previousEncodingAesKey") },
  };
}

function readAppsFile(path: string | undefined): WrittenApp[] {
  const content = parseJson(path ? readText(path) : undefined);
  if (!Array.isArray(content)) return [];
  return content.map((entry: Partial<Record<string, unknown>> | null, index) => {
    const read = (field: string) => {
      const given = entry?.[field];
      const value = typeof given === "number" ? String(given) : given;
      return typeof value === "string" ? value.trim() || undefined : undefined;
    };
    const name = read("name") ?? `#${index + 1}`;
    return readApp(read, {
      name,
      kind: read("kind") === "aibot" ? "aibot" : "agent",
      path: `${CALLBACK_PATH}/${name}`,
      nameOf: (field) => `WECOM_APPS_FILE, ${name}, ${field}`,
    });
  });
}

/** The text of a file; undefined when it cannot be read. The check of the configuration reports that. */
export function readText(path: string | URL): string | undefined {
  return orUndefined(() => readTextFile(path).text);
}

/** The content of a JSON text; undefined when it is not JSON. */
export function parseJson(text: string | undefined): unknown {
  return text === undefined ? undefined : orUndefined(() => JSON.parse(text));
}

/** The result of `read`; undefined when it throws. */
export function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Whether there is such a folder. */
export function isFolder(path: string): boolean {
  return orUndefined(() => Deno.statSync(path).isDirectory) ?? false;
}

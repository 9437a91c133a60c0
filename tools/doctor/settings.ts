import type { Environment } from "packages/platform/config/load_config.ts";

/** Where WeCom sends messages, behind the Ingress. */
export const CALLBACK_PATH = "/api/v1/wecom/callback";

/** Token and key as they are written in the configuration, perhaps wrongly. */
export interface WrittenKeys {
  readonly token: string | undefined;
  readonly encodingAesKey: string | undefined;
}

/** An app or AI bot as the configuration describes it, whether or not it is complete: the doctor reads broken ones too. */
export interface WrittenApp extends WrittenKeys {
  /** `default` for the WECOM_* variables. */
  readonly name: string;
  readonly kind: "agent" | "aibot";
  readonly corpId: string | undefined;
  readonly agentId: string | undefined;
  readonly secret: string | undefined;
  readonly previous: WrittenKeys;
  /** Names of its settings, for people: variables, or fields of the file. */
  readonly names: Readonly<Record<"token" | "encodingAesKey" | "corpId" | "secret", string>>;
  readonly path: string;
}

/** An app that can call WeCom. */
export interface CallingApp extends WrittenApp {
  readonly corpId: string;
  readonly agentId: string;
  readonly secret: string;
}

/** The value of a variable, also from the file that `<name>_FILE` names; undefined when there is none. */
export function readSetting(env: Environment, name: string): string | undefined {
  const file = env[`${name}_FILE`];
  if (env[name]) return env[name].trim() || undefined;
  return file ? readText(file)?.trim() || undefined : undefined;
}

/** All apps that the environment names: the one of the variables if there is one, then those of WECOM_APPS_FILE. */
export function readApps(env: Environment): readonly WrittenApp[] {
  const own = readDefaultApp(env);
  const isThere = own.corpId ?? own.agentId ?? own.secret ?? own.token ?? own.encodingAesKey;
  return [...isThere === undefined ? [] : [own], ...readAppsFile(env["WECOM_APPS_FILE"])];
}

/** The id that messages for this app are encrypted to: an AI bot's is empty (document path 101033). */
export function receiveIdOf({ kind, corpId }: WrittenApp): string {
  return kind === "aibot" ? "" : corpId ?? "";
}

function readDefaultApp(env: Environment): WrittenApp {
  const read = (name: string) => readSetting(env, name);
  return {
    name: "default",
    kind: "agent",
    corpId: read("WECOM_CORP_ID"),
    agentId: read("WECOM_AGENT_ID"),
    secret: read("WECOM_SECRET"),
    token: read("WECOM_TOKEN"),
    encodingAesKey: read("WECOM_ENCODING_AES_KEY"),
    previous: {
      token: read("WECOM_TOKEN_PREVIOUS"),
      encodingAesKey: read("WECOM_ENCODING_AES_KEY_PREVIOUS"),
    },
    names: {
      token: "WECOM_TOKEN",
      encodingAesKey: "WECOM_ENCODING_AES_KEY",
      corpId: "WECOM_CORP_ID",
      secret: "WECOM_SECRET",
    },
    path: CALLBACK_PATH,
  };
}

function readAppsFile(path: string | undefined): WrittenApp[] {
  const content = parseJson(path ? readText(path) : undefined);
  return Array.isArray(content) ? content.map(toApp) : [];
}

function toApp(entry: unknown, index: number): WrittenApp {
  const fields = (typeof entry === "object" && entry !== null ? entry : {}) as Record<
    string,
    unknown
  >;
  const read = (name: string) => {
    const value = fields[name];
    return typeof value === "string" ? value.trim() || undefined : undefined;
  };
  const name = read("name") ?? `#${index + 1}`;
  const field = (field: string) => `WECOM_APPS_FILE, ${name}, ${field}`;
  return {
    name,
    kind: fields["kind"] === "aibot" ? "aibot" : "agent",
    corpId: read("corpId"),
    agentId: read("agentId"),
    secret: read("secret"),
    token: read("token"),
    encodingAesKey: read("encodingAesKey"),
    previous: { token: read("previousToken"), encodingAesKey: read("previousEncodingAesKey") },
    names: {
      token: field("token"),
      encodingAesKey: field("encodingAesKey"),
      corpId: field("corpId"),
      secret: field("secret"),
    },
    path: `${CALLBACK_PATH}/${name}`,
  };
}

/** A file's text; undefined when it cannot be read: that is for the check of the configuration to say. */
export function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}

/** What a JSON text holds; undefined when it is none. */
export function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { createRoute, z } from "@hono/zod-openapi";
import type { Actor } from "packages/events/audit.ts";
import { AppError } from "packages/platform/errors.ts";
import type { App } from "packages/platform/http/app.ts";
import { formBody } from "packages/platform/http/openapi.ts";
import { removeAccount } from "services/upstream-bridge/accounts/remove_account.ts";
import { liftMutesBy } from "services/upstream-bridge/accounts/lift_mutes.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";
import type { AccountCommand } from "services/upstream-bridge/domain/account_command.ts";
import type { CommandResult } from "services/upstream-bridge/domain/account_inputs.ts";
import { accountPath, ACCOUNTS_PATH } from "services/upstream-bridge/pages/account_paths.ts";
import { NAME_MAX } from "services/upstream-bridge/pages/accounts/add_account.tsx";
import type { Outcome } from "services/upstream-bridge/pages/texts/outcome_texts.ts";
import {
  CONSOLE_RULES,
  consoleAccountParams,
} from "services/upstream-bridge/routes/console_account.ts";

/** A person does not wait longer: the page shows how it goes on. */
const WAIT_MS = 4_000;

const COMMANDS = {
  start: "started",
  stop: "stopped",
  log_out: "signedOut",
  get_qr: "qrReady",
  automatic_login: "started",
  second_verify: "qrReady",
  check_now: "checked",
  set_callback: "registered",
  clear_restriction: "lifted",
} as const satisfies Partial<Record<AccountCommand["kind"], Outcome>>;

const formSchema = z.object({
  action: z.enum([
    ...Object.keys(COMMANDS) as (keyof typeof COMMANDS)[],
    "check_code",
    "unmute",
    "rename",
    "remove",
  ]),
  /** With `check_code`. */
  code: z.string().trim().max(16).default(""),
  /** With `rename`. */
  name: z.string().trim().max(NAME_MAX).default(""),
});

type Form = z.infer<typeof formSchema>;

const route = createRoute({
  method: "post",
  path: accountPath("{id}"),
  summary: "The buttons of an account's page",
  request: { params: consoleAccountParams, body: formBody(formSchema) },
  responses: {
    303: { description: "Redirect to the account's page, which shows what was done." },
  },
});

/** `POST /console/accounts/{id}`: the forms of an account's page. */
export function submitAccountRoute(app: App, deps: BridgeDeps): void {
  app.route(CONSOLE_RULES, route, async (c) => {
    const { id } = await deps.accounts.get(c.req.valid("param").id);
    const form = c.req.valid("form");
    const outcome = await carryOut(deps, id, form, c.get("principal"));
    const page = outcome === "removed" ? ACCOUNTS_PATH : accountPath(id);
    return c.redirect(`${page}?done=${outcome}`, 303);
  });
}

async function carryOut(
  deps: BridgeDeps,
  id: string,
  { action, code, name }: Form,
  by: Actor,
): Promise<Outcome> {
  switch (action) {
    case "rename":
      if (name === "") return "invalid";
      await deps.accounts.rename(id, { name, by });
      return "renamed";
    case "remove":
      await removeAccount(deps, id, by);
      return "removed";
    case "unmute":
      await liftMutesBy(deps, id, by);
      return "lifted";
    case "check_code":
      if (!/^\d{6}$/.test(code)) return "codeRefused";
      return await runCommand(deps, id, { kind: "check_code", code }, by);
    default:
      return await runCommand(deps, id, { kind: action }, by);
  }
}

/** Runs a command, and waits a little for its end. */
export async function runCommand(
  { commands }: Pick<BridgeDeps, "commands">,
  id: string,
  command: AccountCommand & { kind: keyof typeof COMMANDS | "check_code" },
  by: Actor,
): Promise<Outcome> {
  const { promise: later, resolve } = Promise.withResolvers<"running">();
  const timer = setTimeout(() => resolve("running"), WAIT_MS);
  const ended = commands.run(id, command, by).then(
    (result) => toOutcome(command.kind, result),
    (error: unknown): Outcome => {
      if (error instanceof AppError && error.code === "bridge_upstream_timeout") return "running";
      throw error;
    },
  );
  // After the wait no one needs its error.
  ended.catch(() => {});
  try {
    return await Promise.race([ended, later]);
  } finally {
    clearTimeout(timer);
  }
}

function toOutcome(kind: keyof typeof COMMANDS | "check_code", result: CommandResult): Outcome {
  if (result.ok) return kind === "check_code" ? "codeAccepted" : COMMANDS[kind];
  switch (result.code) {
    case "wrong_state":
      return "wrongState";
    case "limited":
      return "limited";
    case "upstream_unavailable":
      return "unavailable";
    case "upstream_refused":
      return kind === "check_code" ? "codeRefused" : "refused";
  }
}

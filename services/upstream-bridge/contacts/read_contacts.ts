import type { Sql } from "postgres";
import type { Account } from "services/upstream-bridge/accounts/account_store.ts";
import type { InputDeps } from "services/upstream-bridge/accounts/account_inputs.ts";
import { reportTrouble } from "services/upstream-bridge/accounts/report_trouble.ts";
import { isSignedIn } from "services/upstream-bridge/domain/send_rules.ts";
import { bridgeError } from "services/upstream-bridge/errors.ts";
import type { Outcome, UpstreamFailure } from "services/upstream-bridge/upstream/outcome.ts";
import type { UpstreamClient } from "services/upstream-bridge/upstream/upstream_client.ts";
import type {
  ContactPage,
  ExternalContact,
  InnerContact,
} from "services/upstream-bridge/upstream/values.ts";

/** Rows of a page, unless the caller says otherwise. */
export const CONTACTS_LIMIT = 100;
/** The most rows of a page. */
export const CONTACTS_LIMIT_MAX = 500;

/** Which page to read. */
export interface ContactsRequest {
  readonly limit: number;
  /** The nextCursor of the page before; undefined: the first page. */
  readonly cursor: string | undefined;
}

/** One page of colleagues, with the departments that the upstream mixes in, separated. */
export interface InnerPage {
  readonly members: readonly Extract<InnerContact, { kind: "member" }>[];
  readonly departments: readonly Extract<InnerContact, { kind: "department" }>[];
  readonly nextCursor: string | null;
}

/** One page of external contacts. */
export interface ExternalPage {
  readonly items:
    readonly (Omit<ExternalContact, "addedAt"> & { readonly addedAt: string | null })[];
  readonly nextCursor: string | null;
}

/** A page, or why there is none: one list does not depend on the other. */
export type PageResult<T> = { readonly ok: true; readonly page: T } | {
  readonly ok: false;
  readonly failure: UpstreamFailure;
};

/** What reading contacts works with. */
export interface ContactDeps extends InputDeps {
  readonly sql: Sql;
  /** Undefined without a BASE_URL. */
  readonly upstream: Pick<UpstreamClient, "innerContacts" | "externalContacts"> | undefined;
}

/**
 * Reads a page of each wanted list from the upstream, both at the same time. Nothing is stored.
 * @throws AppError 409 when the account is not online, 503 without an upstream
 */
export async function readContacts(
  deps: ContactDeps,
  { id, record }: Account,
  wanted: { readonly inner?: ContactsRequest; readonly external?: ContactsRequest },
): Promise<{ inner?: PageResult<InnerPage>; external?: PageResult<ExternalPage> }> {
  const { upstream } = deps;
  const { uuid, state } = record;
  if (upstream === undefined) throw bridgeError("bridge_upstream_missing");
  if (uuid === null || !isSignedIn(state)) {
    throw bridgeError("bridge_account_not_online", { detail: `Its state is ${state}` });
  }
  const [inner, external] = await Promise.all([
    wanted.inner && upstream.innerContacts({ uuid, ...wanted.inner }),
    wanted.external && upstream.externalContacts({ uuid, ...wanted.external }),
  ]);
  const refused = [inner, external].find((outcome) => isTrouble(outcome));
  if (refused !== undefined) {
    await deps.sql.begin((tx) => reportTrouble(deps, tx, { accountId: id, uuid }, refused));
  }
  return {
    ...inner && { inner: toResult(inner, toInnerPage) },
    ...external && { external: toResult(external, toExternalPage) },
  };
}

function isTrouble(outcome: Outcome<unknown> | undefined): boolean {
  return outcome?.ok === false && /^(second_verify|not_logged_in)$/.test(outcome.kind);
}

function toResult<T, P>(outcome: Outcome<T>, toPage: (value: T) => P): PageResult<P> {
  return outcome.ok ? { ok: true, page: toPage(outcome.value) } : { ok: false, failure: outcome };
}

function toInnerPage({ items, nextCursor }: ContactPage<InnerContact>): InnerPage {
  return {
    members: items.filter((item) => item.kind === "member"),
    departments: items.filter((item) => item.kind === "department"),
    nextCursor: nextCursor ?? null,
  };
}

function toExternalPage({ items, nextCursor }: ContactPage<ExternalContact>): ExternalPage {
  return {
    items: items.map(({ addedAt, ...contact }) => ({
      ...contact,
      addedAt: addedAt === null ? null : new Date(addedAt).toISOString(),
    })),
    nextCursor: nextCursor ?? null,
  };
}

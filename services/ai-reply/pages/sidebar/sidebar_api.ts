import type { z } from "zod";
import type { BrowserFetch } from "packages/ui/browser_fetch.ts";
import type {
  customerMessageSchema,
  customerSchema,
} from "services/ai-reply/routes/customer_schemas.ts";
import { readEvents, type StreamEvent } from "services/ai-reply/pages/sidebar/event_stream.ts";

/** A customer as `GET /api/v1/users/{id}` returns it. */
export type Customer = z.infer<typeof customerSchema>;

/** A member who has added the customer. */
export type Follower = Customer["followers"][number];

/** A note of staff about the customer. */
export type Note = Customer["notes"][number];

/** An item of `GET /api/v1/users/{id}/history`: the fields that the sidebar shows. */
export type CustomerMessage = Pick<
  z.infer<typeof customerMessageSchema>,
  "id" | "at" | "author" | "type" | "text"
>;

/** Why a call failed. */
export interface Trouble {
  readonly kind: "offline" | "not_found" | "refused";
  /** The server's error message. */
  readonly message?: string;
  /** For support. */
  readonly code?: string;
}

/** The result of a call. */
export type Result<T> = { readonly value: T } | { readonly trouble: Trouble };

/** The calls of the sidebar; they never throw. */
export interface SidebarApi {
  me(): Promise<Result<Me>>;
  customer(id: string, refresh: boolean): Promise<Result<Customer>>;
  history(id: string): Promise<Result<{ items: readonly CustomerMessage[] }>>;
  setTags(id: string, tags: readonly string[]): Promise<Result<Customer>>;
  addNote(id: string, text: string): Promise<Result<Note>>;
  deleteNote(id: string, noteId: string): Promise<Result<undefined>>;
  /** Calls `onEvent` for each event; resolves when the stream has ended. */
  suggest(
    id: string,
    content: string,
    options: { signal: AbortSignal; onEvent: (event: StreamEvent) => void },
  ): Promise<Result<undefined>>;
}

/** The person who is signed in. The author of a note and operators may delete it. */
export interface Me {
  readonly subject: string;
  readonly roles: readonly string[];
}

const TIMEOUT_MS = 15_000;

/** Creates the calls. `fetch` must refresh the session when necessary. */
export function createSidebarApi({ fetch }: { fetch: BrowserFetch }): SidebarApi {
  const user = (id: string) => `/api/v1/users/${encodeURIComponent(id)}`;
  async function call<T>(path: string, init: RequestInit = {}): Promise<Result<T>> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
    try {
      const response = await fetch(path, { cache: "no-store", ...init, signal: abort.signal });
      if (!response.ok) return { trouble: await readTrouble(response) };
      return { value: response.status === 204 ? undefined as T : await response.json() };
    } catch {
      return { trouble: { kind: "offline" } };
    } finally {
      clearTimeout(timer);
    }
  }
  const send = (method: string, body: unknown): RequestInit => ({
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return {
    me: () => call("/api/auth/me"),
    customer: (id, refresh) => call(`${user(id)}${refresh ? "?refresh=1" : ""}`),
    history: (id) => call(`${user(id)}/history?limit=20`),
    setTags: (id, tags) => call(user(id), send("PATCH", { tags })),
    addNote: (id, text) => call(`${user(id)}/notes`, send("POST", { text })),
    deleteNote: (id, noteId) => call(`${user(id)}/notes/${noteId}`, { method: "DELETE" }),
    async suggest(id, content, { signal, onEvent }) {
      const init = send("POST", { external_userid: id, content });
      try {
        const response = await fetch("/api/v1/ai-responses", {
          ...init,
          headers: { "content-type": "application/json", accept: "text/event-stream" },
          signal,
        });
        if (!response.ok || response.body === null) return { trouble: await readTrouble(response) };
        for await (const event of readEvents(response.body)) onEvent(event);
        return { value: undefined };
      } catch {
        return { trouble: { kind: "offline" } };
      }
    },
  };
}

async function readTrouble(response: Response): Promise<Trouble> {
  const problem: { title?: string; detail?: string; code?: string } = await response.json()
    .catch(() => ({}));
  return {
    kind: response.status === 404 ? "not_found" : "refused",
    ...problem.title && { message: problem.title },
    ...problem.code && { code: problem.code },
  };
}

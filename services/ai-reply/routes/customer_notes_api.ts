import { createRoute, z } from "@hono/zod-openapi";
import { createAudit } from "packages/events/audit.ts";
import { NO_STORE } from "packages/platform/http/response.ts";
import type { App } from "packages/platform/http/app.ts";
import { json, jsonBody, refusals } from "packages/platform/http/openapi.ts";
import type { AiReplyDeps } from "services/ai-reply/deps.ts";
import { customerError } from "services/ai-reply/errors.ts";
import { thingOf } from "services/ai-reply/customers/customer_store.ts";
import { findCustomer } from "services/ai-reply/customers/find_customer.ts";
import {
  customerParams,
  newNoteSchema,
  noteSchema,
} from "services/ai-reply/routes/customer_schemas.ts";
import {
  addCustomerNote,
  deleteCustomerNote,
  readNoteAuthor,
} from "services/ai-reply/customers/customer_notes.ts";

const addRoute = createRoute({
  method: "post",
  path: "/api/v1/users/{id}/notes",
  summary: "Write a note about a customer",
  request: {
    params: customerParams,
    body: jsonBody(newNoteSchema),
  },
  responses: { 201: json(noteSchema, "The note."), ...refusals(404) },
});

const deleteRoute = createRoute({
  method: "delete",
  path: "/api/v1/users/{id}/notes/{noteId}",
  summary: "Delete a note",
  description: "Allowed for its author and for operators.",
  request: { params: customerParams.extend({ noteId: z.uuid() }) },
  responses: { 204: { description: "The note is deleted." }, ...refusals(404) },
});

/** `POST /api/v1/users/{id}/notes` */
export function addCustomerNoteRoute(app: App, deps: AiReplyDeps): void {
  const audit = createAudit(deps);
  app.route({ access: "staff" }, addRoute, async (c) => {
    const by = c.get("principal");
    const { text } = c.req.valid("json");
    const { key } = await findCustomer(deps, by, c.req.valid("param").id, { log: c.env.log });
    const note = {
      id: deps.nextId(),
      author: by.subject,
      authorName: by.name,
      text,
      writtenAt: new Date(deps.clock.now()),
    };
    await deps.sql.begin(async (tx) => {
      await addCustomerNote(tx, key, note);
      await audit.record(tx, { by, action: "customer.note_add", thing: thingOf(key) });
    });
    return c.json(note, 201, NO_STORE);
  });
}

/** `DELETE /api/v1/users/{id}/notes/{noteId}` */
export function deleteCustomerNoteRoute(app: App, deps: AiReplyDeps): void {
  const audit = createAudit(deps);
  app.route({ access: "staff" }, deleteRoute, async (c) => {
    const { id, noteId } = c.req.valid("param");
    const by = c.get("principal");
    const { key } = await findCustomer(deps, by, id, { log: c.env.log });
    const author = await readNoteAuthor(deps.sql, key, noteId);
    if (author === undefined) throw customerError("customer_note_not_found");
    if (author !== by.subject && !by.roles.includes("operator")) {
      throw customerError("customer_note_foreign");
    }
    await deps.sql.begin(async (tx) => {
      if (!await deleteCustomerNote(tx, noteId)) return;
      await audit.record(tx, { by, action: "customer.note_delete", thing: thingOf(key) });
    });
    return c.body(null, 204);
  });
}

import { type AuditAction, type AuditEvent, auditEvent } from "packages/events/audit_event.ts";
import type { Clock } from "packages/platform/clock.ts";
import type { JobQueue, SendOptions } from "packages/storage/jobs/job_queue.ts";

/** A person who acts, as a {@link Principal} of a request names them. */
export interface Actor {
  readonly subject: string;
  readonly name: string;
}

/** What a person does. */
export interface Act {
  readonly by: Actor;
  readonly action: AuditAction;
  /** The kind and the id of the thing: `conversation/<id>`. */
  readonly thing: `${string}/${string}`;
  /** One word about how. Never text that a person wrote, a telephone number or a secret. */
  readonly detail?: string | undefined;
}

/** Records what people do. */
export interface Audit {
  /** Sends the act to the audit trail, in the transaction of the act. Returns it as sent. */
  record(tx: NonNullable<SendOptions["tx"]>, act: Act): Promise<AuditEvent>;
}

/** Creates an {@link Audit}. `nextId` returns UUIDv7s. */
export function createAudit(
  { jobs, clock, nextId }: {
    readonly jobs: Pick<JobQueue, "send">;
    readonly clock: Clock;
    readonly nextId: () => string;
  },
): Audit {
  return {
    async record(tx, { by, action, thing, detail }) {
      const event: AuditEvent = {
        id: nextId(),
        at: new Date(clock.now()).toISOString(),
        actor: by.subject,
        actorName: by.name,
        action,
        thing,
        ...detail !== undefined && { detail },
      };
      await jobs.send(auditEvent, event, { tx, id: event.id });
      return event;
    },
  };
}

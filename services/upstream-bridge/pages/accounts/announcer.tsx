import { usePage } from "packages/ui/page_frame.ts";
import { eventsPath } from "services/upstream-bridge/pages/account_paths.ts";

/**
 * Where the script says that a state has changed, and what it needs to know: the stream of events, and the server's time.
 * @param props.accountId follow this account only
 */
export function Announcer({ accountId }: { accountId?: string }) {
  const { now } = usePage();
  return (
    <p
      id="announcer"
      class="hidden-text"
      role="status"
      data-events={eventsPath(accountId)}
      data-now={String(now)}
    >
    </p>
  );
}

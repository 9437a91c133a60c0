import { usePage } from "packages/ui/page_frame.ts";
import { CHANGES_PATH } from "services/upstream-bridge/pages/account_paths.ts";

/**
 * Where the script says that a state has changed, and what it needs to know: the stream of hints, and the server's time.
 * @param props.accountId follow this account only
 */
export function Announcer({ accountId }: { accountId?: string }) {
  const { now } = usePage();
  const changes = accountId === undefined ? CHANGES_PATH : `${CHANGES_PATH}?account=${accountId}`;
  return (
    <p
      id="announcer"
      class="hidden-text"
      role="status"
      data-changes={changes}
      data-now={String(now)}
    >
    </p>
  );
}

import { usePage } from "packages/ui/page_frame.ts";

/** What people send to support when a page reports a failure: the error's code, and the id of the request. */
export function SupportCodes(props: { code: string }) {
  const { requestId } = usePage();
  return (
    <p class="support">
      <code>{props.code}</code>
      {requestId !== undefined && <code>{requestId}</code>}
    </p>
  );
}

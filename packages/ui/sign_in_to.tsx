import { usePage } from "packages/ui/page_frame.ts";

/** "Sign in to <site>", as a question on the phone. The host name moves to its own line before it breaks at a dot. */
export function SignInTo(props: { question?: boolean }) {
  const { lang, site } = usePage();
  return (
    <>
      <span class="together">{lang === "zh" ? "登录到" : "Sign in to"}</span>{" "}
      <span class="site">
        {site.split(".").map((label, index) => (
          <span key={index}>
            {index > 0 && (
              <>
                .<wbr />
              </>
            )}
            {label}
          </span>
        ))}
        {props.question && (lang === "zh" ? "？" : "?")}
      </span>
    </>
  );
}

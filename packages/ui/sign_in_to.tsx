import type { Lang } from "packages/platform/lang.ts";

/** "Sign in to <site>", as a question on the phone. The host name takes its own line before it breaks at a dot. */
export function SignInTo(props: { lang: Lang; site: string; question?: boolean }) {
  const mark = props.lang === "zh" ? "？" : "?";
  return (
    <>
      <span class="together">{props.lang === "zh" ? "登录到" : "Sign in to"}</span>{" "}
      <span class="site">
        {props.site.split(".").map((label, index) => (
          <span key={index}>
            {index > 0 && (
              <>
                .<wbr />
              </>
            )}
            {label}
          </span>
        ))}
        {props.question && mark}
      </span>
    </>
  );
}

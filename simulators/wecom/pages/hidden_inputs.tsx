/** Carries the vendor's parameters of this page through its own form; those of the simulator not. */
export function HiddenInputs({ query }: { query: URLSearchParams }) {
  return (
    <>
      {[...query].filter(([name]) => !name.startsWith("sim_")).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  );
}

/** WeCom's parameters of this page as inputs of its form, without those of the simulator. */
export function HiddenInputs({ query }: { query: URLSearchParams }) {
  return (
    <>
      {[...query].filter(([name]) => !name.startsWith("sim_")).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  );
}

/** Shows only the rows of the page that contain what is typed. */
export function enhanceFindRows(input: HTMLInputElement): void {
  const none = document.getElementById("find-none");
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    let found = 0;
    for (const row of document.querySelectorAll<HTMLElement>("tr[data-find]")) {
      row.hidden = !row.dataset["find"]!.toLowerCase().includes(wanted);
      if (!row.hidden) found += 1;
    }
    if (none !== null) none.hidden = found > 0;
  });
}

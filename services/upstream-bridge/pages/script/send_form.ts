/** Counts the bytes of the text in the send box, and keeps a text that is too long from being sent. */
export function enhanceSendForm(form: HTMLFormElement): void {
  const content = form.querySelector<HTMLTextAreaElement>("textarea");
  const counter = document.getElementById("send-bytes");
  if (content === null || counter === null) return;
  const max = Number(form.dataset["bytesMax"]);
  const encoder = new TextEncoder();

  function count(): void {
    // Browsers send line breaks as two characters; the server makes one of them.
    const bytes = encoder.encode(content!.value).length;
    counter!.textContent = `${bytes} / ${max} ${counter!.dataset["unit"]}`;
    counter!.classList.toggle("form-error", bytes > max);
    content!.setCustomValidity(bytes > max ? form.dataset["tooLong"] ?? "" : "");
  }

  content.addEventListener("input", count);
  count();
}

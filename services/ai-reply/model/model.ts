/** One message of a prompt. */
export interface PromptMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** A model's answer, without reasoning. */
export interface ModelAnswer {
  readonly text: string;
  /** Provider and model, such as `deepseek/deepseek-chat`. */
  readonly model: string;
}

/** Options of {@link Model.ask}. */
export interface AskOptions {
  readonly signal?: AbortSignal;
  /** Called with the whole visible text so far, each time it grows. With the next provider it starts from the beginning. */
  readonly onText?: (textSoFar: string) => void;
  readonly maxTokens?: number;
}

/** A language model, or several that replace each other. */
export interface Model {
  /**
   * Asks for the answer to a prompt.
   * @throws ModelUnavailableError when no provider answers
   * @throws ModelRefusedError when the provider's filter refuses question or answer
   */
  ask(prompt: readonly PromptMessage[], options?: AskOptions): Promise<ModelAnswer>;
}

/** No provider answered: try again later. The message contains providers and reasons, never the question. */
export class ModelUnavailableError extends Error {
  override readonly name = "ModelUnavailableError";
}

/** The provider's filter refused question or answer. A retry does not help. */
export class ModelRefusedError extends Error {
  override readonly name = "ModelRefusedError";
}

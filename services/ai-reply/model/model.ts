/** One message of what a language model is shown. */
export interface PromptMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** What a model said, without its reasoning. */
export interface ModelAnswer {
  readonly text: string;
  /** Provider and model, such as `deepseek/deepseek-chat`. */
  readonly model: string;
}

export interface AskOptions {
  readonly signal?: AbortSignal;
  /** Gets all visible text so far, each time there is more. After a fail-over it starts anew. */
  readonly onText?: (textSoFar: string) => void;
  readonly maxTokens?: number;
}

/** A language model, or several that stand in for each other. */
export interface Model {
  /** @throws ModelUnavailableError when no provider has answered; ModelRefusedError when the content was not allowed. */
  ask(prompt: readonly PromptMessage[], options?: AskOptions): Promise<ModelAnswer>;
}

/** No provider has answered: try again later. The message names providers and reasons, never what was asked. */
export class ModelUnavailableError extends Error {
  override readonly name = "ModelUnavailableError";
}

/** The provider's own filter refused question or answer: trying again does not help. */
export class ModelRefusedError extends Error {
  override readonly name = "ModelRefusedError";
}

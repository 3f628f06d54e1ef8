export type ErrorParameters = {
  readonly retry_after?: number;
  readonly migrate_to_chat_id?: number;
};

/** A refusal in Telegram's shape. `isViolation`: the bot broke a documented limit, not merely met a blocked chat. */
export class ApiError extends Error {
  readonly code: number;
  readonly parameters: ErrorParameters | undefined;
  readonly isViolation: boolean;

  constructor(code: number, description: string, more: ApiErrorDetails = {}) {
    super(description);
    this.name = 'ApiError';
    this.code = code;
    this.parameters = more.parameters;
    this.isViolation = more.isViolation ?? false;
  }
}

type ApiErrorDetails = {
  readonly parameters?: ErrorParameters;
  readonly isViolation?: boolean;
};

/** The world is not as the bot thought: gone, changed, closed. Happens to correct bots too. */
export function badRequest(why: string, parameters?: ErrorParameters): ApiError {
  return new ApiError(400, `Bad Request: ${why}`, parameters ? { parameters } : {});
}

/** The bot asked for what the Bot API never allows. */
export function violation(why: string): ApiError {
  return new ApiError(400, `Bad Request: ${why}`, { isViolation: true });
}

export function forbidden(why: string): ApiError {
  return new ApiError(403, `Forbidden: ${why}`);
}

export function tooMany(retryAfterSeconds: number): ApiError {
  return new ApiError(429, `Too Many Requests: retry after ${retryAfterSeconds}`, {
    parameters: { retry_after: retryAfterSeconds },
  });
}

export function orViolation(problem: string | undefined): void {
  if (problem !== undefined) throw violation(problem);
}

/** An error answer as the exchange gives it. */
export class RestError extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.name = "RestError";
    this.status = status;
    this.code = code;
  }
}

export const invalidSymbol = () => new RestError(400, -1121, "Invalid symbol.");

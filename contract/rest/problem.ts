import { z } from "zod";
import { ERRORS, type ErrorCode } from "../errors.ts";

const codes = Object.keys(ERRORS) as ErrorCode[];

/** An error as every route answers it (RFC 9457, `application/problem+json`). */
export const ProblemSchema = z
  .object({
    type: z
      .string()
      .meta({ description: "A URI of the kind of problem.", example: "urn:wick:unknown_symbol" }),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(codes).meta({ description: "What to branch on." }),
    detail: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof ProblemSchema>;

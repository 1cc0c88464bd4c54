/**
 * The generator writes "one of ours, or null" as `allOf` of the reference and a type with null. No null satisfies that,
 * as the reference's own type has none: a client that checks answers, or is generated, would refuse ours.
 * @returns the document with `anyOf` of the reference and null in those places
 */
export function withNullableReferences(document: unknown): unknown {
  if (Array.isArray(document)) return document.map(withNullableReferences);
  if (!isRecord(document)) return document;
  const { allOf, ...rest } = document;
  if (Array.isArray(allOf) && allOf.length === 2) {
    const [reference, nullable] = allOf;
    if (isRecord(reference) && "$ref" in reference && isRecord(nullable) && allowsNull(nullable)) {
      const { type: _, ...said } = nullable;
      return { ...rest, ...said, anyOf: [reference, { type: "null" }] };
    }
  }
  return Object.fromEntries(
    Object.entries(document).map(([key, part]) => [key, withNullableReferences(part)]),
  );
}

const allowsNull = ({ type }: Readonly<Record<string, unknown>>) =>
  Array.isArray(type) && type.includes("null");

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

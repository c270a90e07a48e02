/** Where a server that knows nothing gives the right answer all the same: a refusal is what the rule asks for. Reviewed. */
export const UNDESERVED: Readonly<Record<string, readonly string[]>> = {};

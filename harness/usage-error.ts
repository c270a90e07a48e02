/** A mistake in usage or configuration: exit code 2, and the message is the whole sentence that the user reads. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

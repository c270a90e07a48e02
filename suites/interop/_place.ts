/** Where a target is. */

/** Addresses that no provider reaches: loopback, and names kept for tests. */
export function isLocal(host: string): boolean {
  return /^(localhost|127\.|\[::1\]|10\.|192\.168\.)|\.(test|localhost|local|internal|example)$/i.test(host);
}

/** What is said about something that a run received. */

/** What the checks judge one by one. */
export type Topic =
  // What the attributes of a read are noted under; no check judges it.
  | 'kept'
  | 'json-types'
  | 'plurality'
  | 'one-primary'
  | 'date-times'
  | 'id'
  | 'schemas'
  | 'resource-type'
  | 'list-message'
  | 'list-total'
  | 'list-entries'
  | 'error-message'
  | 'error-status-string'
  | 'error-status-equal'
  | 'error-keyword'
  | 'bulk-message'
  | 'bulk-entries'
  | 'state'
  | 'post-stored'
  | 'put-stored';

/** One thing that was looked at, and what is wrong with it. */
export interface Look {
  topic: Topic;
  /** Attributes that a read showed: `User externalid`. */
  kept?: readonly string[];
  fault?: {
    /** `User emails.value`, `ListResponse totalResults`: with `expected` it tells one fault from another. */
    subject: string;
    expected: string;
    actual: string;
    /** Counts only where the run saw this attribute stored: `User externalid`. */
    onlyIfKept?: string;
    /** Exchanges that prove it, besides the one that is looked at. */
    exchanges?: number[];
  };
}

/**
 * Lower-case names of the attributes of one resource that were sent with a value of a wrong type: what comes of those has
 * checks of its own. Found out only where there is something to judge.
 */
export type Spoiled = () => ReadonlySet<string>;

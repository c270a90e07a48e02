/** What an imported file comes to, whatever tool wrote it: requests in order, and what each answer is judged by. */
import type { ScimResponse } from '../harness/response.js';
import type { Program, ScriptResults } from './script/program.js';
import type { Variables } from './variables.js';

export interface ImportedSuite {
  name: string;
  format: 'Runscope' | 'Postman';
  steps: Step[];
  /** Initial values that the file itself gives. */
  variables: Map<string, string>;
  /** Values that must not reach a report: tokens and passwords that were exported with the file. */
  secrets: string[];
}

export interface Step {
  title: string;
  method: string;
  /** With placeholders, as written. */
  url: string;
  headers: [name: string, value: string][];
  body?: string;
  /** What the file puts into Authorization; `none` where it says so; absent where it says nothing. */
  authorization?: string;
  /** The file expects credentials to be refused: then its own are sent, not the target's. */
  expectsRefusal: boolean;
  /** Longest time in which a read may come to hold, milliseconds: the pause that the file makes before it. */
  patienceMs: number;
  before: Program[];
  scripts: Program[];
  extractions: Extraction[];
  judgments: Judgment[];
  /** The request is sent where all of them hold. */
  when?: Condition[];
  /** Why the request is not sent. */
  notRun?: string;
}

/** What a step depends on. */
export interface Condition {
  words: string;
  /** Throws Blocked where it cannot be told. */
  holds: (variables: Variables) => boolean;
}

/** An answer, and what the scripts of its step came to. */
export interface Look {
  response: ScimResponse;
  variables: Variables;
  results: ScriptResults[];
}

export interface Judgment {
  title: string;
  /** Throws a Finding where the answer does not hold, Blocked where the file's wish is not understood. */
  judge: (look: Look) => void;
}

export interface Extraction {
  name: string;
  from: string;
  /** The value, or undefined where the answer has none. */
  take: (response: ScimResponse) => unknown;
}

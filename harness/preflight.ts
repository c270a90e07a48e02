/**
 * The preflight: can this target be judged at all? Asks what a run needs anyway, keeps the answers, and tells in one
 * sentence per step what is wrong and what to do. Only what makes judging impossible stops; the rest warns.
 */
import { authStep, connectionSteps, pathStep } from './diagnosis.js';
import { parseJson } from './json.js';
import { isScimDocument, lookAt, lookFailed, type Look } from './looks.js';
import { proxyFor } from './agents.js';
import type { Target } from './target-model.js';
import { NoAnswer, Throttled, type Transport, type WireResponse } from './transport.js';

export interface PreflightStep {
  /** `DNS`, `TCP`, `TLS` or `HTTP`, `base path`, `auth`, `media type`, `JSON`, `clock`, `write access`. */
  step: string;
  verdict: 'ok' | 'warn' | 'stop';
  sentence: string;
}

export interface Preflight {
  steps: PreflightStep[];
  /** Answers to the paths that were asked, by path: `/ServiceProviderConfig`, `/Users?count=1` … */
  answers: Map<string, WireResponse>;
}

/** What became of the one user that `doctor` makes and removes. */
export interface ThrowawayResult {
  /** Status of the POST. */
  status: number;
  /** The answer in a few words. */
  said?: string;
  /** False when the user could not be deleted again. */
  removed: boolean;
}

export interface PreflightOptions {
  /** Makes and removes one user through the ledger; given by `doctor` alone. */
  throwaway?: () => Promise<ThrowawayResult>;
  /** Our time, milliseconds; for the clock step. */
  now?: () => number;
  /** Where proxies are named; default the process environment. */
  env?: Record<string, string | undefined>;
}

export const PREFLIGHT_PATHS = [
  '/ServiceProviderConfig',
  '/ResourceTypes',
  '/Schemas',
  '/Users?count=1',
  '/Groups?count=1',
] as const;

/** A run is stopped by steps with the verdict `stop`. Throws only when the run is interrupted. */
export async function preflight(
  target: Target,
  transport: Transport,
  options: PreflightOptions = {},
): Promise<Preflight> {
  const { steps, answers } = await looked(target, transport, options);
  // Sentences quote the server, and the server may quote our secrets.
  return { steps: steps.map((step) => ({ ...step, sentence: transport.redact(step.sentence) })), answers };
}

async function looked(target: Target, transport: Transport, options: PreflightOptions): Promise<Preflight> {
  const proxy = target.direct ? undefined : proxyFor(new URL(target.baseUrl), options.env ?? process.env);
  const looks = await lookAround(target, transport);
  const steps = await connectionSteps(target, looks, proxy);
  const answers = new Map(looks.flatMap(({ path, answer }) => (answer ? [[path, answer] as const] : [])));
  if (steps.some(({ verdict }) => verdict === 'stop')) return { steps, answers };

  const lost = looks.every(({ kind }) => kind === 'not-found');
  steps.push(pathStep(target, looks, lost ? await betterBase(target, transport) : undefined));
  if (looks.some(({ kind }) => ['scim', 'error', 'unauthorized', 'forbidden'].includes(kind)))
    steps.push(authStep(target, looks));
  if (!steps.some(({ verdict }) => verdict === 'stop')) {
    steps.push(
      ...unansweredSteps(looks),
      mediaTypeStep(looks),
      jsonStep(looks),
      clockStep(looks, options.now ?? Date.now),
    );
    if (options.throwaway) steps.push(await writeStep(options.throwaway));
  }
  return { steps, answers };
}

async function lookAround(target: Target, transport: Transport): Promise<Look[]> {
  const [first, ...others] = PREFLIGHT_PATHS;
  const opening = await look(target, transport, first);
  const hopeless = opening.failure instanceof NoAnswer && ['dns', 'refused', 'tls'].includes(opening.failure.kind);
  if (hopeless) return [opening];
  return [opening, ...(await Promise.all(others.map((path) => look(target, transport, path))))];
}

async function look(target: Target, transport: Transport, path: string, base = target.baseUrl): Promise<Look> {
  const headers: Record<string, string> = { accept: 'application/scim+json', ...target.extraHeaders };
  await target.authorize(headers);
  try {
    return lookAt(path, await transport.send({ method: 'GET', url: `${base}${path}`, headers, phase: 'preflight' }));
  } catch (problem) {
    if (problem instanceof NoAnswer || problem instanceof Throttled) return lookFailed(path, problem);
    throw problem;
  }
}

/** Where everything is 404: a base URL nearby, at the same host, that serves a ServiceProviderConfig. */
async function betterBase(target: Target, transport: Transport): Promise<string | undefined> {
  const url = new URL(target.baseUrl);
  const base = target.baseUrl;
  const cut = base.replace(/\/(Users|Groups|ServiceProviderConfigs?|Schemas|ResourceTypes|Me|Bulk)(\/.*)?$/i, '');
  const candidates = [cut, `${base}/scim/v2`, `${base}/v2`, `${url.origin}/scim/v2`, `${url.origin}/scim`];
  for (const candidate of new Set(candidates)) {
    if (candidate === base) continue;
    const { answer } = await look(target, transport, '/ServiceProviderConfig', candidate);
    if (answer && isScimDocument(answer)) return candidate;
  }
  return undefined;
}

function unansweredSteps(looks: readonly Look[]): PreflightStep[] {
  return looks
    .filter(({ kind }) => kind === 'no-answer' || kind === 'throttled')
    .map(({ path, failure }) => ({
      step: 'HTTP',
      verdict: 'warn',
      sentence: `GET ${path} got no answer: ${failure?.exchange.problem ?? `still ${failure?.exchange.response?.status} after waiting`}.`,
    }));
}

function mediaTypeStep(looks: readonly Look[]): PreflightStep {
  const types = looks
    .filter(({ kind }) => kind === 'scim')
    .map(({ answer }) => answer?.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? 'none');
  const odd = [...new Set(types.filter((type) => type !== 'application/scim+json' && type !== 'application/json'))];
  if (types.length === 0)
    return { step: 'media type', verdict: 'warn', sentence: 'No answer with success to look at.' };
  return odd.length === 0
    ? { step: 'media type', verdict: 'ok', sentence: `Answers are ${[...new Set(types)].join(' or ')}.` }
    : {
        step: 'media type',
        verdict: 'warn',
        sentence: `Content-Type is ${odd.join(', ')}: answers should be application/scim+json (RFC 7644 section 3.1).`,
      };
}

function jsonStep(looks: readonly Look[]): PreflightStep {
  for (const { path, answer } of looks) {
    if (!answer || answer.status < 200 || answer.status > 299) continue;
    const { problem, closely } = parseJson(answer.text);
    const { duplicateKeys } = closely();
    const trouble = problem ?? (duplicateKeys.length > 0 ? `the member ${duplicateKeys[0]} is there twice` : undefined);
    if (trouble !== undefined)
      return { step: 'JSON', verdict: 'warn', sentence: `The answer to GET ${path} is not good JSON: ${trouble}.` };
    if (answer.invalidUtf8)
      return {
        step: 'JSON',
        verdict: 'warn',
        sentence: `The answer to GET ${path} is not UTF-8: SCIM messages must be.`,
      };
  }
  return { step: 'JSON', verdict: 'ok', sentence: 'Successful answers are well-formed JSON in UTF-8.' };
}

/** Seconds of difference that are not worth a word. */
const SKEW_S = 30;

function clockStep(looks: readonly Look[], now: () => number): PreflightStep {
  const dated = looks
    .map(({ answer }) => Date.parse(answer?.headers['date'] ?? ''))
    .filter((time) => !Number.isNaN(time));
  const last = dated.at(-1);
  if (last === undefined)
    return { step: 'clock', verdict: 'ok', sentence: 'The answers carry no Date header to compare clocks by.' };
  const skew = Math.round((last - now()) / 1000);
  if (Math.abs(skew) <= SKEW_S) return { step: 'clock', verdict: 'ok', sentence: 'The clocks agree.' };
  return {
    step: 'clock',
    verdict: 'warn',
    sentence: `The server's clock is ${Math.abs(skew)} s ${skew > 0 ? 'ahead of' : 'behind'} ours: tokens and time stamps suffer. Synchronize the wrong one.`,
  };
}

async function writeStep(throwaway: () => Promise<ThrowawayResult>): Promise<PreflightStep> {
  const name = 'write access';
  let result: ThrowawayResult;
  try {
    result = await throwaway();
  } catch (problem) {
    return {
      step: name,
      verdict: 'warn',
      sentence: `A test user could not be made: ${problem instanceof Error ? problem.message : String(problem)}.`,
    };
  }
  const { status, said, removed } = result;
  if (status === 401 || status === 403)
    return {
      step: name,
      verdict: 'warn',
      sentence: `POST /Users answered ${status}: the credentials may read but not write. Give them write access, or run with --read-only.`,
    };
  if (status < 200 || status > 299)
    return {
      step: name,
      verdict: 'warn',
      sentence: `POST /Users answered ${status}${said ? ` (${said})` : ''}: if your server needs other attributes, name them under rules in the configuration.`,
    };
  return removed
    ? { step: name, verdict: 'ok', sentence: 'A test user was made and removed.' }
    : {
        step: name,
        verdict: 'warn',
        sentence:
          'A test user was made but could not be removed: DELETE /Users/{id} does not work, and a run will leave objects behind.',
      };
}

/** The requirement catalogues: every normative statement, in our words, with how it is tested. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Requirement {
  id: string;
  /** RFC number or draft name. */
  rfc: number | string;
  section: string;
  /** The RFC's keyword; what failing means is `grade`. */
  level: string;
  grade: 'violation' | 'advice' | 'information';
  actor: 'service-provider' | 'client' | 'both';
  feature: string;
  testable: 'yes' | 'partly' | 'no';
  how: string;
  statement: string;
  conditional: string | null;
  pitfall: string | null;
}

/** A rule of one identity provider. */
export interface ProviderRule {
  id: string;
  section: string;
  statement: string;
  source: string;
  evidence: 'DOC' | 'SRC' | 'CAP' | 'STAFF' | '3P' | 'UNSOURCED';
  class: 'blocks' | 'degrades' | 'advises';
  /** Ids of the dialects that need it. */
  dialects: string[];
  testable: 'yes' | 'partly' | 'no';
  /** The provider's own test suite that it belongs to, and its name or step there. */
  pack?: string;
  test?: string;
  /** What an administrator does to live with a target that breaks it. */
  workaround?: string;
  /** Public reports of products that broke it. */
  seenAt?: string[];
}

const folder = fileURLToPath(new URL('./', import.meta.url));
const load = <T>(file: string): T => JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as T;

let all: Map<string, Requirement> | undefined;

/** All rows of the RFC catalogues by id, in catalogue order. */
export function requirements(): ReadonlyMap<string, Requirement> {
  all ??= new Map(
    ['rfc7643.json', 'rfc7644.json'].flatMap((file) => load<Requirement[]>(file)).map((row) => [row.id, row]),
  );
  return all;
}

let rules: Map<string, ProviderRule & { provider: string }> | undefined;

/** The rules of identity providers by id. */
export function providerRules(): ReadonlyMap<string, ProviderRule & { provider: string }> {
  rules ??= new Map(
    jsonFiles('providers').flatMap((file) =>
      load<ProviderRule[]>(`providers/${file}`).map(
        (rule) => [rule.id, { ...rule, provider: file.slice(0, -5) }] as const,
      ),
    ),
  );
  return rules;
}

let reasons: Map<string, string> | undefined;

/** Why a row is not tested; undefined when it is. */
export function exclusion(id: string): string | undefined {
  return exclusions().get(id);
}

/** All exclusions with their reasons, from specs/exclusions/*.json. */
export function exclusions(): ReadonlyMap<string, string> {
  reasons ??= new Map(
    jsonFiles('exclusions').flatMap((file) => Object.entries(load<Record<string, string>>(`exclusions/${file}`))),
  );
  return reasons;
}

function jsonFiles(name: string): string[] {
  try {
    return readdirSync(`${folder}${name}`).filter((file) => file.endsWith('.json'));
  } catch {
    return [];
  }
}

/** Public address of the section that a row cites. */
export function requirementUrl(row: Pick<Requirement, 'rfc' | 'section'>): string {
  return typeof row.rfc === 'number' || /^\d+$/.test(row.rfc)
    ? `https://www.rfc-editor.org/rfc/rfc${row.rfc}#section-${row.section}`
    : 'https://datatracker.ietf.org/doc/draft-ietf-scim-roles-entitlements/';
}

/** Rows as the report wants them: RFC rows, then providers' rules. */
export function catalogueRows() {
  const rows = [...requirements().values()].map((row) => ({
    id: row.id,
    rfc: row.rfc,
    section: row.section,
    grade: row.grade,
    actor: row.actor,
    statement: row.statement,
    testable: row.testable,
    ...excluded(row.id),
  }));
  const provider = [...providerRules().values()].map((rule) => ({
    id: rule.id,
    rfc: rule.provider,
    section: rule.section,
    grade: 'information' as const,
    statement: rule.statement,
    testable: rule.testable,
    provider: true,
    ...excluded(rule.id),
  }));
  return [...rows, ...provider];
}

function excluded(id: string): { exclusion?: string } {
  const reason = exclusion(id);
  return reason === undefined ? {} : { exclusion: reason };
}

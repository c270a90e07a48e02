/** The application file: YAML in, YAML out, mistakes with file and line. */
import { LineCounter, parseDocument, stringify } from 'yaml';
import type { Application, ObjectMapping } from './application.js';
import { Inspector, type Path } from './inspect.js';
import { compileMapping, MappingError, type AttributeMapping, type TargetType } from './mapping/attribute-mapping.js';
import { clauseProblems, OPERATORS, type Clause, type ScopingFilter } from './scope.js';

/** Everything that is wrong with an application file, one sentence a line. */
export class ApplicationError extends Error {}

/** Reads an application file's text. Throws ApplicationError with every problem found, each with its line. */
export function readApplication(file: string, text: string): Application {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken) throw new ApplicationError(`${file}:${lines.linePos(broken.pos[0]).line}: ${broken.message}`);
  const look = new Inspector(file, document, lines);
  const root = look.map(
    document.toJS({ maxAliasCount: 0 }),
    [],
    [
      'name',
      'dialect',
      'adminCredentials',
      'notification',
      'provisioningMode',
      'provisioningStatus',
      'scope',
      'settings',
      'users',
      'groups',
    ],
  );
  const application = build(look, root);
  if (look.problems.length > 0) throw new ApplicationError(look.problems.join('\n'));
  return application;
}

function build(look: Inspector, root: Record<string, unknown>): Application {
  const credentials = look.map(root.adminCredentials, ['adminCredentials'], ['tenantUrl', 'secretToken']);
  const notification = look.map(root.notification, ['notification'], ['email', 'sendOnFailure', 'smtp', 'from']);
  const settings = look.map(
    root.settings,
    ['settings'],
    ['skipOutOfScopeDeletions', 'preventAccidentalDeletions', 'excludeDefaultAccess', 'softDelete'],
  );
  const prevent = look.map(
    settings.preventAccidentalDeletions,
    ['settings', 'preventAccidentalDeletions'],
    ['enabled', 'threshold'],
  );
  const threshold = prevent.threshold ?? 500;
  if (!Number.isInteger(threshold) || Number(threshold) < 0) {
    look.problem(['settings', 'preventAccidentalDeletions', 'threshold'], 'is a whole number from 0');
  }
  const secretToken = look.text(credentials.secretToken, ['adminCredentials', 'secretToken'], 'env:SCIMSPEC_TOKEN');
  if (!/^(env|file):./.test(secretToken)) {
    look.problem(
      ['adminCredentials', 'secretToken'],
      'names where the token is, env:NAME or file:PATH; the token itself does not belong here',
    );
  }
  const application: Application = {
    name: look.text(root.name, ['name'], 'Custom SCIM application'),
    dialect: look.text(root.dialect, ['dialect'], 'entra'),
    adminCredentials: {
      tenantUrl: look.text(credentials.tenantUrl, ['adminCredentials', 'tenantUrl'], 'env:SCIMSPEC_URL'),
      secretToken,
    },
    notification: {
      email: look.optional(notification.email, ['notification', 'email']),
      sendOnFailure: look.bool(notification.sendOnFailure, ['notification', 'sendOnFailure'], false),
      smtp: look.optional(notification.smtp, ['notification', 'smtp']),
      from: look.text(notification.from, ['notification', 'from'], 'provisioning@example.com'),
    },
    provisioningMode: look.oneOf(root.provisioningMode, ['provisioningMode'], ['Automatic', 'Manual'], 'Automatic'),
    provisioningStatus: look.oneOf(root.provisioningStatus, ['provisioningStatus'], ['On', 'Off'], 'Off'),
    scope: look.oneOf(root.scope, ['scope'], ['assigned', 'all'], 'assigned'),
    settings: {
      skipOutOfScopeDeletions: look.bool(
        settings.skipOutOfScopeDeletions,
        ['settings', 'skipOutOfScopeDeletions'],
        false,
      ),
      preventAccidentalDeletions: {
        enabled: look.bool(prevent.enabled, ['settings', 'preventAccidentalDeletions', 'enabled'], false),
        threshold: Number(threshold),
      },
      excludeDefaultAccess: look.bool(settings.excludeDefaultAccess, ['settings', 'excludeDefaultAccess'], false),
      softDelete: look.bool(settings.softDelete, ['settings', 'softDelete'], true),
    },
    users: objectMapping(look, root.users, 'users'),
    groups: objectMapping(look, root.groups, 'groups'),
  };
  if (!application.users.enabled) look.problem(['users', 'enabled'], 'the mapping of users cannot be switched off');
  if (application.provisioningStatus === 'On' && application.provisioningMode === 'Manual') {
    look.problem(['provisioningStatus'], 'can be On in the provisioning mode Automatic only');
  }
  if (
    application.scope === 'all' &&
    application.users.attributes.some(({ expression }) => expression?.includes('AppRoleAssignment'))
  ) {
    look.problem(['scope'], 'role mappings work with the scope assigned only');
  }
  return application;
}

const TYPES: readonly TargetType[] = ['String', 'Boolean', 'Integer', 'Reference', 'DateTime', 'Binary'];

function objectMapping(look: Inspector, value: unknown, kind: 'users' | 'groups'): ObjectMapping {
  const object = look.map(value, [kind], ['enabled', 'actions', 'scopingFilters', 'attributes']);
  const actions = look.map(object.actions, [kind, 'actions'], ['create', 'update', 'delete']);
  const attributes = look
    .list(object.attributes, [kind, 'attributes'])
    .map((row, index) => attributeMapping(look, row, [kind, 'attributes', index]));
  const enabled = look.bool(object.enabled, [kind, 'enabled'], value !== undefined);
  if (enabled && !attributes.some((row) => row.matching !== undefined)) {
    look.problem([kind, 'attributes'], 'one attribute needs "matching: 1", to find accounts that exist already');
  }
  const seen = new Set<string>();
  attributes.forEach((row, index) => {
    if (seen.has(row.target.toLowerCase())) look.problem([kind, 'attributes', index], `${row.target} is mapped twice`);
    seen.add(row.target.toLowerCase());
  });
  return {
    enabled,
    actions: {
      create: look.bool(actions.create, [kind, 'actions', 'create'], true),
      update: look.bool(actions.update, [kind, 'actions', 'update'], true),
      delete: look.bool(actions.delete, [kind, 'actions', 'delete'], true),
    },
    scopingFilters: look
      .list(object.scopingFilters, [kind, 'scopingFilters'])
      .map((row, index) => scopingFilter(look, row, [kind, 'scopingFilters', index])),
    attributes,
  };
}

function attributeMapping(look: Inspector, value: unknown, path: Path): AttributeMapping {
  const row = look.map(value, path, [
    'target',
    'source',
    'constant',
    'expression',
    'default',
    'matching',
    'apply',
    'targetType',
    'caseExact',
  ]);
  const mapping: AttributeMapping = { target: look.text(row.target, [...path, 'target'], '') };
  for (const name of ['source', 'constant', 'expression', 'default'] as const) {
    if (row[name] !== undefined) mapping[name] = look.text(row[name], [...path, name], '');
  }
  if (row.matching !== undefined) {
    mapping.matching = Number(row.matching);
    if (!Number.isInteger(row.matching) || mapping.matching < 1)
      look.problem([...path, 'matching'], 'is a precedence from 1');
  }
  if (row.apply !== undefined)
    mapping.apply = look.oneOf<'always' | 'creation'>(row.apply, [...path, 'apply'], ['always', 'creation'], 'always');
  if (row.targetType !== undefined)
    mapping.targetType = look.oneOf(row.targetType, [...path, 'targetType'], TYPES, 'String');
  if (row.caseExact !== undefined) mapping.caseExact = look.bool(row.caseExact, [...path, 'caseExact'], false);
  try {
    compileMapping(mapping);
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    look.problem(path, error.message);
  }
  return mapping;
}

function scopingFilter(look: Inspector, value: unknown, path: Path): ScopingFilter {
  const row = look.map(value, path, ['title', 'clauses']);
  const clauses = look.list(row.clauses, [...path, 'clauses']).map((item, index): Clause => {
    const at: Path = [...path, 'clauses', index];
    const clause = look.map(item, at, ['attribute', 'operator', 'value']);
    const made: Clause = {
      attribute: look.text(clause.attribute, [...at, 'attribute'], ''),
      operator: look.oneOf(clause.operator, [...at, 'operator'], OPERATORS, 'EQUALS'),
      ...(clause.value === undefined ? {} : { value: look.text(clause.value, [...at, 'value'], '') }),
    };
    for (const sentence of clauseProblems(made)) look.problem(at, sentence);
    return made;
  });
  if (clauses.length === 0) look.problem(path, 'a scoping filter has at least one clause');
  return { title: look.text(row.title, [...path, 'title'], 'filter'), clauses };
}

/** The text of an application file, with a comment for each part a reader will want to change. */
export function writeApplication(application: Application): string {
  const {
    name,
    dialect,
    adminCredentials,
    notification,
    provisioningMode,
    provisioningStatus,
    scope,
    settings,
    users,
    groups,
  } = application;
  const part = (comment: string, value: object): string => `# ${comment}\n${stringify(value, { lineWidth: 0 })}`;
  return [
    part('How the requests are spoken: entra, entra-flag, okta-oin, okta-aiw.', { name, dialect }),
    part('Where the tenant URL and the secret token are. The token itself never stands here.', { adminCredentials }),
    part('One mail when provisioning enters quarantine. smtp: smtp://host:port or env:NAME', { notification }),
    part('On starts the initial cycle; scope is assigned or all.', { provisioningMode, provisioningStatus, scope }),
    part('Target-wide settings.', { settings }),
    part('Attribute mappings: source, constant or expression to target.', { users }),
    part('Groups: objects first, members afterwards.', { groups }),
  ].join('\n');
}

/** Arrows between the rooms: one way, as CONTRIBUTING says. */
const room = (name) => `^${name}/`;
const only = (name, allowed, comment) => ({
  name: `${name}-knows-only`,
  comment,
  severity: 'error',
  from: { path: room(name) },
  to: {
    path: '^(bin|suites|harness|specs|scim|schemas|generators|dialects|imports|reference|provisioning|reports|profiles|test|bench)/',
    pathNot: [room(name), ...allowed],
  },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    only('suites', ['^harness/language\\.ts$', '^harness/interop\\.ts$'], 'suites import the check language alone'),
    {
      name: 'suites-do-not-share-across-folders',
      severity: 'error',
      from: { path: '^suites/(?!interop/)([^/]+)/' },
      to: { path: '^suites/', pathNot: '^suites/$1/' },
    },
    only(
      'harness',
      [room('scim'), room('schemas'), room('generators'), room('dialects'), room('specs'), '^reports/model\\.ts$'],
      'the harness never knows the reference server',
    ),
    only('scim', [], 'the language stands alone'),
    only('schemas', [room('scim')], 'schemas are read with the language'),
    only('generators', [room('scim'), room('schemas')], 'data is made from schemas'),
    only('dialects', [room('scim')], 'dialects are data'),
    only('reference', [room('scim'), room('schemas')], 'the server knows the language alone'),
    only(
      'provisioning',
      [room('dialects'), room('scim'), room('schemas'), room('generators'), room('harness'), '^reports/model\\.ts$'],
      'provisioning speaks through dialects',
    ),
    only(
      'imports',
      [room('harness'), '^generators/factory\\.ts$'],
      "other tools' suites become scenarios of the harness",
    ),
    only('reports', [], 'formatters know the Report alone'),
    only('specs', [], 'the catalogue stands alone'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node'] },
  },
};

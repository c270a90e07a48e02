import {
  entries,
  fail,
  isObject,
  judgeEach,
  may,
  member,
  must,
  notApplicable,
  readAll,
  scenario,
  should,
  show,
  type Capabilities,
} from '../../harness/language.js';
import { definitionsOf, isCore, KEYWORDS, label, RULES, TYPES, type Definition } from './_definitions.js';
import { nameOf, schemasOf, text, typesOf } from './_documents.js';

const NONE = 'the schemas define no attributes';

/** Judges the attributes themselves; sub-attributes have a check of their own. */
const eachAttribute = (target: Capabilities, judge: (definition: Definition) => unknown): Promise<void> =>
  judgeEach(
    definitionsOf(target).filter(({ sub }) => !sub),
    label,
    judge,
    NONE,
  );

const eachDefinition = (target: Capabilities, judge: (definition: Definition) => unknown): Promise<void> =>
  judgeEach(definitionsOf(target), label, judge, NONE);

scenario('The definitions of attributes', () => {
  must(
    'discovery.definitions.attributes',
    {
      title: 'the attributes of a schema are an array of objects',
      spec: 'RFC7643-7-12',
      fix: 'List the definitions of a schema as an array of objects in attributes.',
    },
    ({ target }) =>
      judgeEach(schemasOf(target), nameOf, (schema) => {
        const attributes = member(schema, 'attributes');
        const bases = target.resourceTypes.map((type) => type.schema.toLowerCase());
        // An extension without attributes exists (RFC 9944), and unassigned equals empty.
        if (
          (attributes ?? null) === null &&
          !bases.includes(text(schema, 'id').toLowerCase()) &&
          text(schema, 'id') !== ''
        )
          return;
        if (!Array.isArray(attributes) || !attributes.every(isObject))
          fail('attributes as an array of objects', `attributes ${show(attributes)}`);
      }),
  );

  must(
    'discovery.definitions.name',
    {
      title: 'each attribute definition has a name',
      spec: ['RFC7643-7-13', 'RFC7643-7-07'],
      fix: 'Give each definition the name of the attribute.',
    },
    ({ target }) => eachAttribute(target, RULES.name),
  );

  must(
    'discovery.definitions.type',
    {
      title: 'the types in the core schemas are those of SCIM',
      spec: 'RFC7643-7-14',
      fix: `Use one of ${TYPES.join(', ')}.`,
    },
    ({ target }) =>
      judgeEach(
        definitionsOf(target).filter((definition) => isCore(definition) && !definition.sub),
        label,
        RULES.type,
        'no core schema is listed',
      ),
  );

  must(
    'discovery.definitions.multi-valued',
    {
      title: 'each attribute definition has multiValued, true or false',
      spec: ['RFC7643-7-17', 'RFC7643-7-07'],
      fix: 'Write multiValued as a JSON boolean into each definition: it has no default.',
    },
    ({ target }) => eachAttribute(target, RULES.multiValued),
  );

  must(
    'discovery.definitions.required',
    {
      title: 'required is true or false',
      spec: 'RFC7643-7-19',
      fix: 'Write required as a JSON boolean, or leave it out.',
    },
    ({ target }) => eachAttribute(target, RULES.required),
  );

  must(
    'discovery.definitions.case-exact',
    {
      title: 'caseExact is true or false',
      spec: 'RFC7643-7-22',
      fix: 'Write caseExact as a JSON boolean, or leave it out.',
    },
    ({ target }) => eachAttribute(target, RULES.caseExact),
  );

  must(
    'discovery.definitions.mutability',
    {
      title: 'mutability is one of its four words',
      spec: 'RFC7643-7-27',
      fix: `Use one of ${KEYWORDS.mutability.join(', ')}.`,
    },
    ({ target }) => eachAttribute(target, RULES.mutability),
  );

  must(
    'discovery.definitions.returned',
    {
      title: 'returned is one of its four words',
      spec: 'RFC7643-7-35',
      fix: `Use one of ${KEYWORDS.returned.join(', ')}.`,
    },
    ({ target }) => eachAttribute(target, RULES.returned),
  );

  must(
    'discovery.definitions.uniqueness',
    {
      title: 'uniqueness is one of its three words',
      spec: 'RFC7643-7-41',
      fix: `Use one of ${KEYWORDS.uniqueness.join(', ')}.`,
    },
    ({ target }) => eachAttribute(target, RULES.uniqueness),
  );

  must(
    'discovery.definitions.sub-attributes',
    {
      title: 'sub-attributes are defined like attributes',
      spec: ['RFC7643-7-16', 'RFC7643-7-07'],
      fix: 'Write the definitions in subAttributes by the same rules as those in attributes.',
    },
    async ({ target }) => {
      const broken = definitionsOf(target).filter(({ raw }) => {
        const value = member(raw, 'subAttributes') ?? null;
        return value !== null && !(Array.isArray(value) && value.every(isObject));
      });
      const [first] = broken;
      if (first)
        fail(`subAttributes of ${label(first)} as an array of objects`, show(member(first.raw, 'subAttributes')));
      await judgeEach(
        definitionsOf(target).filter(({ sub }) => sub),
        label,
        (definition) => {
          for (const rule of Object.values(RULES)) rule(definition);
        },
        'the schemas define no sub-attributes',
      );
    },
  );

  must(
    'discovery.definitions.lists',
    {
      title: 'canonicalValues and referenceTypes are arrays of strings',
      spec: 'RFC7643-2.4-01',
      fix: 'Write canonicalValues and referenceTypes as JSON arrays, even for one value.',
    },
    ({ target }) =>
      eachDefinition(target, ({ raw }) => {
        for (const name of ['canonicalValues', 'referenceTypes']) {
          const value = member(raw, name) ?? null;
          if (value !== null && !(Array.isArray(value) && value.every((each) => typeof each === 'string')))
            fail(`${name} as an array of strings`, `${name} ${show(value)}`);
        }
      }),
  );

  should(
    'discovery.definitions.names-once',
    {
      title: 'a schema defines no name twice on one level',
      spec: 'RFC7644-4-07',
      fix: 'Define each attribute once; names that differ in letter case alone are one name.',
      why: 'With two definitions nobody knows which of them holds.',
    },
    ({ target }) =>
      judgeEach(schemasOf(target), nameOf, (schema) => {
        const attributes = entries(schema, 'attributes');
        for (const level of [attributes, ...attributes.map((each) => entries(each, 'subAttributes'))]) {
          const names = level.map((each) => text(each, 'name').toLowerCase()).filter(Boolean);
          const twice = names.filter((name, at) => names.indexOf(name) !== at);
          if (twice.length > 0) fail('each name once', `${[...new Set(twice)].join(', ')} more than once`);
        }
      }),
  );

  should(
    'discovery.definitions.letter-case',
    {
      title: 'keywords are in the letter case of the RFC',
      spec: 'RFC7643-7-04',
      fix: 'Write readOnly, readWrite, default, request and the like letter for letter.',
      why: 'Clients compare these words as they stand in the RFC.',
    },
    ({ target }) =>
      eachDefinition(target, ({ raw }) => {
        for (const [name, words] of Object.entries({ type: TYPES, ...KEYWORDS })) {
          const value = text(raw, name);
          const word = words.find((each) => each.toLowerCase() === value.toLowerCase());
          if (word !== undefined && word !== value) fail(`${name} ${word}`, `${name} ${value}`);
        }
      }),
  );

  should(
    'discovery.definitions.write-only',
    {
      title: 'what is writeOnly is never returned',
      spec: 'RFC7643-7-34',
      fix: 'Publish returned "never" for writeOnly attributes.',
    },
    ({ target }) =>
      judgeEach(
        definitionsOf(target).filter(({ raw }) => text(raw, 'mutability').toLowerCase() === 'writeonly'),
        label,
        ({ raw }) => {
          if (text(raw, 'returned').toLowerCase() !== 'never')
            fail('returned never', `returned ${show(member(raw, 'returned'))}`);
        },
        'no attribute is writeOnly',
      ),
  );

  should(
    'discovery.definitions.complex-parts',
    {
      title: 'a complex attribute lists its sub-attributes',
      spec: 'RFC7643-7-15',
      fix: 'List the sub-attributes of each complex attribute in subAttributes.',
    },
    ({ target }) =>
      judgeEach(
        definitionsOf(target).filter(({ raw, sub }) => !sub && text(raw, 'type').toLowerCase() === 'complex'),
        label,
        ({ raw }) => {
          if (readAll(raw, 'subAttributes').length === 0)
            fail('subAttributes', `subAttributes ${show(member(raw, 'subAttributes'))}`);
        },
        'no attribute is complex',
      ),
  );

  should(
    'discovery.definitions.references',
    {
      title: 'referenceTypes names resource types, external or uri',
      spec: 'RFC7643-7-49',
      fix: 'List names of resource types, "external" or "uri" in referenceTypes, as an array.',
    },
    ({ target }) => {
      const names = [
        'external',
        'uri',
        'user',
        'group',
        ...typesOf(target).map((type) => text(type, 'name').toLowerCase()),
      ];
      return judgeEach(
        definitionsOf(target).filter(({ raw }) => (member(raw, 'referenceTypes') ?? null) !== null),
        label,
        ({ raw }) => {
          const types = member(raw, 'referenceTypes');
          if (!Array.isArray(types)) fail('referenceTypes as an array', `referenceTypes ${show(types)}`);
          const odd = types.find((type) => typeof type !== 'string' || !names.includes(type.toLowerCase()));
          if (odd !== undefined) fail('external, uri or the name of a resource type', show(odd));
        },
        'no attribute has referenceTypes',
      );
    },
  );

  should(
    'discovery.definitions.references-only',
    {
      title: 'only references have referenceTypes',
      spec: 'RFC7643-7-50',
      fix: 'Leave referenceTypes out of attributes of another type.',
    },
    ({ target }) =>
      eachDefinition(target, ({ raw }) => {
        const types = readAll(raw, 'referenceTypes');
        const type = text(raw, 'type');
        if (types.length > 0 && type.toLowerCase() !== 'reference')
          fail('no referenceTypes', `referenceTypes ${show(types)} on type ${type || 'string'}`);
      }),
  );

  should(
    'discovery.definitions.typed',
    {
      title: 'each definition has a type',
      spec: ['RFC7644-3.1-04', 'RFC7644-4-07'],
      fix: 'Write out the type of each attribute; clients need not guess that it is a string.',
    },
    ({ target }) =>
      eachDefinition(target, ({ raw }) => {
        if ((member(raw, 'type') ?? null) === null) fail('a type', 'a definition without');
      }),
  );

  may(
    'discovery.definitions.canonical-values',
    {
      title: 'shows which attributes have canonicalValues',
      spec: ['RFC7643-7-20', 'RFC7643-7-06'],
      fix: 'Nothing: canonicalValues is an optional array of strings.',
    },
    ({ target }) => {
      const having = definitionsOf(target).filter(({ raw }) => readAll(raw, 'canonicalValues').length > 0);
      const odd = having.filter(({ raw }) => {
        const values = member(raw, 'canonicalValues');
        return !Array.isArray(values) || !values.every((value) => typeof value === 'string');
      });
      if (having.length === 0) notApplicable('no attribute has canonicalValues');
      return `${having.length} attributes${odd.length > 0 ? `; no array of strings: ${odd.map(label).join(', ')}` : ''}`;
    },
  );
});

import {
  describeAnswer,
  fail,
  given,
  judgeEach,
  may,
  member,
  must,
  notApplicable,
  oracle,
  read,
  resourceOf,
  scenario,
  should,
  succeeded,
  urns,
  type Capabilities,
  type Schema,
} from '../../harness/language.js';

/** The extensions of users that are flagged required, or not. */
function extensionsOf(target: Capabilities, required: boolean): Schema[] {
  const { user } = target;
  if (!user || !target.declared.resourceTypes) notApplicable('the target declares no resource type for users');
  const flagged = user.type.schemaExtensions.filter((extension) => extension.required === required);
  return user.extensions.filter(({ id }) => flagged.some(({ schema }) => schema.toLowerCase() === id.toLowerCase()));
}

/** The attributes of an extension that a user cannot do without, and shows unasked. */
function neededIn(extension: Schema): string[] {
  return extension.attributes
    .filter(({ required, returned }) => required && (returned === 'default' || returned === 'always'))
    .map(({ name }) => name);
}

scenario('Definitions of extensions', () => {
  should(
    'discovery.extensions.own-names',
    {
      title: 'an extension does not define an attribute of the core anew',
      spec: 'RFC7643-3.3-06',
      fix: 'Use the attribute of the core schema, or give the attribute of the extension a name of its own.',
    },
    ({ target }) =>
      judgeEach(
        target.declared.schemas ? [oracle.userModel, oracle.groupModel] : [],
        ({ type }) => type.name,
        ({ core }) => {
          const model = target.models.find((each) => each.core.id.toLowerCase() === core.id.toLowerCase());
          if (!model || model.extensions.length === 0) notApplicable('the type has no extensions');
          const names = new Set(core.attributes.map(({ name }) => name.toLowerCase()));
          for (const { id, attributes } of model.extensions) {
            const twice = attributes.filter(({ name }) => names.has(name.toLowerCase())).map(({ name }) => name);
            if (twice.length > 0) fail(`no attribute of ${core.id} in ${id}`, twice.join(', '));
          }
        },
        'the target publishes no schemas',
      ),
  );
});

scenario('Extensions of users', { needs: 'users' }, () => {
  const whole = given('a user is posted as the target wants it', ({ scim, a }) => scim.post('/Users', a.user()));
  const bare = given('a user is posted without any extension', ({ scim, a }) =>
    scim.post('/Users', {
      ...Object.fromEntries(Object.entries(a.user()).filter(([name]) => !name.includes(':'))),
      // Listing the URN alone can count as having an extension.
      schemas: [urns.USER_SCHEMA],
    }),
  );

  must(
    'discovery.extensions.required',
    {
      title: 'a required extension is in every user, or its lack is refused',
      spec: 'RFC7643-6-16',
      fix: 'Refuse a user without the extension, on POST, PUT and PATCH, fill its required attributes in, or publish required false.',
    },
    async ({ target, scim }) => {
      const needed = extensionsOf(target, true).filter((extension) => neededIn(extension).length > 0);
      if (needed.length === 0) notApplicable('no extension of users with required attributes is flagged required');
      if (!succeeded(whole.response)) notApplicable(`users are not made either way: ${describeAnswer(whole.response)}`);
      const expectWhole = async (path: string, after: string): Promise<void> => {
        const got = await scim.get(path);
        const user = resourceOf(got);
        await judgeEach(
          needed,
          ({ id }) => id,
          (extension) => {
            const container = member(user, extension.id);
            const missing = neededIn(extension).filter((name) => read(container, name) === undefined);
            if (missing.length > 0)
              fail(`a user with ${missing.join(', ')} of ${extension.id}`, `a user stored without by ${after}`, {
                exchange: got.n,
              });
          },
        );
      };
      if (succeeded(bare.response)) await expectWhole(bare.path, 'POST');
      await expectWhole(whole.path, 'POST');
      const core = Object.entries(whole.sent).filter(([name]) => !name.includes(':'));
      const body = { ...Object.fromEntries(core), id: whole.id, schemas: [urns.USER_SCHEMA] };
      if (succeeded(await scim.put(whole.path, body))) await expectWhole(whole.path, 'PUT');
      if (target.lacks('patch') === undefined)
        for (const { id } of needed)
          if (succeeded(await scim.patch(whole.path, [{ op: 'remove', path: id }])))
            await expectWhole(whole.path, 'PATCH');
      return succeeded(bare.response) ? 'filled in' : `refused: ${describeAnswer(bare.response)}`;
    },
  );

  may(
    'discovery.extensions.optional',
    {
      title: 'shows whether users are made without the optional extensions',
      spec: 'RFC7643-6-17',
      fix: 'Nothing: where an extension is not required, resources leave it out.',
    },
    ({ target }) => {
      if (extensionsOf(target, false).length === 0) notApplicable('no extension of users is flagged optional');
      return `a user without extensions: ${describeAnswer(bare.response)}`;
    },
  );
});

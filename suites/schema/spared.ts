/** What a change of one attribute leaves alone: all that the schemas declare, not the few that a handler loads. */
import {
  describeAnswer,
  describeDifference,
  entries,
  fail,
  given,
  judgeEach,
  must,
  notApplicable,
  read,
  resourceOf,
  sameText,
  scenario,
  succeeded,
  urns,
  withMembers,
  type JsonObject,
  type Scim,
} from '../../harness/language.js';
import { valueAt } from './_published.js';
import { bodyOf, lost, subjects, type Step } from './_samples.js';

interface Change {
  title: string;
  send: (scim: Scim, path: string, before: JsonObject) => ReturnType<Scim['patch']>;
  /** Attributes, or parts of them, that it changes, and those that a provider may set for this cause. */
  names: RegExp;
}

/** Who cannot sign in may have no roles and entitlements in force. */
const BY_STATE = /^(active|roles|entitlements)$/i;
/** Attributes that a provider may make of the userName. */
const BY_NAME = /^(userName|displayName|name|emails)$/i;
/** Names by which a user is known or shown: other checks change them. */
const KNOWN_BY = /^(userName|displayName)$/i;

/** A pattern for these paths and no others. */
const exactly = (paths: readonly string[]): RegExp =>
  new RegExp(`^(${paths.map((path) => path.replace(/\./g, '\\.')).join('|')})$`, 'i');

/** Changes the addresses of e-mails, of the primary one only where the userName is none of them. */
const otherMails =
  (fresh: () => string): Change['send'] =>
  (scim, path, before) => {
    const mails = entries(before, 'emails').filter((mail) => read(mail, 'value') !== undefined);
    const isName = mails.some((mail) => sameText(read(mail, 'value'), read(before, 'userName')));
    const hasPrimary = mails.some((mail) => read(mail, 'primary') === true);
    const free = isName ? mails.filter((mail) => hasPrimary && read(mail, 'primary') !== true) : mails;
    if (free.length === 0) notApplicable('the target holds no e-mail beside that of the userName');
    const operations = free.map((mail) => ({
      op: 'replace',
      path: `emails[value eq ${JSON.stringify(read(mail, 'value'))}].value`,
      value: fresh(),
    }));
    return scim.patch(path, operations);
  };

/** Removes displayName and gives it back, where neither it nor the name is made of the other. */
const otherDisplayName =
  ({ sent }: { sent: JsonObject }): Change['send'] =>
  (scim, path, before) => {
    for (const each of ['displayName', 'name.familyName', 'name.givenName'])
      if (read(before, each) === undefined || read(before, each) !== read(sent, each))
        notApplicable(`${each} is not as it was sent`);
    const [name, value] = ['displayName', read(before, 'displayName')];
    return scim.patch(path, [
      { op: 'remove', path: name },
      { op: 'add', path: name, value },
    ]);
  };

scenario('What a change leaves alone', () => {
  const all = given('every type has a full resource', async ({ target }) =>
    (await subjects(target)).filter(
      ({ sample, path, attribute }) =>
        sample.model.core.id === urns.USER_SCHEMA &&
        sample.created.names.includes(path) &&
        attribute.mutability === 'readWrite' &&
        ['default', 'always'].includes(attribute.returned),
    ),
  );
  const user = given('a full user is posted', ({ scim, a }) => {
    const model = all.value[0]?.sample.model ?? notApplicable('there is no full user');
    return scim.post('/Users', bodyOf(a, model, all.value));
  });
  /** The user as the last step left it. */
  const last = given('the user is read', async ({ scim }) => ({ state: resourceOf(await scim.get(user.path)) }));

  /** Changes the user as it was left and reads it; a step that is refused is judged elsewhere. */
  const changed = async ({ title, send, names }: Change, scim: Scim): Promise<void> => {
    const before = last.value.state;
    const response = await send(scim, user.path, before);
    if (!succeeded(response)) notApplicable(`refused: ${describeAnswer(response)}`);
    const step: Step = { given: before, names: [], response, read: await scim.get(user.path) };
    const state = resourceOf(step.read);
    last.value.state = state;
    for (const subject of all.value) {
      const [first] = names.test(subject.path) ? [] : lost(step, subject).filter(({ path }) => !names.test(path));
      if (first) fail(`${first.path} as before when ${title}`, describeDifference(first), { exchange: step.read.n });
    }
    const externalId = read(before, 'externalId');
    if (externalId !== undefined && read(state, 'externalId') !== externalId)
      fail(`externalId as before when ${title}`, `externalId ${String(read(state, 'externalId'))}`, {
        exchange: step.read.n,
      });
  };

  const setActive =
    (value: boolean): Change['send'] =>
    (scim, path) =>
      scim.patch(path, [{ op: 'replace', path: 'active', value }]);

  must(
    'schema.spared.patch',
    {
      title: 'renaming, disabling and enabling by PATCH leave everything else',
      spec: 'RFC7644-3.2-08',
      fix: 'Change the attribute that is named; neither clear nor load anew what belongs to it.',
      why: 'Who comes back finds no manager, no telephone and no address.',
      needs: 'patch',
    },
    ({ scim, a, target }) => {
      const changes: (Change & { path: string })[] = [
        // The rename comes first: whoever is disabled may lose roles by it.
        {
          path: 'userName',
          title: 'userName is replaced',
          send: (_scim, path) => scim.patch(path, [{ op: 'replace', path: 'userName', value: a.userName() }]),
          names: BY_NAME,
        },
        { path: 'active', title: 'active is set to false', send: setActive(false), names: BY_STATE },
        { path: 'active', title: 'active is set to true', send: setActive(true), names: BY_STATE },
      ];
      return judgeEach(
        changes.filter(({ path }) => target.attribute('/Users', path)?.mutability === 'readWrite'),
        ({ title }) => title,
        (change) => changed(change, scim),
        'neither active nor userName is published as writable',
      );
    },
  );

  must(
    'schema.spared.beside',
    {
      title: 'a PATCH changes no attribute beside those that it names',
      spec: 'RFC7644-3.2-08',
      fix: 'Map each attribute to a field of its own; mind copies of a line in which one name was not changed.',
      why: 'Who corrects a language loses a locale, and nobody looks for it there.',
      needs: 'patch',
    },
    ({ scim, a }) => {
      const model = all.value[0]?.sample.model ?? notApplicable('there is no full user');
      const texts = all.value.filter(
        ({ path, attribute }) => attribute.type === 'string' && !attribute.multiValued && !KNOWN_BY.test(path),
      );
      // Neighbors in the schema are changed one after the other: what one takes along of the next shows.
      const [odd, even] = [0, 1].map((rest) => texts.filter((_subject, index) => index % 2 === rest));
      const setting = (title: string, subjects: typeof texts): Change => ({
        title,
        send: (_scim, path) => {
          const values = a.resource(model, { edition: 1 });
          return scim.patch(
            path,
            subjects.map((subject) => ({ op: 'replace', path: subject.path, value: valueAt(values, subject) })),
          );
        },
        names: exactly(subjects.map(({ path }) => path)),
      });
      const changes = [
        ...(odd?.length ? [setting('every other text is replaced', odd)] : []),
        ...(even?.length ? [setting('the texts between are replaced', even)] : []),
        { title: 'e-mails are replaced', send: otherMails(() => a.email()), names: /^emails$/i },
        {
          title: 'displayName is removed and added',
          send: otherDisplayName(user),
          names: /^(displayName|name\.formatted)$/i,
        },
      ];
      return judgeEach(
        changes,
        ({ title }) => title,
        (change) => changed(change, scim),
      );
    },
  );

  must(
    'schema.spared.put',
    {
      title: 'a PUT that disables a user stores all else that it gives',
      spec: 'RFC7644-3.5.1-05',
      fix: 'Store the whole body of a PUT, whatever active is in it.',
      why: 'Okta (custom apps) disables so; the account that comes back would be an empty one.',
    },
    async ({ scim, target }) => {
      if (!target.attribute('/Users', 'active')) notApplicable('the target does not publish active');
      const password = read(user.sent, 'password');
      const send: Change['send'] = (_scim, path, before) =>
        scim.put(path, withMembers(before, { active: false, ...(password === undefined ? {} : { password }) }));
      await changed({ title: 'a PUT sets active to false', send, names: BY_STATE }, scim);
    },
  );
});

/** How changes of a user are judged that Entra writes in two forms, and what is said of them. */
import {
  expect,
  fail,
  given,
  notApplicable,
  read,
  readAll,
  resourceOf,
  sameText,
  type Given,
  type ScimResponse,
} from '../../harness/language.js';
import { changing, existing, findUser, missUser, speaking } from './_conversation.js';
import { otherValues, RESHAPED, type EntraId } from './_entra.js';
import { expectAccepted, expectHeld, expectAsBefore, expectOnly, expectWithout, unchanged } from './_judge.js';
import { ENTERPRISE, ENTRA_MAPPING, isMapped, newPerson, textOf, WORK_MAIL } from './_people.js';

/** Titles and remedies of the changes that are the same in both forms. */
export const updateSays = {
  several: {
    title: 'all operations of one PATCH are applied',
    fix: 'Apply the operations one after the other, and store the result of all of them.',
  },
  status: {
    title: 'a PATCH of a user is answered 200 with the user, or 204',
    fix: 'Answer PATCH with 204, or with 200 and the user.',
  },
  extension: {
    title: 'an attribute of the enterprise extension is changed by its URN',
    fix: 'Read urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department as a path into the extension.',
    needs: 'enterprise',
  },
  asSent: {
    title: 'changed values come back as they were sent',
    fix: 'Store values as sent: do not reformat telephone numbers or change letter case.',
    why: 'What comes back otherwise is sent again in every cycle.',
  },
  addMail: {
    title: 'an add at the work address makes the address where there is none',
    fix: 'Where no element fits emails[type eq "work"], an add makes {type: "work", value: …}; do not answer noTarget.',
  },
  add: {
    title: 'an add at an attribute with a single value sets it',
    fix: 'Take add for an attribute with a single value as a replace (RFC 7644 section 3.5.2.1).',
  },
  addAddress: {
    title: 'adds at two parts of the work address make one address',
    fix: 'Look for the element that addresses[type eq "work"] selects after each operation: the first add makes it.',
  },
  addExtension: {
    title: 'an add into the extension makes the extension where there is none',
    fix: 'Make the container of the extension when the first of its attributes is added.',
    needs: 'enterprise',
  },
  mail: {
    title: 'a replace at the work address changes that address',
    fix: 'Apply emails[type eq "work"].value to the element whose type is work.',
  },
  mailOthers: {
    title: 'other addresses stay when the work address is replaced',
    fix: 'Change the element that the filter selects and keep the others.',
  },
  rename: {
    title: 'userName is changed, and look-ups find the new name and not the old',
    fix: 'Take a change of userName by PATCH, keep the id, and filter by the new value.',
  },
} as const;

/** Every mapped attribute changes at once; before, a user with all of them was created. */
function updating(id: EntraId) {
  const { who, created } = existing(id, ENTRA_MAPPING);
  return { who, created, ...changing(id, created, 'other values for all mapped attributes', otherValues) };
}

/** The work address of a user with a second address is replaced. */
function changingMail(id: EntraId) {
  const other = given('a second address', ({ a }) => a.email());
  const created = given(
    'a user with two addresses, or with the one that the target takes, is created',
    speaking(id, async (talk) => {
      if (!isMapped(talk, WORK_MAIL)) notApplicable('the target does not publish emails with a type');
      const person = newPerson(talk);
      const both = talk.dialect.createUser({ ...person, 'emails[type eq "home"].value': other.value });
      const made = await talk.say(both);
      // Some targets keep one address of a user: administrators map one.
      return made.status === 400 ? talk.say(talk.dialect.createUser(person)) : made;
    }),
  );
  const before = given(
    'the user is read',
    speaking(id, ({ say, dialect }) => say(dialect.readUser(created.id))),
  );
  const change = changing(id, created, 'another work address', ({ a }) => ({ [WORK_MAIL]: a.email() }));
  return { ...change, other, before };
}

/** A user without addresses, a nickName or a title gets them. */
function adding(id: EntraId) {
  const { created } = existing(id, ['userName', 'displayName', 'name.givenName', 'name.familyName', 'active']);
  const mail = changing(id, created, 'a first work address', ({ a }) => ({ [WORK_MAIL]: a.email() }));
  const address = changing(id, created, 'a first postal address', () => ({
    'addresses[type eq "work"].streetAddress': '12 St James Square',
    'addresses[type eq "work"].postalCode': '10004',
  }));
  const single = changing(id, created, 'values of attributes that had none', ({ a }) => ({
    nickName: `Ada ${a.marker()}`,
    externalId: `ext-${a.marker()}`,
    title: 'Engineer',
  }));
  const extension = changing(id, created, 'a first department', () => ({
    [`${ENTERPRISE}:department`]: 'Difference Engines',
  }));
  return { mail, address, single, extension };
}

/** What a rename left: the answer, and look-ups by the new and by the old name. */
interface Rename {
  response: ScimResponse;
  name: string;
  byNew: ScimResponse;
  byOld: ScimResponse;
  shown: ScimResponse;
}

/** userName, the attribute that Entra matches on, changes. */
function renaming(id: EntraId): { created: Given<ScimResponse>; renamed: Given<Rename> } {
  const { who, created } = existing(id);
  const renamed = given(
    'the user is renamed',
    speaking(id, async (talk): Promise<Rename> => {
      if (talk.target.attribute('/Users', 'userName')?.mutability === 'immutable')
        notApplicable('userName is published as immutable');
      const name = textOf(newPerson(talk), 'userName');
      const current = resourceOf(await talk.say(talk.dialect.readUser(created.id)));
      const [request] = talk.dialect.updateUser(created.id, [{ path: 'userName', value: name }], current as never);
      const response = await talk.say(request ?? null);
      return {
        response,
        name,
        byNew: await findUser(talk, name, created.id),
        byOld: await missUser(talk, textOf(who.value, 'userName'), created.id),
        shown: await talk.say(talk.dialect.readUser(created.id)),
      };
    }),
  );
  return { created, renamed };
}

/** Every mapped attribute changes at once. */
export function judgeUpdates(id: EntraId) {
  const { who, before, changed, flow, shown } = updating(id);
  return {
    replaced: (): void => {
      expect(changed.response).to.succeeded();
      expectHeld(shown.response, flow.value, 'kept', ['displayName', 'name.givenName', 'name.familyName', 'title']);
    },
    several: (): void => {
      expect(changed.response).to.succeeded();
      const paths = Object.keys(flow.value).filter((path) => !RESHAPED.test(path));
      expectHeld(shown.response, flow.value, 'kept', paths);
    },
    status: (): void => {
      expectAccepted(changed.response, id, 'updateUser');
      if (changed.response.status === 200 && read(changed.response.json, 'id') === undefined)
        fail('the user in the answer 200', '200 without a user', { exchange: changed.response.n });
    },
    extension: (): void => {
      expect(changed.response).to.succeeded();
      expectHeld(shown.response, flow.value, 'kept', [`${ENTERPRISE}:department`]);
    },
    asSent: (): void => {
      expect(changed.response).to.succeeded();
      expectHeld(shown.response, flow.value, 'as sent');
    },
    othersKept: (): void => {
      expect(changed.response).to.succeeded();
      expectAsBefore(shown.response, before.response, unchanged(who.value, flow.value));
    },
  };
}

/** A user gets values of attributes that had none. */
export function judgeAdditions(id: EntraId) {
  const made = adding(id);
  const added = (what: keyof typeof made) => (): void => {
    const { changed, shown, flow } = made[what];
    expectAccepted(changed.response, id, 'updateUser');
    expectHeld(shown.response, flow.value);
  };
  return { mail: added('mail'), address: added('address'), single: added('single'), extension: added('extension') };
}

/** The work address of a user with two addresses changes. */
export function judgeMail(id: EntraId) {
  const { changed, flow, shown, other, before } = changingMail(id);
  return {
    changed: (): void => {
      expectAccepted(changed.response, id, 'updateUser');
      expectHeld(shown.response, flow.value);
    },
    othersKept: (): void => {
      expect(changed.response).to.succeeded();
      const has = (resource: unknown): boolean =>
        readAll(resource, 'emails.value').some((value) => sameText(value, other.value));
      if (!has(before.resource)) notApplicable('the target does not keep a second address');
      if (!has(shown.resource)) fail('the home address as it was', 'a user without it', { exchange: shown.response.n });
    },
  };
}

/** A user is renamed: userName is what Entra matches by. */
export function judgeRename(id: EntraId): () => void {
  const { created, renamed } = renaming(id);
  return () => {
    const { response, name, byNew, byOld, shown } = renamed.value;
    expectAccepted(response, id, 'updateUser');
    expect(shown).to.have.status(200);
    expectHeld(shown, { userName: name });
    expectOnly(byNew, created.id);
    expectWithout(byOld, created.id);
  };
}

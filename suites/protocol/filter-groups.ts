import {
  expect,
  fail,
  given,
  judgeEach,
  mayLackTotal,
  must,
  notApplicable,
  readAll,
  resourcesOf,
  scenario,
  swappedCase,
  totalOf,
} from '../../harness/language.js';
import { refusalOfLongNames, stored } from './_people.js';
import { ask, expectSelected, type Own } from './_query.js';
import { teams, type Teams } from './_teams.js';

const team = (made: Teams, label: string): Own =>
  made.own.find((own) => own.label === label) ?? notApplicable(`there is no group "${label}"`);

const named = (made: Teams, label: string, path: string, operator = 'eq'): string =>
  `${path} ${operator} ${JSON.stringify(stored(team(made, label), path))}`;

scenario('Filters on groups', { needs: ['groups', 'users', 'filter'] }, () => {
  const made = given('groups are posted', () => teams());

  must(
    'protocol.filter-groups.equality',
    {
      title: 'eq on an attribute of groups selects that group and no other',
      spec: ['RFC7644-3.4.2.2-04', 'RFC7644-3.4.2.2-11', 'RFC7644-3.4.2.2-51'],
      fix: 'Apply the filter to /Groups as to /Users; externalId is caseExact there, too.',
      why: 'Providers match groups by displayName; a filter that is ignored makes them take the first group listed.',
    },
    (context) =>
      judgeEach(
        ['displayName', 'id', 'externalId', 'externalId in other letter case'],
        (path) => path,
        (path) => {
          if (path !== 'externalId in other letter case')
            return expectSelected(context, made.value, named(made.value, 'ants', path), { alone: true });
          const value = stored(team(made.value, 'ants'), 'externalId');
          if (value === value.toLowerCase()) notApplicable('the target does not keep the letter case of externalId');
          const condition = `externalId eq ${JSON.stringify(swappedCase(value))}`;
          return expectSelected(context, made.value, condition, { alone: true, evenIf: 'none' });
        },
      ),
  );

  must(
    'protocol.filter-groups.names',
    {
      title: 'names of group attributes take their URN and any letter case',
      spec: ['RFC7644-3.4.2.2-38', 'RFC7644-3.4.2.2-05'],
      fix: 'Resolve attribute names for groups as for users.',
    },
    (context) =>
      judgeEach(
        ['urn:ietf:params:scim:schemas:core:2.0:Group:displayName', 'DISPLAYNAME'],
        (written) => written,
        async (written) => {
          const usual = named(made.value, 'ants', 'displayName');
          await expectSelected(context, made.value, usual, { alone: true });
          const condition = usual.replace('displayName', written);
          const refusal = written.includes(':') ? await refusalOfLongNames() : 'demanded';
          return expectSelected(context, made.value, condition, { alone: true, refusal });
        },
      ),
  );

  must(
    'protocol.filter-groups.none',
    {
      title: 'a filter on groups without match answers 200 with an empty list',
      spec: 'RFC7644-3.4.2-11',
      fix: 'Answer 200 with totalResults 0 and no Resources; never 404.',
      why: 'Entra asks like this before it creates a group, and quarantines an endpoint that answers 404.',
    },
    async (context) => {
      await expectSelected(context, made.value, named(made.value, 'owls', 'displayName'), { alone: true });
      const response = await ask(context, '/Groups', { filter: `displayName eq "nobody ${made.value.token}"` });
      expect(response).to.be.listResponse();
      const total = totalOf(response) ?? (mayLackTotal(response, context.target) ? 0 : undefined);
      if (total !== 0 || resourcesOf(response).length > 0)
        fail('totalResults 0 and no Resources', `totalResults ${String(total)}`);
    },
  );

  must(
    'protocol.filter-groups.text',
    {
      title: 'co, sw, ew, letter case and an underscore work on displayName of groups',
      spec: ['RFC7644-3.4.2.2-13', 'RFC7644-3.4.2.2-14', 'RFC7644-3.4.2.2-15', 'RFC7644-3.4.2.2-51'],
      fix: 'Use the same comparison for groups as for users.',
    },
    (context) =>
      judgeEach(
        ['co', 'sw', 'ew', 'EQ', 'wildcard'] as const,
        (operator) => operator,
        (operator) => {
          if (operator === 'wildcard') {
            const condition = named(made.value, 'ants', 'displayName', 'sw')
              .replaceAll(' ', '_')
              .replaceAll('_sw_', ' sw ');
            return expectSelected(context, made.value, condition, { alone: true, evenIf: 'none' });
          }
          if (operator === 'co') {
            // A part that two of the three have not, and that neither begins nor ends the name.
            const inner = stored(team(made.value, 'owls'), 'displayName').slice(1, -1);
            return expectSelected(context, made.value, `displayName co ${JSON.stringify(inner)}`, { alone: true });
          }
          if (operator !== 'EQ')
            return expectSelected(context, made.value, named(made.value, 'ants', 'displayName', operator), {
              alone: true,
            });
          if (context.target.attribute('/Groups', 'displayName')?.caseExact)
            notApplicable('displayName is published as caseExact');
          const upper = named(made.value, 'owls', 'displayName').replace('owls', 'OWLS');
          return expectSelected(context, made.value, upper, { alone: true });
        },
      ),
  );

  must(
    'protocol.filter-groups.members',
    {
      title: 'a filter on members selects the groups of that user',
      spec: 'RFC7644-3.4.2.2-43',
      fix: 'Compare every member; where filters on members are not offered, answer 400 invalidFilter.',
    },
    (context) => {
      if (readAll(team(made.value, 'ants').stored, 'members.value').length < 2)
        notApplicable('the target does not show the members of a group');
      const [mia, zoe] = [made.value.members.mia, made.value.members.zoe].map((id) => JSON.stringify(id));
      // As providers ask whether somebody is in a group, of somebody who is not.
      const elsewhere = `${named(made.value, 'owls', 'id')} and members.value eq ${zoe}`;
      // Where ids differ by letter case alone, value is published as caseless, as printed, and compared as ids are.
      const isUnclear = (condition: string) => (own: Own) =>
        readAll(own.stored, 'members.value')
          .map((id) => JSON.stringify(id))
          .some((id) => !condition.includes(id) && condition.toLowerCase().includes(id.toLowerCase()));
      return judgeEach(
        [`members.value eq ${zoe}`, `members.value eq ${mia}`, `members[value eq ${zoe}]`, elsewhere, 'members pr'],
        (condition) => condition,
        (condition) =>
          condition === 'members pr'
            ? expectSelected(context, made.value, condition)
            : expectSelected(context, made.value, condition, {
                alone: true,
                foreign: 'open',
                ignore: isUnclear(condition),
                ...(condition === elsewhere ? { evenIf: 'none' as const } : {}),
              }),
      );
    },
  );

  must(
    'protocol.filter-groups.logic',
    {
      title: 'and, or and not join conditions on groups, ne among them',
      spec: ['RFC7644-3.4.2.2-26', 'RFC7644-3.4.2.2-27', 'RFC7644-3.4.2.2-28', 'RFC7644-3.4.2.2-12'],
      fix: 'Use the same evaluation for groups as for users.',
    },
    (context) => {
      const [owls, ants] = [named(made.value, 'owls', 'displayName'), named(made.value, 'ants', 'displayName')];
      const id = named(made.value, 'ants', 'id');
      return judgeEach(
        [
          `${owls} or ${ants}`,
          `${owls} and ${ants}`,
          `${ants} and ${id}`,
          `${id} and ${owls}`,
          `(${owls} or ${ants}) and not (${owls})`,
          `(${owls} or ${ants}) and ${owls.replace(' eq ', ' ne ')}`,
        ],
        (filter) => filter,
        (filter) => expectSelected(context, made.value, filter, { alone: true, evenIf: 'none' }),
      );
    },
  );
});

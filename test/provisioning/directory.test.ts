import { expect } from 'chai';
import { changesTo } from '../../provisioning/directory/diff.js';
import { Directory } from '../../provisioning/directory/directory.js';
import { generateDirectory, generatePerson, generateTimeline } from '../../provisioning/directory/generate.js';
import { DirectoryError, PURGE_AFTER_MS } from '../../provisioning/directory/model.js';
import { loadDirectory, saveChanges, saveDirectory } from '../../provisioning/directory/persist.js';
import { readDirectory } from '../../provisioning/directory/read.js';
import { readTimeline } from '../../provisioning/directory/read-ndjson.js';
import { memoryStore } from '../../provisioning/store.js';

const NOW = Date.UTC(2026, 0, 1);

describe('the directory', () => {
  it('gives a person the roles of groups they are direct members of, not of nested ones', () => {
    const [a, b] = [generatePerson(1, 1), generatePerson(1, 2)];
    const outer = group('outer', ['inner', a.id]);
    const inner = group('inner', [b.id]);
    const directory = new Directory({
      people: [a, b],
      groups: [outer, inner],
      assignments: [{ principal: 'outer', role: 'User' }],
    });
    expect(directory.rolesOf(a.id)).to.deep.equal(['User']);
    expect(directory.rolesOf(b.id)).to.deep.equal([]);
  });

  it('notes the members of a group whose assignment changed', () => {
    const a = generatePerson(1, 1);
    const directory = new Directory({ people: [a], groups: [group('g', [a.id])], assignments: [] });
    const before = directory.watermark;
    directory.apply({ do: 'assign', id: 'g', role: 'User' }, NOW);
    const delta = directory.changedSince(before);
    expect([...delta.users]).to.deep.equal([a.id]);
    expect(delta.groups.get('g')).to.equal(null);
  });

  it('narrows a membership change to the member', () => {
    const people = [generatePerson(1, 1), generatePerson(1, 2)];
    const directory = new Directory({ people, groups: [group('g', [people[0]?.id ?? ''])], assignments: [] });
    const before = directory.watermark;
    directory.apply({ do: 'add-member', id: 'g', member: people[1]?.id ?? '' }, NOW);
    expect([...(directory.changedSince(before).groups.get('g') ?? [])]).to.deep.equal([people[1]?.id]);
  });

  it('purges a deleted person after 30 days, not before, and not when restored', () => {
    const [a, b] = [generatePerson(1, 1), generatePerson(1, 2)];
    const directory = new Directory({ people: [a, b], groups: [group('g', [a.id, b.id])], assignments: [] });
    directory.apply({ do: 'delete', id: a.id }, NOW);
    directory.apply({ do: 'delete', id: b.id }, NOW);
    directory.apply({ do: 'restore', id: b.id }, NOW + 1);
    directory.advance(NOW + PURGE_AFTER_MS - 1);
    expect(directory.person(a.id)).not.to.equal(undefined);
    directory.advance(NOW + PURGE_AFTER_MS);
    expect(directory.person(a.id)).to.equal(undefined);
    expect(directory.person(b.id)).not.to.equal(undefined);
    expect([...(directory.group('g')?.members ?? [])]).to.deep.equal([b.id]);
  });

  it('finds people by userPrincipalName after a rename by the new name only', () => {
    const a = generatePerson(1, 1);
    const old = String(a.attributes.userPrincipalName);
    const directory = new Directory({ people: [a], groups: [], assignments: [] });
    directory.apply({ do: 'set', id: old.toUpperCase(), attributes: { userPrincipalName: 'new@example.com' } }, NOW);
    expect(directory.find('NEW@example.com')?.id).to.equal(a.id);
    expect(directory.find(old)).to.equal(undefined);
  });

  it('survives storing and loading, journal included', async () => {
    const store = memoryStore();
    const directory = new Directory(generateDirectory({ seed: 5, people: 20, groups: 2 }));
    await saveDirectory(store, directory, { now: NOW, applied: 0, watermark: 0 });
    const mark = directory.watermark;
    for (const event of generateTimeline(generateDirectory({ seed: 5, people: 20, groups: 2 }), {
      seed: 5,
      start: NOW,
      events: 30,
      every: 1000,
    })) {
      directory.apply(event, event.at);
    }
    await saveChanges(store, directory, mark, { now: NOW + 1, applied: 30, watermark: 0 });
    const loaded = await loadDirectory(store);
    expect(loaded?.moment).to.include({ now: NOW + 1, applied: 30, watermark: directory.watermark });
    const plain = (one: Directory | undefined): unknown => ({
      people: [...(one?.people.values() ?? [])].sort((x, y) => (x.id < y.id ? -1 : 1)),
      groups: [...(one?.groups.values() ?? [])].map((g) => [g.id, [...g.members].sort()]),
      assignments: one?.assignments().sort((x, y) => (x.principal + x.role < y.principal + y.role ? -1 : 1)),
      delta: one?.journalSince(mark),
    });
    expect(plain(loaded?.directory)).to.deep.equal(plain(directory));
  });

  it('is the same for the same seed, with addresses under example.com and no circle of managers', () => {
    const shape = { seed: 9, people: 200, groups: 4 };
    expect(generateDirectory(shape)).to.deep.equal(generateDirectory(shape));
    const { people } = generateDirectory(shape);
    const byId = new Map(people.map((person) => [person.id, person]));
    for (const person of people) {
      expect(person.attributes.mail).to.match(/@example\.com$/);
      let steps = 0;
      for (let boss = person.manager; boss !== null; boss = byId.get(boss)?.manager ?? null)
        expect((steps += 1)).to.be.below(200);
    }
    expect(byId.size).to.equal(200);
  });
});

const group = (id: string, members: string[]) => ({
  kind: 'group' as const,
  id,
  attributes: { displayName: id },
  securityEnabled: true,
  members: new Set(members),
  deletedAt: null,
});

describe('directories from files', () => {
  it('reads CSV with quotes, groups, roles and managers by name', () => {
    const text = `userPrincipalName,displayName,manager,groups,assigned,accountEnabled
boss@example.com,"Boss, ""the""",,,Admin,
a@example.com,Ada,boss@example.com,Sales; Team A,yes,false
`;
    const { people, groups, assignments } = readDirectory('people.csv', text);
    expect(people[0]?.attributes.displayName).to.equal('Boss, "the"');
    expect(people[1]).to.deep.include({ manager: people[0]?.id, accountEnabled: false });
    expect(groups.map((one) => one.attributes.displayName)).to.deep.equal(['Sales', 'Team A']);
    expect(assignments.map(({ role }) => role)).to.deep.equal(['Admin', 'User']);
  });

  it('reads LDIF: folded and base64 lines, disabled accounts, members by DN', () => {
    const text = `version: 1
# people
dn: uid=ada,dc=example,dc=com
objectClass: inetOrgPerson
uid: ada
cn:: QWTDqQ==
sn: Byr
 on
mail: ada@example.com
userAccountControl: 514

dn: cn=team,dc=example,dc=com
objectClass: groupOfNames
cn: team
member: UID=ada,dc=example,dc=com
`;
    const { people, groups } = readDirectory('d.ldif', text);
    expect(people[0]).to.deep.include({ accountEnabled: false });
    expect(people[0]?.attributes).to.include({
      displayName: 'Adé',
      surname: 'Byron',
      userPrincipalName: 'ada@example.com',
    });
    expect([...(groups[0]?.members ?? [])]).to.deep.equal([people[0]?.id]);
  });

  const broken: [string, string, RegExp][] = [
    ['a.csv', 'userPrincipalName\n"x', /line 2: a quotation mark/],
    ['a.csv', 'userPrincipalName\na@example.com,b', /line 2: 2 fields/],
    ['a.csv', 'displayName\nAda', /line 2: a person needs/],
    ['a.ndjson', '{"userPrincipalName":"a@example.com"}\n{', /line 2/],
    ['a.ndjson', '{"kind":"robot"}', /line 1: the kind "robot"/],
    ['a.ndjson', '{"id":"1","userPrincipalName":"a"}\n{"id":"1","userPrincipalName":"b"}', /used twice/],
    ['a.ldif', 'dn: x\nnonsense', /line 2/],
    ['a.txt', '', /\.csv, \.ndjson or \.ldif/],
  ];
  for (const [name, text, sentence] of broken) {
    it(`says what is wrong with ${JSON.stringify(text)}`, () => {
      expect(() => readDirectory(name, text)).to.throw(DirectoryError, sentence);
    });
  }

  it('keeps a hostile column name an ordinary attribute', () => {
    const { people } = readDirectory('a.csv', 'userPrincipalName,__proto__\na@example.com,polluted');
    expect(Object.keys(people[0]?.attributes ?? {})).to.include('__proto__');
    expect(({} as Record<string, unknown>).polluted).to.equal(undefined);
  });

  it('reads scripted timelines with relative moments, in order only', () => {
    const events = readTimeline(
      '{"at":"+40m","do":"disable","id":"a"}\n{"at":"+2d","do":"set","id":"a","attributes":{"department":"X"}}',
      NOW,
    );
    expect(events.map(({ at }) => at - NOW)).to.deep.equal([2_400_000, 172_800_000]);
    expect(() =>
      readTimeline('{"at":"+2h","do":"disable","id":"a"}\n{"at":"+1h","do":"enable","id":"a"}', NOW),
    ).to.throw(/line 2: earlier/);
  });

  it('finds what changed between two files; who is missing goes to the recycle bin', () => {
    const first = readDirectory(
      'a.csv',
      'id,userPrincipalName,department,assigned\n1,a@example.com,X,User\n2,b@example.com,Y,',
    );
    const directory = new Directory(first);
    const second = readDirectory(
      'a.csv',
      'id,userPrincipalName,department,assigned\n1,a@example.com,Z,\n3,c@example.com,Y,User',
    );
    expect(
      changesTo(directory, second).map((change) => [change.do, 'id' in change ? change.id : change.do]),
    ).to.deep.equal([
      ['set', '1'],
      ['join', 'join'],
      ['delete', '2'],
      ['unassign', '1'],
      ['assign', '3'],
    ]);
  });
});

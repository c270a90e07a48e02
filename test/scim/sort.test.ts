import { expect } from 'chai';
import { sortResources } from '../../scim/sort.js';
import type { Resource } from '../../scim/types.js';
import { userModel } from '../../schemas/index.js';
import { ENTERPRISE, refused } from './support.js';

function order(resources: Resource[], sortBy: string, sortOrder?: string): string {
  const sorting = sortOrder === undefined ? { sortBy } : { sortBy, sortOrder };
  const before = JSON.stringify(resources);
  const sorted = sortResources(resources, sorting, userModel);
  expect(JSON.stringify(resources)).to.equal(before);
  return sorted.map(({ id }) => id).join('');
}

describe('Sorting (RFC 7644 section 3.4.2.3)', () => {
  const titled: Resource[] = [
    { id: '1', title: 'c' },
    { id: '2' },
    { id: '3', title: 'B' },
    { id: '4', title: 'a' },
    { id: '5', title: 'b' },
  ];

  it('ignores letter case, keeps ties in order and missing values last', () => {
    expect(order(titled, 'title')).to.equal('43512');
    expect(order(titled, 'TITLE', 'Ascending')).to.equal('43512');
  });

  it('puts missing values first when descending', () => {
    expect(order(titled, 'title', 'descending')).to.equal('21354');
  });

  it('keeps letter case where it counts', () => {
    expect(order([{ id: 'b' }, { id: 'a' }, { id: 'B' }], 'id')).to.equal('Bab');
  });

  it('takes the primary value, or else the first', () => {
    const users: Resource[] = [
      { id: '1', emails: [{ value: 'a' }, { value: 'z', primary: true }] },
      { id: '2', emails: [{ value: 'b' }, { value: 'a' }] },
      { id: '3', emails: [] },
    ];
    expect(order(users, 'emails.value')).to.equal('213');
    expect(order(users, 'emails')).to.equal('213');
  });

  it('goes by instants, numbers and extension attributes', () => {
    const times = ['2020-01-01T12:00:00Z', '2020-01-01T12:30:00+01:00', '2020-01-01T11:30:00.1Z'];
    expect(
      order(
        times.map((created, index) => ({ id: String(index), meta: { created } })),
        'meta.created',
      ),
    ).to.equal('120');
    const people = ['b', 'a'].map((department, index) => ({ id: String(index), [ENTERPRISE]: { department } }));
    expect(order(people, `${ENTERPRISE}:department`)).to.equal('10');
  });

  it('refuses what has no order', () => {
    for (const sortBy of ['nothing', 'name', ENTERPRISE, '']) refused(() => order(titled, sortBy), 'invalidValue');
  });
});

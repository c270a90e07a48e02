import { expect } from 'chai';
import { project } from '../../scim/projection.js';
import type { Projection } from '../../scim/projection.js';
import type { Resource, ResourceModel, Returned } from '../../scim/types.js';
import { userModel } from '../../schemas/index.js';
import { babs, ENTERPRISE, USER } from './support.js';

function withReturned(name: string, returned: Returned): ResourceModel {
  const attributes = userModel.core.attributes.map((each) => (each.name === name ? { ...each, returned } : each));
  return { ...userModel, core: { ...userModel.core, attributes } };
}

function keys(projection: Projection, model = userModel, resource: Resource = babs()): string[] {
  return Object.keys(project(resource, projection, model)).sort();
}

describe('Projection (RFC 7644 section 3.9)', () => {
  it('shows all but the password, and leaves the resource alone', () => {
    const stored = { ...babs(), password: 'p' };
    expect(project(stored, {}, userModel)).to.deep.equal(babs());
    expect(stored).to.have.property('password', 'p');
    expect(project(stored, { attributes: ['password'] }, userModel)).not.to.have.property('password');
  });

  const asked: [string[], object][] = [
    [['userName'], { userName: 'bjensen@example.com' }],
    [['USERNAME', ' displayname '], { userName: 'bjensen@example.com', displayName: 'Babs Jensen' }],
    [['name.familyName'], { name: { familyName: 'Jensen' } }],
    [[`${USER}:name.givenName`, 'name.familyName'], { name: { familyName: 'Jensen', givenName: 'Barbara' } }],
    [['emails.value'], { emails: [{ value: 'bjensen@example.com' }, { value: 'babs@jensen.org' }] }],
    [['emails.primary'], { emails: [{ primary: true }] }],
    [['name', 'name.familyName'], { name: babs()['name'] }],
    [[`${ENTERPRISE}:department`], { [ENTERPRISE]: { department: 'Tour Operations' } }],
    [[`${ENTERPRISE}:manager.value`], { [ENTERPRISE]: { manager: { value: '26118915' } } }],
    [[ENTERPRISE.toUpperCase()], { [ENTERPRISE]: babs()[ENTERPRISE] }],
    [['meta.version'], { meta: { version: 'W/"a330bc54f0671c9"' } }],
    [['noSuchAttribute'], {}],
    [['ims.value'], {}],
  ];
  for (const [attributes, rest] of asked) {
    it(`shows ${attributes.join(', ')} and the minimum`, () => {
      const { schemas, id } = babs();
      expect(project(babs(), { attributes }, userModel)).to.deep.equal({ schemas, id, ...rest });
    });
  }

  it('leaves out what is excluded, the minimum never', () => {
    const all = Object.keys(babs());
    const without = (...names: string[]) => all.filter((name) => !names.includes(name)).sort();
    expect(keys({ excludedAttributes: ['ID', 'schemas', 'userName'] })).to.deep.equal(without('userName'));
    expect(keys({ excludedAttributes: [ENTERPRISE, 'noSuchAttribute'] })).to.deep.equal(without(ENTERPRISE));
    const after = project(babs(), { excludedAttributes: ['emails.type', `${ENTERPRISE}:manager`] }, userModel);
    expect(after['emails']).to.deep.equal([
      { value: 'bjensen@example.com', primary: true },
      { value: 'babs@jensen.org' },
    ]);
    expect(after[ENTERPRISE]).to.deep.equal({ employeeNumber: '701984', department: 'Tour Operations' });
  });

  it('takes empty lists for none', () => {
    const shown = keys({ attributes: [''], excludedAttributes: ['title'] });
    expect(shown).to.include('userName');
    expect(shown).not.to.include('title');
  });

  it('follows "returned"', () => {
    const always = withReturned('title', 'always');
    expect(keys({ attributes: ['userName'] }, always)).to.include('title');
    expect(keys({ excludedAttributes: ['title'] }, always)).to.include('title');
    const request = withReturned('emails', 'request');
    expect(keys({}, request)).not.to.include('emails');
    expect(keys({ excludedAttributes: ['title'] }, request)).not.to.include('emails');
    expect(keys({ attributes: ['emails'] }, request)).to.include('emails');
    expect(keys({ attributes: ['emails.value'] }, request)).to.include('emails');
    expect(keys({ sent: { EMAILS: [{ value: 'x' }] } }, request)).to.include('emails');
    expect(keys({ sent: { title: 'x' } }, request)).not.to.include('emails');
    expect(keys({ attributes: ['title'] }, withReturned('title', 'never'))).to.deep.equal(['id', 'schemas']);
  });
});

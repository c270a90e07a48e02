import { expect } from 'chai';
import {
  dialects,
  headersToSend,
  ISSUED_USER_ID,
  thinEvidence,
  valueAt,
  withIds,
  withSpaces,
  withValue,
} from '../../dialects/index.js';
import { at } from '../../dialects/requests.js';
import type { JsonObject } from '../../scim/types.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('dialects: values at mapping paths', () => {
  it('makes the element that a filter asks for', () => {
    expect(withValue({}, 'emails[type eq "work"].value', 'x')).to.deep.equal({
      emails: [{ type: 'work', value: 'x' }],
    });
    expect(withValue({}, 'roles[primary eq "True"].value', 'x')).to.deep.equal({
      roles: [{ primary: true, value: 'x' }],
    });
  });
  it('changes that element and leaves the others and the input alone', () => {
    const before: JsonObject = {
      phoneNumbers: [
        { type: 'fax', value: '1' },
        { type: 'WORK', value: '2' },
      ],
    };
    expect(withValue(before, 'phoneNumbers[type eq "work"].value', '3')).to.deep.equal({
      phoneNumbers: [
        { type: 'fax', value: '1' },
        { type: 'WORK', value: '3' },
      ],
    });
    expect(before).to.deep.equal({
      phoneNumbers: [
        { type: 'fax', value: '1' },
        { type: 'WORK', value: '2' },
      ],
    });
  });
  it('writes into and reads from an extension', () => {
    const user = withValue({ userName: 'x' }, `${ENTERPRISE}:department`, 'R&D');
    expect(user).to.deep.equal({ userName: 'x', [ENTERPRISE]: { department: 'R&D' } });
    expect(valueAt(user, `${ENTERPRISE}:department`)).to.equal('R&D');
  });
  it('clears, and drops what is left empty', () => {
    expect(withValue({ name: { givenName: 'x' } }, 'name.givenName', null)).to.deep.equal({});
    expect(withValue({ emails: [{ type: 'work', value: 'x' }] }, 'emails[type eq "work"].value', null)).to.deep.equal(
      {},
    );
    expect(withValue({ [ENTERPRISE]: { department: 'x' } }, `${ENTERPRISE}:department`, null)).to.deep.equal({});
  });
  it('stands what a hostile target shows', () => {
    const hostile = JSON.parse('{"__proto__":{"polluted":1},"emails":"x","name":[1]}') as JsonObject;
    expect(valueAt(hostile, 'emails[type eq "work"].value')).to.equal(undefined);
    expect(valueAt(hostile, 'name.givenName')).to.equal(undefined);
    const changed = withValue(hostile, 'name.givenName', 'x');
    expect(JSON.stringify(changed)).to.contain('"__proto__":{"polluted":1}');
    expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
  });
});

describe('dialects: requests in other clothes', () => {
  it('writes spaces the other way in the query alone', () => {
    const request = dialects.entra.matchUser('userName', 'a b+c');
    if (!request) throw new Error('no request');
    expect(withSpaces(request, '%20').path).to.equal('/Users?filter=userName%20eq%20%22a%20b%2Bc%22');
    expect(withSpaces(withSpaces(request, '%20'), '+').path).to.equal(request.path);
  });
  it('puts issued ids in, escaped as one segment', () => {
    const request = { ...dialects.jumpcloud.readUser('x'), path: at('/Users', ISSUED_USER_ID) };
    expect(withIds(request, { user: 'a/b?c' }).path).to.equal('/Users/a%2Fb%3Fc');
    expect(at('/Users', '{"x"}/../..')).to.equal('/Users/%7B%22x%22%7D%2F..%2F..');
  });
  it('asks the transport to send no User-Agent where the provider sends none', () => {
    const request = dialects.entra.readUser('u1');
    expect(headersToSend(dialects.entra, request)).to.include({ 'user-agent': '' });
    expect(headersToSend(dialects['okta-oin'], dialects['okta-oin'].readUser('u1'))).to.include({
      'user-agent': 'Okta SCIM Client 1.0.0',
    });
    expect(headersToSend(dialects.ping, dialects.ping.readUser('u1'))).not.to.have.property('user-agent');
  });
  it('sends nothing where nothing changes', () => {
    for (const dialect of Object.values(dialects)) expect(dialect.updateUser('u1', [], { id: 'u1' })).to.deep.equal([]);
  });
  it('clears by empty text where Entra is told to clear', () => {
    const [request] = dialects.entra.updateUser('u1', [{ path: 'title', value: null }], { title: 'x' });
    expect(request?.body?.['Operations']).to.deep.equal([{ op: 'replace', path: 'title', value: '' }]);
  });
  it('knows whose evidence is thin', () => {
    const thin = Object.values(dialects).filter((dialect) => thinEvidence(dialect).length > 0);
    expect(thin.map((dialect) => dialect.id)).to.deep.equal([
      'onelogin',
      'ping',
      'jumpcloud',
      'cyberark',
      'sailpoint',
      'google',
    ]);
  });
});

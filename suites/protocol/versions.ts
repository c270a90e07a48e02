import {
  expect,
  fail,
  given,
  may,
  must,
  notApplicable,
  postGroup,
  read,
  readAll,
  resourceOf,
  scenario,
  should,
  succeeded,
  type ScimResponse,
} from '../../harness/language.js';
import { plainAttributes } from './_patch.js';

/** A tag without the mark of weakness and quotes, for comparing header and body. */
const bare = (tag: unknown): string => String(tag).replace(/^W\//, '');

/** A weak tag may be the time of the last change in seconds (RFC 9110 section 8.8.1): the next change comes later. */
async function nextSecond(tag: string | undefined, pause: (ms: number) => Promise<void>): Promise<void> {
  if (/^W\//.test(tag ?? '')) await pause(1100);
}

/** A tag of the same kind that no resource has. */
const foreign = (tag: string): string => `${/^W\//.test(tag) ? 'W/' : ''}"scimspec-other"`;

/** The first half of a tag, which tells more than its last letter: that may be padding, or the Z of a time. */
const halfOf = (tag: string): string =>
  tag.replace(/"(.+)"$/, (_all, text: string) => `"${text.slice(0, Math.ceil(text.length / 2))}"`);

scenario('Versions of a user', { needs: 'etag' }, () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user({ with: ['title'] })));
  const got = given('the user is read', ({ scim }) => scim.get(user.path));
  const again = given('the user is read once more', ({ scim }) => scim.get(user.path));
  const tag = (): string => {
    resourceOf(got.response);
    return got.response.headers['etag'] ?? notApplicable('the target sends no ETag on GET');
  };

  must(
    'protocol.versions.header',
    {
      title: 'GET of one resource has an ETag header',
      spec: 'RFC7644-3.14-02',
      fix: 'Send the version as ETag header where etag.supported is true.',
    },
    () => {
      expect(got.resource).to.assign('id');
      expect(got.response).to.have.header('etag');
    },
  );

  should(
    'protocol.versions.meta',
    {
      title: 'the version is in meta.version, too',
      spec: 'RFC7644-3.14-03',
      fix: 'Put the same value into meta.version.',
    },
    () => {
      expect(got.resource).to.assign('meta.version');
    },
  );

  must(
    'protocol.versions.agree',
    {
      title: 'ETag header and meta.version hold the same value',
      spec: 'RFC7644-3.14-04',
      fix: 'Write the entity-tag, quotes included, into both.',
    },
    () => {
      const version = read(got.resource, 'meta.version');
      if (version === undefined) notApplicable('the target gives no meta.version');
      if (bare(version) !== bare(tag()))
        fail(`meta.version ${tag()}`, `meta.version ${String(version)}`, { exchange: got.response.n });
    },
  );

  should(
    'protocol.versions.stable',
    {
      title: 'the ETag is stable while the resource is unchanged',
      spec: 'RFC7644-3.14-12',
      fix: 'Derive the tag from the stored state, not from the answer or the time.',
    },
    () => {
      expect(again.response.headers['etag']).to.equal(
        tag(),
        `the ETag ${tag()} again, the server answered ${again.response.headers['etag']}`,
      );
    },
  );

  must(
    'protocol.versions.not-modified',
    {
      title: 'If-None-Match with the current tag answers 304, the ETag and no body',
      spec: ['RFC7644-3.14-06', 'RFC7644-3.14-02'],
      fix: 'Compare If-None-Match with the current tag by weak comparison; answer 304 with the ETag, without a body.',
      why: 'A 304 has the ETag that a 200 would have (RFC 9110 section 15.4.5): it tells a client of several tags which one is current.',
    },
    async ({ scim }) => {
      const current = (await scim.get(user.path)).headers['etag'] ?? tag();
      const response = await scim.get(user.path, { headers: { 'if-none-match': current } });
      expect(response).to.have.status(304);
      expect(response.text).to.equal('', 'a 304 without a body, the server answered with one');
      expect(response).to.have.header('etag');
      if (bare(response.headers['etag']) !== bare(current))
        fail(`the ETag ${current}`, String(response.headers['etag']), { exchange: response.n });
    },
  );

  must(
    'protocol.versions.other-tag',
    {
      title: 'If-None-Match with another tag answers 200',
      spec: 'RFC7644-3.14-07',
      fix: 'Answer 304 only when one of the tags is the current one.',
    },
    async ({ scim }) => {
      const response = await scim.get(user.path, { headers: { 'if-none-match': foreign(tag()) } });
      expect(response).to.have.status(200);
      expect(response).to.hold('id', user.id);
    },
  );

  should(
    'protocol.versions.listed-tag',
    {
      title: 'If-None-Match with a list that holds the current tag answers 304',
      spec: 'RFC7644-3.14-13',
      fix: 'Split If-None-Match at its commas; one current tag is enough.',
    },
    async ({ scim }) => {
      const current = (await scim.get(user.path)).headers['etag'] ?? tag();
      const headers = { 'if-none-match': `${foreign(current)}, ${current}` };
      expect(await scim.get(user.path, { headers })).to.have.status(304);
    },
  );

  should(
    'protocol.versions.projection',
    {
      title: 'the tag stands for the resource, not for the projected body',
      spec: 'RFC7644-3.14-14',
      fix: 'Use one tag per resource, whatever attributes= asks for.',
    },
    async ({ scim }) => {
      const current = (await scim.get(user.path)).headers['etag'] ?? tag();
      const query = { attributes: 'displayName' };
      const projected = await scim.get(user.path, { query });
      if (bare(projected.headers['etag'] ?? current) !== bare(current))
        fail(`the ETag ${current}`, `the ETag ${projected.headers['etag']}`, { exchange: projected.n });
      expect(await scim.get(user.path, { query, headers: { 'if-none-match': current } })).to.have.status(304);
    },
  );

  may(
    'protocol.versions.optional',
    {
      title: 'kind of entity-tags',
      spec: 'RFC7644-3.14-01',
      fix: 'Nothing: versioning is optional, tags are weak or strong.',
    },
    () => (/^W\//.test(tag()) ? 'weak' : 'strong'),
  );
});

scenario('Updates without a condition', () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));

  may(
    'protocol.versions.unconditional',
    {
      title: 'reaction to an update without If-Match',
      spec: 'RFC7644-3.14-01',
      fix: 'Nothing: but no identity provider sends If-Match, so a target that demands it cannot be provisioned by them.',
    },
    async ({ scim }) => {
      const response = await scim.put(user.path, user.sent, { once: true });
      if (response.status === 428) return 'refused: If-Match is demanded';
      return succeeded(response) ? 'taken' : `answered ${response.status}`;
    },
  );
});

scenario('Versions of a group', { needs: ['etag', 'groups'], early: true }, () => {
  const users = given('two users are posted', async ({ scim, a }) => {
    const made = [await scim.post('/Users', a.user()), await scim.post('/Users', a.user())];
    return made.map((response) => String(read(resourceOf(response), 'id')));
  });
  const group = given('a group with one of them is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: users.value.slice(0, 1) })),
  );
  const first = given('the group is read', ({ scim }) => scim.get(group.path));
  const put = given('it is put with both', async ({ scim, a, pause }) => {
    await nextSecond(first.response.headers['etag'], pause);
    return scim.put(group.path, { ...group.sent, members: users.value.map((id) => a.member(id)) });
  });
  const second = given('the group is read', ({ scim }) => scim.get(group.path));

  must(
    'protocol.versions.group-header',
    {
      title: 'GET of a group has an ETag header, and answers 304 to it',
      spec: ['RFC7644-3.14-02', 'RFC7644-3.14-06'],
      fix: 'Set ETag on resources of every type, and compare If-None-Match with it.',
    },
    async ({ scim }) => {
      resourceOf(first.response);
      const user = await scim.get(`/Users/${encodeURIComponent(users.value[0] ?? '')}`);
      if (user.headers['etag'] === undefined) notApplicable('the target sends no ETag for users');
      const now = await scim.get(group.path);
      const tag = now.headers['etag'] ?? fail('an ETag header', 'without one', { exchange: now.n });
      const again = await scim.get(group.path, { headers: { 'if-none-match': tag } });
      if (again.headers['etag'] === undefined || again.headers['etag'] === tag) expect(again).to.have.status(304);
    },
  );

  must(
    'protocol.versions.group-stale',
    {
      title: 'If-Match with a stale tag refuses changes of a group, too',
      spec: 'RFC7644-3.14-10',
      fix: 'Compare If-Match with the current tag for every resource type.',
      why: 'A stale change of a group puts people back in who were taken out.',
    },
    async ({ scim, a, target }) => {
      const [old, current] = [first.response, second.response].map(({ headers }) => headers['etag']);
      if (old === undefined || old === current) notApplicable('the ETag of the group did not change');
      const [displayName, headers] = [`Stale ${a.marker()}`, { 'if-match': old }];
      const answers = [await scim.put(group.path, { ...group.sent, displayName }, { headers })];
      if (!target.lacks('patch')) {
        const operations = [{ op: 'replace', path: 'displayName', value: displayName }];
        answers.push(await scim.patch(group.path, operations, { headers }));
      }
      for (const answer of answers) expect(answer).to.be.refused();
      expect(resourceOf(await scim.get(group.path))).to.not.hold('displayName', displayName);
    },
  );

  must(
    'protocol.versions.members',
    {
      title: 'the ETag of a group changes when its members change',
      spec: 'RFC7644-3.14-11',
      fix: 'Make a new tag when a membership is added or removed, too.',
      why: 'A cache goes on showing the old members, and a stale PUT throws new ones out.',
    },
    () => {
      resourceOf(first.response);
      expect(put.response).to.succeeded();
      const [before, after] = [first.response, second.response].map((response) => readAll(response.json, 'members'));
      if (before?.length !== 1 || after?.length !== 2) notApplicable('the change of members is not visible');
      const tag = first.response.headers['etag'] ?? notApplicable('the target sends no ETag for groups');
      if (second.response.headers['etag'] === tag)
        fail(`another ETag than ${tag}`, 'the same one', { exchange: second.response.n });
    },
  );
});

scenario('Conditional updates', { needs: 'etag', early: true }, () => {
  const plain = given(
    'a plain attribute is chosen',
    ({ target }) => plainAttributes(target)[0] ?? notApplicable('the target publishes no plain attribute'),
  );
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user({ with: ['title'] })));
  /** A value that no other resource has, for it may have to be unique. */
  const mark = given('a mark is drawn', ({ a }) => a.marker());
  const text = (word: string): string => `${word} ${mark.value}`;
  const first = given('the user is read', ({ scim }) => scim.get(user.path));
  const tagOf = (response: { headers: Record<string, string> }): string =>
    response.headers['etag'] ?? notApplicable('the target sends no ETag on GET');
  const put = given('it is put with the tag just read', async ({ scim, pause }) => {
    const headers = { 'if-match': tagOf(first.response) };
    await nextSecond(headers['if-match'], pause);
    return scim.put(user.path, { ...user.sent, [plain.value]: text('Second') }, { headers });
  });
  const second = given('the user is read', async ({ scim }) => {
    // Where every tag is refused, a change without one makes the first tag stale.
    if (!succeeded(put.response)) await scim.put(user.path, { ...user.sent, [plain.value]: text('Second') });
    return scim.get(user.path);
  });

  must(
    'protocol.versions.if-match',
    {
      title: 'If-Match with the current tag lets a PUT through',
      spec: 'RFC7644-3.14-09',
      fix: 'Compare If-Match with the current tag; SCIM allows weak tags here.',
    },
    () => {
      resourceOf(first.response);
      tagOf(first.response);
      expect(put.response).to.succeeded();
      expect(second.resource).to.assign('id');
    },
  );

  should(
    'protocol.versions.answer-tag',
    {
      title: 'the ETag of the answer to a PUT is the one of the next GET',
      spec: 'RFC7644-3.14-12',
      fix: 'Take the tag of the answer after the change is stored, or send none with it.',
      why: 'A client that uses the tag of the answer for its next update is answered 412.',
    },
    () => {
      if (!succeeded(put.response)) resourceOf(put.response);
      resourceOf(second.response);
      const tag = put.response.headers['etag'];
      if (tag === undefined) notApplicable('the answer to the PUT has no ETag');
      if (bare(tag) !== bare(tagOf(second.response)))
        fail(`the ETag ${tagOf(second.response)}`, `the ETag ${tag}`, { exchange: put.response.n });
    },
  );

  must(
    'protocol.versions.changes',
    {
      title: 'the ETag changes when the resource changes',
      spec: 'RFC7644-3.14-11',
      fix: 'Make a new tag on every effective change.',
    },
    () => {
      if (!succeeded(put.response)) resourceOf(put.response);
      const before = read(resourceOf(first.response), plain.value);
      const after = read(second.resource, plain.value);
      if (before === after) notApplicable('the change is not visible in the representation');
      if (tagOf(second.response) === tagOf(first.response))
        fail(`another ETag than ${tagOf(first.response)}`, 'the same one', { exchange: second.response.n });
    },
  );

  must(
    'protocol.versions.former-tag',
    {
      title: 'If-None-Match with a tag of before the change answers 200',
      spec: 'RFC7644-3.14-07',
      fix: 'Answer 304 for the current tag alone, not for tags that the resource once had.',
      why: 'A cache in between would show the old state for ever.',
    },
    async ({ scim }) => {
      const old = tagOf(first.response);
      if (old === tagOf(second.response)) notApplicable('the ETag did not change');
      const response = await scim.get(user.path, { headers: { 'if-none-match': old } });
      expect(response).to.have.status(200);
      expect(response).to.hold('id', user.id);
    },
  );

  const stale = given('it is put with the first tag', ({ scim }) =>
    scim.put(
      user.path,
      { ...user.sent, [plain.value]: text('Third') },
      { headers: { 'if-match': tagOf(first.response) } },
    ),
  );
  const third = given('the user is read', ({ scim }) => scim.get(user.path));

  must(
    'protocol.versions.stale-put',
    {
      title: 'If-Match with stale tags refuses a PUT and changes nothing',
      spec: 'RFC7644-3.14-10',
      fix: 'Answer 412 when If-Match does not name the current tag; compare tags as a whole.',
      why: 'Two administrators would overwrite each other unseen.',
    },
    async ({ scim }) => {
      const old = tagOf(first.response);
      if (old === tagOf(second.response)) notApplicable('the ETag did not change');
      expect(stale.response).to.be.refused();
      expect(third.resource).to.not.hold(plain.value, text('Third'));
      const current = tagOf(third.response);
      for (const condition of [`${foreign(old)}, ${old}`, halfOf(current)]) {
        if (condition === current) continue;
        const headers = { 'if-match': condition };
        expect(await scim.put(user.path, { ...user.sent, [plain.value]: text('Third') }, { headers })).to.be.refused();
      }
      expect(resourceOf(await scim.get(user.path))).to.not.hold(plain.value, text('Third'));
    },
  );

  must(
    'protocol.versions.stale-patch',
    {
      title: 'If-Match with a stale tag refuses a PATCH and changes nothing',
      spec: 'RFC7644-3.14-10',
      fix: 'Answer 412 when If-Match does not name the current tag.',
      needs: 'patch',
    },
    async ({ scim }) => {
      if (tagOf(first.response) === tagOf(second.response)) notApplicable('the ETag did not change');
      const response = await scim.patch(user.path, [{ op: 'replace', path: plain.value, value: text('Fourth') }], {
        headers: { 'if-match': tagOf(first.response) },
      });
      expect(response).to.be.refused();
      expect(resourceOf(await scim.get(user.path))).to.not.hold(plain.value, text('Fourth'));
    },
  );

  must(
    'protocol.versions.patch-if-match',
    {
      title: 'If-Match with the current tag lets a PATCH through',
      spec: 'RFC7644-3.14-09',
      fix: 'Compare If-Match with the current tag; SCIM allows weak tags here.',
      needs: 'patch',
    },
    async ({ scim, pause }) => {
      const current = await scim.get(user.path);
      const patched = async (value: string): Promise<ScimResponse> => {
        const headers = { 'if-match': tagOf(current) };
        const operations = [{ op: 'replace', path: plain.value, value }];
        expect(await scim.patch(user.path, operations, { headers })).to.succeeded();
        return scim.get(user.path);
      };
      const kept = (seen: ScimResponse, value: string): boolean =>
        read(resourceOf(seen), plain.value) === value && seen.headers['etag'] === current.headers['etag'];
      let now = await patched(text('Fifth'));
      if (!kept(now, text('Fifth'))) return;
      await nextSecond(tagOf(current), pause);
      now = await patched(text('Sixth'));
      if (kept(now, text('Sixth'))) fail(`another ETag than ${tagOf(current)}`, 'the same one', { exchange: now.n });
    },
  );

  should(
    'protocol.versions.any',
    {
      title: 'If-Match: * or a list with the current tag lets a PUT through',
      spec: 'RFC7644-3.14-13',
      fix: 'Treat * as "any current tag", and split a list of tags at its commas: one current tag is enough.',
    },
    async ({ scim }) => {
      resourceOf(first.response);
      const put = (condition: string): Promise<ScimResponse> =>
        scim.put(user.path, { ...user.sent, [plain.value]: text('Any') }, { headers: { 'if-match': condition } });
      expect(await put('*')).to.succeeded();
      const current = tagOf(await scim.get(user.path));
      expect(await put(`${foreign(current)}, ${current}`)).to.succeeded();
    },
  );

  should(
    'protocol.versions.delete',
    {
      title: 'If-Match with a stale tag refuses a DELETE',
      spec: 'RFC7644-3.6-13',
      fix: 'Answer 412 when If-Match does not name the current tag.',
    },
    async ({ scim }) => {
      if (tagOf(first.response) === tagOf(second.response)) notApplicable('the ETag did not change');
      const response = await scim.delete(user.path, { headers: { 'if-match': tagOf(first.response) } });
      if (response.status === 405 || response.status === 501) notApplicable('the target does not support DELETE');
      expect(response).to.be.refused();
      expect(await scim.get(user.path)).to.be.scimResource('User');
    },
  );
});

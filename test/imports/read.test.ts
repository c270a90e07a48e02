/** Files that are not as they should be get a sentence with its line; values for variables come in three shapes. */
import { expect } from 'chai';
import { readSuite, readValues } from '../../imports/read.js';
import { UsageError } from '../../harness/usage-error.js';

const saying = (text: string): string => {
  try {
    readSuite(text, 'suite.json');
  } catch (problem) {
    expect(problem).to.be.instanceOf(UsageError);
    return (problem as Error).message;
  }
  return 'nothing';
};

describe('broken import files', () => {
  const table: [string, RegExp][] = [
    ['{\n  "steps": [\n    {"method": "GET",,}\n  ]\n}', /^suite\.json is not JSON: .*line 3, column 22/],
    ['', /not JSON.*line 1/],
    ['{\n "hello": 1\n}', /line 1: this is neither/],
    ['{"steps": []}', /line 1: the file holds no request/],
    ['{\n "steps": [\n  {"step_type": "request",\n   "url": 7}\n ]\n}', /line 4: url should be a text/],
    [
      '{\n "steps": [\n  {"url": "{{b}}/Users",\n   "assertions": [\n    {"value": 1}]}\n ]\n}',
      /line 5: an assertion names/,
    ],
    ['{\n "item": [\n  {"name": "x"},\n  7\n ]\n}', /line 3: an item holds a request/],
    ['{\n "item": [\n  {"name": "x",\n   "request": {\n    "url": {"path": []}}}\n ]\n}', /line 5: a url has neither/],
    [
      '{\n "item": [\n  {"request": {"url": "{{b}}/Users",\n   "header": {"a": 1}}}\n ]\n}',
      /line 4: header should be a list/,
    ],
  ];
  for (const [text, words] of table)
    it(`${JSON.stringify(text).slice(0, 60)} is told by line`, () => expect(saying(text)).to.match(words));
});

describe('values for variables', () => {
  const read = (value: unknown) => readValues(JSON.stringify(value), 'values.json');

  it('come as plain pairs, as a Postman environment or as one of Runscope', () => {
    expect([...read({ a: 'x', n: 1 }).variables]).to.deep.equal([
      ['a', 'x'],
      ['n', '1'],
    ]);
    const environment = [
      { key: 'a', value: 'x', enabled: true },
      { key: 'b', value: 'y', enabled: false },
      { key: 'c', value: 'hidden-value', type: 'secret' },
    ];
    expect(read({ values: environment })).to.deep.equal({
      variables: new Map([
        ['a', 'x'],
        ['c', 'hidden-value'],
      ]),
      secrets: ['hidden-value'],
    });
    expect([...read({ name: 'Env', initial_variables: { a: 'x' } }).variables]).to.deep.equal([['a', 'x']]);
  });

  it('are secrets where their name says so', () => {
    expect(read({ auth: 'Bearer abcdefgh' }).secrets).to.deep.equal(['abcdefgh']);
  });
});

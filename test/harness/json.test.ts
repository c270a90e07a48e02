import { expect } from 'chai';
import fc from 'fast-check';
import { parseJson } from '../../harness/json.js';

describe('JSON reader', () => {
  it('agrees with JSON.parse on any JSON value', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom('', ' ', '\n\t'), (text, white) => {
        expect(parseJson(white + text + white).value).to.deep.equal(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it('accepts and refuses the same mutated texts as JSON.parse', () => {
    const mutated = fc
      .tuple(
        fc.json({ maxDepth: 3 }),
        fc.nat(200),
        fc.constantFrom('', '"', '{', '}', ',', ':', '0', '-', '.', 'e', '\\', 'u', '\u0001', 'tru', '/**/'),
      )
      .map(
        ([text, at, piece]) => text.slice(0, at % (text.length + 1)) + piece + text.slice((at % (text.length + 1)) + 1),
      );
    fc.assert(
      fc.property(mutated, (text) => {
        let accepted = true;
        let value: unknown;
        try {
          value = JSON.parse(text);
        } catch {
          accepted = false;
        }
        const parsed = parseJson(text);
        expect(parsed.problem === undefined, text).to.equal(accepted);
        if (accepted) expect(parsed.value).to.deep.equal(value);
        else expect(parsed).not.to.have.property('value');
      }),
      { numRuns: 3000 },
    );
  });

  for (const [text, problem] of [
    ['', /the text ends where a value should be \(line 1, column 1\)/],
    ['{"a":1,\n"b":}', /found "}" where a value should be \(line 2, column 5\)/],
    ['{"a":1,}', /member name/],
    ["{'a':1}", /member name in double quotes/],
    ['[1 2]', /found "2" where "," or "]"/],
    ['{"a" 1}', /where ":" should be/],
    ['"abc', /ends inside a string/],
    ['"a\nb"', /control character/],
    ['"\\x"', /wrong escape/],
    ['"\\u12g4"', /wrong \\u escape/],
    ['01', /wrong spelling/],
    ['1.', /wrong spelling/],
    ['NaN', /where a value should be/],
    ['{} {}', /where the end of the text should be/],
    ['<html>', /found "<"/],
  ] as const)
    it(`says what is wrong with ${JSON.stringify(text)}`, () => {
      expect(parseJson(text).problem).to.match(problem);
    });

  it('refuses nesting of any depth without crashing, on both sides of the limit', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
      // Brackets in strings make it look shallow.
      ['{"]}":', '}'],
    ] as const) {
      for (const depth of [257, 10_000, 1_000_000]) {
        const text = open.repeat(depth) + '1' + close.repeat(depth);
        expect(parseJson(text).problem).to.match(/nested deeper than 256/);
      }
      expect(parseJson(open.repeat(256) + '1' + close.repeat(256)).problem).to.equal(undefined);
    }
  });

  it('names members that are there twice and lets the last one count', () => {
    const parsed = parseJson(
      '{"name":{"givenName":"a","givenName":"b"},"emails":[{"value":1,"value":2}],"urn:x:y":{"m":1,"m":2},"a":1,"\\u0061":2}',
    );
    expect(parsed.closely().duplicateKeys).to.deep.equal(['name.givenName', 'emails[0].value', '["urn:x:y"].m', 'a']);
    expect(parsed.value).to.deep.include({ name: { givenName: 'b' }, a: 2 });
  });

  it('does not take members of Object.prototype for duplicates', () => {
    expect(parseJson('{"toString":1,"constructor":{"prototype":2}}').closely().duplicateKeys).to.deep.equal([]);
  });

  it('gives objects that can be printed, whatever their members are called', () => {
    for (const text of [
      '{"a":[{"toString":1}]}',
      '{"a":[{"\\u0074oString":null,"valueOf":2}]}',
      '\ufeff{"a":[{"toString":1}]}',
    ]) {
      const { value } = parseJson(text);
      const [first] = (value as { a: unknown[] }).a;
      expect(String(first)).to.equal('[object Object]');
      expect(Number(first)).to.deep.equal(NaN);
      expect(JSON.stringify(value)).to.contain('toString');
    }
  });

  it('keeps __proto__ as an ordinary own member', () => {
    const { value, closely } = parseJson('{"__proto__":{"polluted":true},"__proto__":{"polluted":1}}');
    expect(Object.keys(value as object)).to.deep.equal(['__proto__']);
    expect(closely().duplicateKeys).to.deep.equal(['__proto__']);
    expect(Object.getPrototypeOf(value)).to.equal(Object.prototype);
    expect(({} as { polluted?: unknown }).polluted).to.equal(undefined);
  });

  it('keeps the spelling of numbers that are no plain integers', () => {
    const { value, closely } = parseJson('{"a":1.0E7,"b":[3,1.0,-0],"c":{"d":12345678901234567890},"e":7}');
    expect(value).to.deep.equal({ a: 1e7, b: [3, 1, -0], c: { d: 12345678901234567000 }, e: 7 });
    expect([...closely().rawNumbers]).to.deep.equal([
      ['a', '1.0E7'],
      ['b[1]', '1.0'],
      ['c.d', '12345678901234567890'],
    ]);
  });

  it('skips a byte order mark', () => {
    expect(parseJson('\ufeff{"a":1}')).to.deep.include({ value: { a: 1 } });
  });

  it('bounds its notes on a text full of repeated names', () => {
    expect(parseJson(`{${'"a":1.5,'.repeat(5000)}"a":1}`).closely().duplicateKeys).to.have.length(100);
  });
});

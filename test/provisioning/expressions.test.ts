import { expect } from 'chai';
import fc from 'fast-check';
import { evaluate } from '../../provisioning/mapping/evaluate.js';
import { FUNCTIONS, REFUSED } from '../../provisioning/mapping/functions.js';
import { ExpressionError, parseExpression, pointAt } from '../../provisioning/mapping/parser.js';
import { EvaluationError, type Value } from '../../provisioning/mapping/values.js';

const NOW = Date.UTC(2021, 7, 25, 17, 41, 18);

function run(text: string, attributes: Record<string, Value> = {}): Value {
  let seed = 7;
  return evaluate(parseExpression(text), {
    attribute: (name) => (Object.hasOwn(attributes, name) ? (attributes[name] ?? null) : null),
    now: NOW,
    random: () => (seed = (seed * 16807) % 2147483647) / 2147483647,
  });
}

/** The examples Microsoft publishes in its expression reference, inputs and outputs. */
const DOCUMENTED: [string, Record<string, Value>, Value][] = [
  ['Append([upn], ".test")', { upn: 'John.Doe@contoso.com' }, 'John.Doe@contoso.com.test'],
  ['BitAnd(&HF, &HF7)', {}, 7],
  ['CBool([a] = [b])', { a: 'x', b: 'x' }, true],
  ['CDate([d])', { d: '2020-03-16-07:00' }, '3/16/2020 7:00:00 AM'],
  ['CDate("2021-06-30+08:00")', {}, '6/29/2021 4:00:00 PM'],
  ['CDate("2009-06-15T01:45:30-07:00")', {}, '6/15/2009 8:45:30 AM'],
  ['Coalesce([mail],[upn])', { upn: 'u@contoso.com' }, 'u@contoso.com'],
  ['ConvertToBase64("Hello world!")', {}, 'SABlAGwAbABvACAAdwBvAHIAbABkACEA'],
  ['ConvertToUTF8Hex("Hello world!")', {}, '48656C6C6F20776F726C6421'],
  ['DateAdd("d", 7, CDate([d]))', { d: '2012-03-16-07:00' }, '3/23/2012 7:00:00 AM'],
  ['DateAdd("d", -10, CDate([d]))', { d: '2012-03-16-07:00' }, '3/6/2012 7:00:00 AM'],
  ['DateAdd("ww", 2, CDate([d]))', { d: '2012-03-16-07:00' }, '3/30/2012 7:00:00 AM'],
  ['DateAdd("m", 10, CDate([d]))', { d: '2012-03-16-07:00' }, '1/16/2013 7:00:00 AM'],
  ['DateAdd("yyyy", 2, CDate([d]))', { d: '2012-03-16-07:00' }, '3/16/2014 7:00:00 AM'],
  ['DateDiff("d", "2021-08-18+08:00", "2021-08-31+08:00")', {}, 13],
  ['DateDiff("d", Now(), CDate([d]))', { d: '2012-03-16-07:00' }, -3449],
  ['DateDiff("ww", Now(), CDate([d]))', { d: '2012-03-16-07:00' }, -493],
  ['DateDiff("m", Now(), CDate([d]))', { d: '2012-03-16-07:00' }, -113],
  ['DateDiff("yyyy", Now(), CDate([d]))', { d: '2012-03-16-07:00' }, -9],
  ['DateDiff("h", "2021-08-24", "2021-08-25")', {}, 24],
  ['DateDiff("n", "2021-08-24", "2021-08-25")', {}, 1440],
  ['DateDiff("s", "2021-08-24", "2021-08-25")', {}, 86400],
  ['DateFromNum(129699324000000000)', {}, '1/1/2012 11:00:00 PM'],
  ['FormatDateTime([e], , "yyyyMMddHHmmss.fZ", "yyyy-MM-dd")', { e: '20150123105347.1Z' }, '2015-01-23'],
  ['IIF([country]="USA",[country],[department])', { country: 'DE', department: 'Sales' }, 'Sales'],
  ['InStr("The quick brown fox","quick")', {}, 5],
  ['InStr("repEated","e",3,vbBinaryCompare)', {}, 7],
  ['InStr("repEated","e",3,vbTextCompare)', {}, 4],
  ['Item([proxyAddresses], 1)', { proxyAddresses: ['first', 'second'] }, 'first'],
  ['Join(", ", "", [surname], [givenName])', { surname: 'Doe', givenName: 'John' }, 'Doe, John'],
  ['Left("John Doe", 3)', {}, 'Joh'],
  ['Left([none], 3)', {}, ''],
  ['Append(Mid([givenName], 1, 3), Mid([surname], 1, 5))', { givenName: 'John', surname: 'Doe' }, 'JohDoe'],
  ['NormalizeDiacritics([givenName])', { givenName: 'Zoë' }, 'Zoe'],
  ['NormalizeDiacritics("Łukasz Ærø ß")', {}, 'Lukasz AEroe ss'],
  ['Not([accountEnabled])', { accountEnabled: true }, false],
  ['Now()', {}, '8/25/2021 5:41:18 PM'],
  ['PCase([n])', { n: 'PABLO GONSALVES (SECOND)' }, 'Pablo Gonsalves (Second)'],
  ['PCase([n]," \'-")', { n: "PINTO-DE'SILVA" }, "Pinto-De'Silva"],
  ['PCase(Join(" ",[f],[l]))', { f: 'GREGORY', l: 'JAMES' }, 'Gregory James'],
  ['RemoveDuplicates([p])', { p: ['a', 'b', 'a'] }, ['a', 'b']],
  ['Replace([t],"Product Developer", , , "Software Engineer", , )', { t: 'Product Developer' }, 'Software Engineer'],
  ['Replace([u],"<username>", , , , , "<username>@contoso.com")', { u: 'jsmith' }, 'jsmith@contoso.com'],
  [
    'Replace([t], , "\\\\+(?<isdCode>\\\\d* )(?<phoneNumber>\\\\d{10})", , "${phoneNumber}", , )',
    { t: '+91 9998887777' },
    '9998887777',
  ],
  // The documentation prints this result without the plus sign, which its own pattern does not match.
  ['Replace([m], , "[()\\\\s-]+", , "", , )', { m: '+1 (999) 888-7777' }, '+19998887777'],
  [
    'Replace([a], ,"(?<streetNumber>^\\\\d*)","streetNumber", "888", , )',
    { a: '545 Tremont Street' },
    '888 Tremont Street',
  ],
  ['Replace([u], , "(?<Suffix>@(.)*)", "Suffix", "", , )', { u: 'jsmith@contoso.com' }, 'jsmith'],
  [
    'Replace([t], , "\\\\+(?<isdCode>\\\\d* )(?<phoneNumber>\\\\d{10})", "phoneNumber" , , [mobile], )',
    { t: '', mobile: '+91 8887779999' },
    '8887779999',
  ],
  ['Replace([n], , "[a-zA-Z_]*", , "", , )', { n: 'john_doe72' }, '72'],
  ['Replace([mail], "@contoso.com", , ,"", ,)', { mail: 'john.doe@contoso.com' }, 'john.doe'],
  ['Split([e], ",")', { e: 'PermissionSetOne, PermissionSetTwo' }, ['PermissionSetOne', 'PermissionSetTwo']],
  ['StripSpaces("a b  c")', {}, 'abc'],
  [
    'Switch([s], "Australia/Sydney", "NSW", "Australia/Sydney","QLD", "Australia/Brisbane")',
    { s: 'QLD' },
    'Australia/Brisbane',
  ],
  ['Switch([s], "Default Value", "true", "1", "", "0")', {}, '0'],
  ['Switch([IsSoftDeleted], , "False", "True", "True", "False")', { IsSoftDeleted: false }, 'True'],
  ['Switch([IsSoftDeleted], , "False", "True", "True", "False")', { IsSoftDeleted: true }, 'False'],
  [
    'ToLower(Join("@", NormalizeDiacritics(StripSpaces(Join(".", [f], [l]))), "contoso.com"))',
    { f: 'John', l: 'Smith' },
    'john.smith@contoso.com',
  ],
  ['Word("The quick brown fox",3," ")', {}, 'brown'],
  ['Word("This,string!has&many separators",3,",!&#")', {}, 'has'],
  ['NumFromDate("2012-01-01T23:00:00Z")', {}, '129699324000000000'],
  ['SingleAppRoleAssignment([roles])', { roles: [{ id: '1', value: 'Admin', displayName: 'Admin' }] }, 'Admin'],
];

describe('mapping expressions', () => {
  for (const [text, attributes, wanted] of DOCUMENTED) {
    it(`${text} is ${JSON.stringify(wanted)}`, () => expect(run(text, attributes)).to.deep.equal(wanted));
  }

  it('names all documented functions, implemented or refused with a sentence', () => {
    const documented = `Append AppRoleAssignmentsComplex AssertiveAppRoleAssignmentsComplex BitAnd CBool CDate Coalesce
      ConvertToBase64 ConvertToUTF8Hex Count CStr DateAdd DateDiff DateFromNum DefaultDomain FormatDateTime Guid
      IgnoreFlowIfNullOrEmpty IIF InStr IsNull IsNullOrEmpty IsPresent IsString Item Join Left Len Mid NormalizeDiacritics
      Not Now NumFromDate PCase RandomString Redact RemoveDuplicates Replace SelectUniqueValue SingleAppRoleAssignment
      Split StripSpaces Switch ToLower ToUpper Word`.split(/\s+/);
    expect([...FUNCTIONS.keys(), ...Object.keys(REFUSED)].sort()).to.deep.equal(documented.sort());
  });

  it('makes random strings that keep every minimum', () => {
    const made = String(run('RandomString(10,2,2,2,1,"?,")'));
    expect(made).to.have.length(10);
    expect(made.match(/\d/g)?.length).to.be.at.least(2);
    expect(made.match(/[A-Z]/g)?.length).to.be.at.least(2);
    expect(made.match(/[^A-Za-z\d]/g)?.length).to.equal(2);
    expect(made).not.to.match(/[?,]/);
  });

  it('evaluates only the taken branch of IIF', () => {
    expect(run('IIF([n] > 5, "big", Left("x", "not a number"))', { n: 6 })).to.equal('big');
  });

  it('fails a condition over a missing value instead of calling it false', () => {
    expect(() => run('IIF([country]="", "Other", [country])')).to.throw(EvaluationError, /without a value/);
  });

  const mistakes: [string, number, RegExp][] = [
    ['Joim(" ",[a])', 0, /no function Joim/],
    ['join(" ",[a])', 0, /write Join/],
    ['Append([a])', 0, /takes 2 arguments, here are 1/],
    ['Append([a], "b', 12, /closing quotation/],
    ['Append([a, "b")', 7, /closing bracket/],
    ['Append([a], "b"', 0, /closing parenthesis/],
    ['Append([a] "b")', 11, /comma/],
    ['Append([a], b)', 12, /neither/],
    ['Append([a], "b") x', 17, /left over/],
    ['IIF([a]="1" = "2","x","y")', 12, /one comparison/],
    ['SelectUniqueValue([a],[b])', 0, /outbound/],
    ['Switch([a], "d", "k", "v", "k2")', 0, /pairs/],
    ['', 0, /empty/],
  ];
  for (const [text, position, sentence] of mistakes) {
    it(`points at character ${position} of ${text || 'nothing'}`, () => {
      try {
        parseExpression(text);
        expect.fail('parsed');
      } catch (error) {
        expect(error).to.be.instanceOf(ExpressionError);
        const mistake = error as ExpressionError;
        expect(mistake.position).to.equal(position);
        expect(mistake.message).to.match(sentence);
        expect(pointAt(text, mistake).split('\n')[1]?.indexOf('^')).to.equal(position);
      }
    });
  }

  it('never fails otherwise than with ExpressionError, whatever the text', () => {
    const piece = fc.constantFrom(
      'Join(',
      '(',
      ')',
      '[',
      ']',
      '"',
      ',',
      'IIF(',
      '\\',
      'a',
      '&H',
      '=',
      '<>',
      ' ',
      '9',
      '-',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        try {
          parseExpression(pieces.join(''));
        } catch (error) {
          if (!(error instanceof ExpressionError)) throw error;
        }
      }),
      { numRuns: 2000 },
    );
    expect(() => parseExpression('Not('.repeat(2000))).to.throw(ExpressionError, /deep/);
  });
});

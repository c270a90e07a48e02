import { expect } from 'chai';
import { ApplicationError, readApplication, writeApplication } from '../../provisioning/application-file.js';
import { Directory } from '../../provisioning/directory/directory.js';
import { generatePerson } from '../../provisioning/directory/generate.js';
import { toCsv } from '../../provisioning/log-export.js';
import { logEntry, step } from '../../provisioning/log.js';
import { assess, nextQuarantine } from '../../provisioning/quarantine.js';
import { clauseProblems, decideScope, OPERATORS, passesClause, type Clause } from '../../provisioning/scope.js';
import { fromTemplate, TEMPLATES } from '../../provisioning/templates.js';

describe('application files', () => {
  for (const { id } of TEMPLATES) {
    it(`the template ${id} reads back as it was written`, () => {
      const application = fromTemplate(id);
      expect(application && readApplication('a.yaml', writeApplication(application))).to.deep.equal(application);
    });
  }

  const text = (): string => writeApplication(fromTemplate('zscaler-beta') ?? expect.fail());
  const broken: [string, (text: string) => string, RegExp][] = [
    [
      'a broken expression',
      (t) => t.replace('Switch([IsSoftDeleted], ,', 'Switsh([IsSoftDeleted], ,'),
      /a\.yaml:\d+: users\.attributes\.2: active:\nSwitsh[^\n]*\n\^ there is no function Switsh/,
    ],
    [
      'a token in the file',
      (t) => t.replace('secretToken: env:SCIMSPEC_TOKEN', 'secretToken: abc123'),
      /a\.yaml:8: adminCredentials\.secretToken: names where/,
    ],
    ['an unknown name', (t) => t.replace('scope: assigned', 'skope: assigned'), /skope: is not known here/],
    ['no matching attribute', (t) => t.replaceAll('matching: 1', 'apply: always'), /needs "matching: 1"/],
    ['a wrong choice', (t) => t.replace('scope: assigned', 'scope: some'), /scope: is one of assigned, all/],
    [
      'a bad target attribute',
      (t) => t.replace('target: userName', 'target: "user name"'),
      /"user name" is not a target attribute/,
    ],
    ['YAML that is none', (t) => `${t}\n  x: [`, /a\.yaml:\d+:/],
    [
      'a role mapping for everybody',
      (t) =>
        t
          .replace('scope: assigned', 'scope: all')
          .replace('source: givenName', 'expression: SingleAppRoleAssignment([appRoleAssignments])'),
      /scope assigned only/,
    ],
  ];
  for (const [name, edit, sentence] of broken) {
    it(`says file, line and what to do for ${name}`, () => {
      expect(() => readApplication('a.yaml', edit(text()))).to.throw(ApplicationError, sentence);
    });
  }
});

describe('scoping filters', () => {
  const person = (attributes: Record<string, string | number | boolean | null>) => ({
    ...generatePerson(1, 1),
    attributes,
  });
  const table: [Clause, Record<string, string | number | boolean | null>, boolean][] = [
    [{ attribute: 'a', operator: 'EQUALS', value: 'x' }, { a: 'x' }, true],
    [{ attribute: 'a', operator: 'EQUALS', value: 'x' }, { a: 'X' }, false],
    [{ attribute: 'a', operator: 'NOT EQUALS', value: 'x' }, { a: 'y' }, true],
    [{ attribute: 'a', operator: 'NOT EQUALS', value: 'x' }, {}, false],
    [{ attribute: 'a', operator: 'IS TRUE' }, { a: true }, true],
    [{ attribute: 'a', operator: 'IS FALSE' }, { a: 'False' }, true],
    [{ attribute: 'a', operator: 'IS FALSE' }, {}, false],
    [{ attribute: 'a', operator: 'IS NULL' }, { a: '' }, true],
    [{ attribute: 'a', operator: 'IS NOT NULL' }, { a: null }, false],
    [{ attribute: 'a', operator: 'REGEX MATCH', value: '.*\\@domain.com' }, { a: 'u@domain.com' }, true],
    [{ attribute: 'a', operator: 'NOT REGEX MATCH', value: '.*\\@domain.com' }, {}, false],
    [{ attribute: 'a', operator: 'Greater_Than', value: '9' }, { a: '10' }, true],
    [{ attribute: 'a', operator: 'Greater_Than', value: '10' }, { a: 10 }, false],
    [{ attribute: 'a', operator: 'Greater_Than_OR_EQUALS', value: '10' }, { a: 10 }, true],
    [{ attribute: 'a', operator: 'Greater_Than', value: '1' }, { a: 'text' }, false],
    [{ attribute: 'a', operator: 'Includes', value: 'ell' }, { a: 'hello' }, true],
    [{ attribute: 'a', operator: 'Includes', value: 'ELL' }, { a: 'hello' }, false],
    [{ attribute: 'a', operator: 'ENDS_WITH', value: 'lo' }, { a: 'hello' }, true],
    [{ attribute: 'a', operator: '&', value: '6' }, { a: 2 }, true],
    [{ attribute: 'a', operator: '&', value: 'red,green' }, { a: 'green' }, true],
    [{ attribute: 'a', operator: '!&', value: '6' }, { a: 1 }, true],
  ];
  for (const [clause, attributes, wanted] of table) {
    it(`${clause.operator} ${clause.value ?? ''} on ${JSON.stringify(attributes)} is ${wanted}`, () => {
      expect(passesClause(clause, person(attributes))).to.equal(wanted);
    });
  }

  it('covers every documented operator', () => {
    expect(new Set(table.map(([{ operator }]) => operator))).to.deep.equal(new Set(OPERATORS));
  });

  it('joins clauses by AND and filters by OR', () => {
    const one = person({ a: 'x', b: 'y' });
    const directory = new Directory({ people: [one], groups: [], assignments: [] });
    const clause = (attribute: string, value: string): Clause => ({ attribute, operator: 'EQUALS', value });
    const decide = (...filters: Clause[][]) =>
      decideScope(directory, one, {
        scope: 'all',
        excludeDefaultAccess: false,
        filters: filters.map((clauses, n) => ({ title: `f${n}`, clauses })),
      }).inScope;
    expect(decide([clause('a', 'x'), clause('b', 'y')])).to.equal(true);
    expect(decide([clause('a', 'x'), clause('b', 'n')])).to.equal(false);
    expect(decide([clause('a', 'n')], [clause('b', 'y')])).to.equal(true);
    expect(decide([clause('a', 'n')], [clause('b', 'n')])).to.equal(false);
  });

  it('refuses what the provider does not filter by', () => {
    expect(clauseProblems({ attribute: 'manager', operator: 'EQUALS', value: 'x' })).to.have.length(1);
    expect(clauseProblems({ attribute: 'a', operator: 'Greater_Than', value: 'x' })).to.have.length(1);
    expect(clauseProblems({ attribute: 'a', operator: 'REGEX MATCH', value: '(' })).to.have.length(1);
  });
});

describe('quarantine', () => {
  const healthy = { events: 100, failures: 0, referenceFailures: 0, fatal: null, tooManyDeletes: null };
  it('looks at the proportion from 5,000 failures on', () => {
    expect(assess({ ...healthy, events: 10_000, failures: 4_999 }).reason).to.equal(null);
    expect(assess({ ...healthy, events: 10_000, failures: 5_000 }).reason).to.equal(
      'EncounteredEscrowProportionThreshold',
    );
    expect(assess({ ...healthy, events: 20_000, failures: 5_000 }).reason).to.equal(null);
  });
  it('has absolute limits, with and without references', () => {
    expect(assess({ ...healthy, events: 1_000_000, failures: 40_001 }).reason).to.equal(
      'EncounteredBaseEscrowThreshold',
    );
    expect(assess({ ...healthy, events: 1_000_000, failures: 30_000, referenceFailures: 30_001 }).reason).to.equal(
      'EncounteredTotalEscrowThreshold',
    );
  });
  it('says before the threshold what would happen at scale', () => {
    expect(assess({ ...healthy, failures: 60 }).sentence).to.match(/would be quarantined/);
  });
  it('backs off to 6, 12, 24 and 24 hours, and keeps the beginning of the series', () => {
    const fatal = assess({ ...healthy, fatal: { code: 'Unauthorized', message: '401' } });
    const hours: number[] = [];
    let now = 0;
    let quarantine = nextQuarantine(null, fatal, now);
    for (let n = 0; n < 4 && quarantine; n += 1) {
      hours.push((quarantine.nextAttempt - now) / 3_600_000);
      now = quarantine.nextAttempt;
      quarantine = nextQuarantine(quarantine, fatal, now);
    }
    expect(hours).to.deep.equal([6, 12, 24, 24]);
    expect(quarantine?.seriesBegan).to.equal(0);
    expect(nextQuarantine(quarantine, assess(healthy), now)).to.equal(null);
  });
});

describe('the log as CSV', () => {
  it('writes three tables joined by id, and no formulas', () => {
    const entry = logEntry(
      {
        action: 'create',
        status: 'failure',
        error: { code: 'Conflict', reason: '=HYPERLINK("http://evil")' },
        steps: [step('EntryExport', 'export', 'failure', 'line one\nline "two"')],
        modified: [{ displayName: 'userName', oldValue: null, newValue: '@a' }],
        source: { id: 's', name: 'Ada, Byron', kind: 'user', principalName: 'a@example.com' },
        target: { id: '', name: '' },
        durationMs: 3.4,
      },
      { jobId: 'j', cycleId: 'c', application: 'App', targetUrl: 'http://t', at: 0, sequence: 1 },
    );
    const files = toCsv([entry]);
    expect(files.ProvisioningLogs.split('\r\n')[1])
      .to.include('"Ada, Byron"')
      .and.include(`"'=HYPERLINK(""http://evil"")"`);
    expect(files.ProvisioningLogs_ProvisioningSteps).to.include('"line one\nline ""two"""');
    expect(files.ProvisioningLogs_ModifiedProperties.split('\r\n')[1]).to.equal(`${entry.id},userName,,'@a`);
  });
});

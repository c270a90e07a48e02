#!/usr/bin/env node
/** The command line: argv -> what is asked -> exit code. Each command loads its own code only when it is asked for. */
import { Command, CommanderError, Option } from 'commander';
import { version } from '../harness/version.js';
import type { ImportFlags } from './import.js';

/** Adds the options that name a target and how to reach it. */
function withTarget(command: Command): Command {
  return withAccess(
    command
      .argument('[url]', 'base URL of the SCIM endpoint, for example https://example.com/scim/v2')
      .option('--reference', 'run against the embedded reference server'),
  );
}

/** Adds the options that say how to reach a target. Secrets never come from argv. */
function withAccess(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file (default: scimspec.config.yaml or .json here)')
    .option('--token-file <file>', 'file that holds the bearer token (or set SCIMSPEC_TOKEN)')
    .option('--token-stdin', 'read the bearer token from standard input')
    .option('--timeout <seconds>', 'longest wait for one answer (default 10)', Number)
    .option('--rate <n>', 'at most this many requests per second', Number)
    .option('--ca <file>', 'certificate authority in PEM to trust')
    .option('--insecure', 'accept any certificate; said in the report');
}

/** Builds the command line. */
function program(): Command {
  const cli = new Command('scimspec')
    .description('The SCIM 2.0 conformance harness: judges any SCIM endpoint, with proof.')
    .version(version)
    .showHelpAfterError('(scimspec --help lists the commands)')
    .addHelpText(
      'after',
      `
Environment:
  SCIMSPEC_URL                      base URL, where the command line names none
  SCIMSPEC_TOKEN                    bearer token
  SCIMSPEC_USER, SCIMSPEC_PASSWORD  basic authentication
  HTTPS_PROXY, HTTP_PROXY, NO_PROXY the proxy, and the hosts that are asked without it
  SCIMSPEC_DEBUG                    1 shows where a fault of the harness happened`,
    )
    .exitOverride();

  withTarget(cli.command('run'))
    .description('run the checks and write the report')
    .option(
      '--profile <name>',
      'profile: rfc (all checks), core, or a provider such as entra or okta-oin (default rfc)',
    )
    .option('--only <ids>', 'checks or prefixes, comma-separated: users.create,protocol.filter', collect)
    .option('--only-failed <report.json>', 'the checks that did not pass in an earlier report')
    .option('--read-only', 'send nothing that writes')
    .option('--slow', 'run the probes that wait long, too')
    .option('--seed <n>', 'seed of the generated data (printed at the start)', Number)
    .option('--concurrency <n>', 'scenarios at a time (default 8)', Number)
    .addOption(new Option('--population <size>', 'members of a large group: 105 or 1,000').choices(['small', 'full']))
    .option('--no-preflight', 'judge even where the preflight would stop')
    .option('--out <dir>', 'folder for the report files (default scimspec-report)')
    .option('--format <names>', 'more files, comma-separated: sarif, github, markdown, tap, badge, csv, har', collect)
    .option('--fail-on <gate>', 'must, should, profile:<name>, score:<n> or regression (default must)')
    .option('--waivers <file>', 'accepted failures: check, reason, issue, expires')
    .option('--update-waivers', 'write the failures of this run into the waivers file')
    .option('--baseline <report.json>', 'earlier report to compare with')
    .option('--history <file>', 'append the outcome to this history.ndjson')
    .option('--shard <i/n>', 'run the i-th of n parts; put together by scimspec report merge')
    .option('--bundle', 'write an evidence bundle (zip), too')
    .option('--quiet', 'print the verdict line alone')
    .action(async (url: string | undefined, options: object) => {
      const { runCommand } = await import('./run.js');
      process.exitCode = await runCommand(url, options);
    });

  withTarget(cli.command('doctor'))
    .description('look at the connection, step by step, and say what to do')
    .action(async (url: string | undefined, options: object) => {
      const { doctorCommand } = await import('./doctor.js');
      process.exitCode = await doctorCommand(url, options);
    });

  cli
    .command('list')
    .description('list the checks')
    .option('--profile <name>', 'only those of a profile')
    .addOption(new Option('--format <name>', 'how to print').choices(['text', 'json']).default('text'))
    .action(async (options: { profile?: string; format: 'text' | 'json' }) => {
      const { listCommand } = await import('./list.js');
      process.exitCode = await listCommand(options);
    });

  cli
    .command('explain')
    .description('explain a check or a requirement')
    .argument('<id>', 'check id (users.create.status) or requirement id (RFC7644-3.3-09)')
    .action(async (id: string) => {
      const { explainCommand } = await import('./explain.js');
      process.exitCode = await explainCommand(id);
    });

  cli
    .command('serve')
    .description('serve the reference SCIM server on loopback')
    .option('--port <n>', 'port', Number, 8080)
    .option('--token-file <file>', 'file that holds the token to ask for (default token: reference)')
    .option('--mutant <ids>', 'plant bugs, comma-separated', collect)
    .option('--variation <ids>', 'behave unusually but legally, comma-separated', collect)
    .option('--strict', 'refuse what identity providers need beyond the RFCs')
    .option('--models <file>', 'SCIM schema and resource type definitions to serve instead')
    .option('--list-mutants', 'list the planted bugs')
    .option('--list-variations', 'list the variations')
    .action(async (options: object) => {
      const { serveCommand } = await import('./serve.js');
      process.exitCode = await serveCommand(options);
    });

  withTarget(
    cli.command('import').argument('<file>', 'test export of Runscope (BlazeMeter), or Postman collection 2.1'),
  )
    .description("run another tool's test suite: Okta's SCIM tests, a Postman collection")
    .option('--variables <file>', 'values for its variables: JSON, or an exported environment')
    .option('--allow-existing', 'let it write to objects that it did not make')
    .option('--seed <n>', 'seed of the generated data', Number)
    .option('--out <dir>', 'folder for the report files', 'scimspec-report')
    .option('--format <names>', 'more files, comma-separated', collect, [])
    .option('--quiet', 'print the totals alone')
    .action(async (file: string, url: string | undefined, options: ImportFlags) => {
      const { importCommand } = await import('./import.js');
      process.exitCode = await importCommand(file, url, options);
    });

  cli
    .command('generate')
    .description('write synthetic users, groups or a directory to standard output')
    .argument('<what>', 'users, groups or directory')
    .option('--count <n>', 'how many', Number, 10)
    .addOption(new Option('--format <name>', 'how to write').choices(['ndjson', 'json', 'csv']).default('ndjson'))
    .option('--seed <n>', 'same seed, same data', Number)
    .option('--locale <name>', 'one of the eight locales')
    .action(async (what: string, options: object) => {
      const { generateCommand } = await import('./generate.js');
      process.exitCode = await generateCommand(what, options);
    });

  withAccess(cli.command('clean').argument('<ledger>', 'the ledger file named at the end of the run'))
    .description('remove what an interrupted run left behind')
    .action(async (ledger: string, options: object) => {
      const { cleanCommand } = await import('./clean.js');
      process.exitCode = await cleanCommand(ledger, options);
    });

  cli
    .command('init')
    .description('write a commented scimspec.config.yaml')
    .action(async () => {
      const { initCommand } = await import('./init.js');
      process.exitCode = await initCommand();
    });

  return cli;
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, ...value.split(',').map((word) => word.trim())].filter((word) => word !== '');
}

/** Commands with sub-commands of their own are built only when they are asked for. */
async function mountGroups(cli: Command, argv: string[]): Promise<void> {
  const first = argv[2];
  const all = first === undefined || ['--help', '-h', 'help'].includes(first);
  if (all || first === 'provision') cli.addCommand((await import('./provision.js')).provisionCommand());
  if (all || first === 'report' || first === 'compare') {
    const { compareCommand, reportCommand } = await import('./report.js');
    cli.addCommand(reportCommand()).addCommand(compareCommand());
  }
}

// A reader who has had enough (head, a pager that is closed) ends no run: what it made has to be removed.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (problem: NodeJS.ErrnoException) => {
    if (problem.code !== 'EPIPE') throw problem;
  });

const cli = program();
try {
  await mountGroups(cli, process.argv);
  await cli.parseAsync(process.argv);
} catch (problem) {
  if (problem instanceof CommanderError) process.exitCode = problem.exitCode === 0 ? 0 : 2;
  else {
    const { explainProblem } = await import('./problems.js');
    process.exitCode = explainProblem(problem);
  }
}

/** `scimspec provision`: an identity provider's automatic provisioning, simulated against any SCIM URL. */
import { Command, Option } from 'commander';
import type { RunFlags } from './provision-run.js';
import type { SessionFlags } from './provision-session.js';

const collect = (value: string, before: string[] = []): string[] => [
  ...before,
  ...value
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== ''),
];

const STATE = '.scimspec-provisioning';

/** Options of every command that talks to the target. */
function withSession(command: Command): Command {
  return command
    .option('--application <file>', 'application file', 'provisioning.yaml')
    .option('--app <template>', 'a template as it is, instead of an application file')
    .option('--state <dir>', 'where the job keeps its state', STATE)
    .option('--reference', 'use the embedded reference server')
    .option('--token-file <file>', 'file that holds the secret token')
    .option('--dialect <id>', 'speak as another client: entra, entra-flag, okta-oin, okta-aiw …')
    .option('--timeout <seconds>', 'longest wait for one answer (default 60)', Number)
    .option('--ca <file>', 'certificate authority in PEM to trust')
    .option('--insecure', 'accept any certificate')
    .option('--concurrency <n>', 'objects at a time (default 16)', Number)
    .option('--directory <file>', 'people and groups: .csv, .ndjson or .ldif')
    .option('--people <n>', 'generate this many people instead (default 25)', Number)
    .option('--groups <n>', 'and this many groups (default 3)', Number)
    .option('--seed <n>', 'seed of generated data (default 1)', Number)
    .option('--timeline <file>', 'scripted changes, one JSON object a line')
    .option('--events <n>', 'generate this many changes instead', Number)
    .option('--start <moment>', 'where the virtual calendar begins (default now)');
}

/** The command with its sub-commands. */
export function provisionCommand(): Command {
  const provision = new Command('provision').description(
    'simulate automatic provisioning: a directory, mappings, cycles, a log — against any SCIM URL',
  );

  provision
    .command('init')
    .description('write an application file from a template')
    .option('--app <template>', 'zscaler-beta, zscaler, custom-scim, okta …')
    .option('--list', 'list the templates')
    .option('--out <file>', 'file to write', 'provisioning.yaml')
    .action(async (options: { app?: string; out: string; list?: boolean }) => {
      process.exitCode = (await import('./provision-tools.js')).initCommand(options);
    });

  withSession(provision.command('test-connection').argument('[url]', 'tenant URL'))
    .description('test the connection as the provider does')
    .action(async (url: string | undefined, flags: SessionFlags) => {
      process.exitCode = await (await import('./provision-tools.js')).testConnectionCommand(url, flags);
    });

  withSession(provision.command('run').alias('cycle').argument('[url]', 'tenant URL'))
    .description('run cycles, read the target back and judge')
    .option('--cycles <n>', 'how many cycles', Number, 1)
    .addOption(
      new Option('--judge <extent>', 'what to read back').choices(['touched', 'full', 'off']).default('touched'),
    )
    .option('--second-pass', 'repeat the initial cycle at the end; it must write nothing', false)
    .option('--out <dir>', 'folder for report and log', 'scimspec-report')
    .option('--format <names>', 'more report files, comma-separated', collect, [])
    .option('--quiet', 'print the verdict line alone')
    .action(async (url: string | undefined, flags: RunFlags) => {
      process.exitCode = await (await import('./provision-run.js')).runCommand(url, flags);
    });

  withSession(provision.command('on-demand').argument('<name>', 'user or group: id, userPrincipalName or displayName'))
    .description('provision one user or group at once, step by step')
    .option('--url <url>', 'tenant URL')
    .option('--members <names>', 'up to five members of the group', collect, [])
    .action(async (name: string, flags: SessionFlags & { url?: string; members: string[] }) => {
      process.exitCode = await (await import('./provision-tools.js')).onDemandCommand(name, flags);
    });

  provision
    .command('eval')
    .description('evaluate a mapping expression for one person')
    .argument('<expression>', 'for example: Join(" ", [givenName], [surname])')
    .option('--user <user>', 'JSON of source attributes, a file with it, or a name in --directory')
    .option('--directory <file>', 'people: .csv, .ndjson or .ldif')
    .option('--soft-deleted', 'as if the person had left scope (IsSoftDeleted)')
    .action(async (expression: string, options: { user?: string; directory?: string; softDeleted?: boolean }) => {
      process.exitCode = (await import('./provision-tools.js')).evalCommand(expression, options);
    });

  provision
    .command('status')
    .description('show the synchronization details')
    .option('--state <dir>', 'where the job keeps its state', STATE)
    .addOption(new Option('--format <name>', 'how to print').choices(['text', 'json']).default('text'))
    .action(async (options: { state: string; format: 'text' | 'json' }) => {
      process.exitCode = await (await import('./provision-tools.js')).statusCommand(options);
    });

  provision
    .command('log')
    .description('show the provisioning log')
    .option('--state <dir>', 'where the job keeps its state', STATE)
    .addOption(new Option('--format <name>', 'how to print').choices(['text', 'ndjson', 'csv']).default('text'))
    .option('--out <path>', 'file for text and NDJSON, folder for the three CSV files')
    .option('--action <name>', 'only create, update, delete, disable, stageddelete or other')
    .option('--status <name>', 'only success, failure, skipped or warning')
    .option('--user <name>', 'only entries about this user or group')
    .action(async (options: { state: string; format: 'text' | 'ndjson' | 'csv' }) => {
      process.exitCode = await (await import('./provision-tools.js')).logCommand(options);
    });

  provision
    .command('audit')
    .description('show changes of settings, starts, restarts and quarantines')
    .option('--state <dir>', 'where the job keeps its state', STATE)
    .action(async (options: { state: string }) => {
      process.exitCode = await (await import('./provision-tools.js')).auditCommand(options);
    });

  withSession(provision.command('restart'))
    .description('restart provisioning; the next cycle is an initial cycle')
    .option('--url <url>', 'tenant URL')
    .option(
      '--scope <names>',
      'Watermark, Escrows, QuarantineState, ConnectorDataStore, Full, ForceDeletes',
      collect,
      [],
    )
    .action(async (flags: SessionFlags & { url?: string; scope: string[] }) => {
      process.exitCode = await (await import('./provision-tools.js')).restartCommand(flags);
    });

  withSession(provision.command('clean'))
    .description('delete what this state created at the target')
    .option('--url <url>', 'tenant URL')
    .action(async (flags: SessionFlags & { url?: string }) => {
      process.exitCode = await (await import('./provision-tools.js')).cleanCommand(flags);
    });

  return provision;
}

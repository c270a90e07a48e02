/** A provisioning process to be killed: argv[2] target URL, argv[3] state folder. Says "done" when its cycle ended. */
import { Directory } from '../../provisioning/directory/directory.js';
import { generateDirectory } from '../../provisioning/directory/generate.js';
import { Job } from '../../provisioning/job.js';
import { openStore } from '../../provisioning/store.js';
import { createWire } from '../../provisioning/wire.js';
import { dialect, START, template } from './support.js';

const [, , url = '', folder = ''] = process.argv;
const store = await openStore(folder);
const job = await Job.open({
  application: template('zscaler-beta'),
  dialect: dialect('entra'),
  directory: new Directory(generateDirectory({ seed: 11, people: 400, groups: 8, membersPerGroup: 20 })),
  store,
  wire: createWire({ baseUrl: url, authorization: () => 'Bearer reference' }),
  targetUrl: url,
  now: () => START,
  clock: { now: Date.now, sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
});
const cycle = await job.runCycle();
process.stdout.write(`done ${JSON.stringify(cycle.counts)}\n`);
process.exit(0);

// Compiles the product into dist/ and copies the data files that the code reads. With --bench the measurements are
// compiled along, into .bench/: what users run is what is measured.
import { cpSync, mkdirSync, rmSync, chmodSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [out, config] = process.argv.includes('--bench')
  ? [join(root, '.bench'), 'tsconfig.bench.json']
  : [join(root, 'dist'), 'tsconfig.build.json'];

rmSync(out, { recursive: true, force: true });
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, config)], {
  stdio: 'inherit',
  cwd: root,
});
for (const folder of ['specs', 'schemas', 'profiles', 'reference/mutants']) {
  mkdirSync(join(out, folder), { recursive: true });
  cpSync(join(root, folder), join(out, folder), {
    recursive: true,
    filter: (from) => !from.endsWith('.ts'),
  });
}
cpSync(join(root, 'package.json'), join(out, 'package.json'));
chmodSync(join(out, 'bin/scimspec.js'), 0o755);

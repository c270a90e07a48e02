// Compiles the product into dist/ and copies the data files that the code reads.
import { cpSync, mkdirSync, rmSync, chmodSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
rmSync(join(root, 'dist'), { recursive: true, force: true });
execFileSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json')],
  {
    stdio: 'inherit',
    cwd: root,
  },
);
for (const folder of ['specs', 'schemas', 'profiles', 'reference/mutants']) {
  mkdirSync(join(root, 'dist', folder), { recursive: true });
  cpSync(join(root, folder), join(root, 'dist', folder), {
    recursive: true,
    filter: (from) => !from.endsWith('.ts'),
  });
}
cpSync(join(root, 'package.json'), join(root, 'dist/package.json'));
chmodSync(join(root, 'dist/bin/scimspec.js'), 0o755);

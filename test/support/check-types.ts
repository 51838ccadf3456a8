/** Checks every room under the libraries that room may use; what was checked before and is the same is not checked again. */
import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';

let failed = false;
for (const project of globSync(['*/tsconfig.json', '*/*/tsconfig.json'], {
  exclude: ['node_modules/**'],
}).sort()) {
  try {
    const checked = join('node_modules/.cache/types', `${project.replaceAll(/[\\/]/g, '-')}.tsbuildinfo`);
    execFileSync('tsc', ['-p', project, '--incremental', '--tsBuildInfoFile', checked], {
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
  } catch {
    failed = true;
    console.error(`types: ${project} has errors`);
  }
}
process.exitCode = failed ? 1 : 0;

/** Checks every room under the libraries that room may use. */
import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';

let failed = false;
for (const project of globSync(['*/tsconfig.json', '*/*/tsconfig.json'], {
  exclude: ['node_modules/**'],
}).sort()) {
  try {
    execFileSync('tsc', ['-p', project], { stdio: 'inherit', shell: process.platform === 'win32' });
  } catch {
    failed = true;
    console.error(`types: ${project} has errors`);
  }
}
process.exitCode = failed ? 1 : 0;

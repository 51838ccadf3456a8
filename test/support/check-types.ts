/**
 * Checks every room under the libraries that room may use; what was checked before and is the same is not checked again.
 * Rooms that may use the same are one program: one by one, what they share would be checked in each of them.
 */
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Project {
  compilerOptions?: object;
  include: string[];
  exclude?: string[];
}

const root = join(import.meta.dirname, '..', '..');
const kept = join(root, 'node_modules', '.cache', 'types');

/**
 * One checker, and garbage collected less often: half the processor's time of the compiler's own choice (four checkers
 * that infer much of the same), and 1.7 GB of memory instead of 2.4. GOGC is the variable of Go's runtime: the compiler is
 * written in Go.
 */
const thrifty = { checkers: ['--checkers', '1'], env: { ...process.env, GOGC: '400' } };

const read = (file: string): Project => JSON.parse(readFileSync(join(root, file), 'utf8'));
const rooms = globSync(['*/tsconfig.json', '*/*/tsconfig.json'], { cwd: root, exclude: ['node_modules/**'] });
const programs = Map.groupBy(rooms.sort(), file => JSON.stringify(read(file).compilerOptions ?? {}));

let failed = false;
for (const together of programs.values()) {
  const names = together.map(dirname);
  const file = join(kept, `${names.join('-').replaceAll(/[\\/]/g, '-')}.json`);
  const all = (of: (project: Project) => string[] | undefined) =>
    together.flatMap(room => (of(read(room)) ?? []).map(pattern => join(root, dirname(room), pattern)));
  const program = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: read(together[0] as string).compilerOptions,
    include: all(project => project.include),
    exclude: all(project => project.exclude),
  };
  mkdirSync(kept, { recursive: true });
  writeFileSync(file, JSON.stringify(program));
  try {
    const checked = ['--incremental', '--tsBuildInfoFile', file.replace(/json$/, 'tsbuildinfo')];
    execFileSync('tsc', ['-p', file, ...checked, ...thrifty.checkers], {
      stdio: 'inherit',
      env: thrifty.env,
      shell: process.platform === 'win32',
    });
  } catch {
    failed = true;
    console.error(`types: ${names.join(', ')} have errors`);
  }
}
process.exitCode = failed ? 1 : 0;

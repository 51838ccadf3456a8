/**
 * `npm test`: every check and test that can run here, a row of lanes after another. Nothing stops at a failure; the
 * last line is `N passed, N failed`. System packages that are missing are installed, or asked for in one command.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import type { LaneResult } from './lane-reporter.ts';
import { installSystemPackages, oneCommand } from './system-packages.ts';

interface Lane {
  name: string;
  command: string[];
  /** A check that does not count tests is one: passed or failed. */
  counts: boolean;
  /** Its programs begin as on a machine that never ran them before: no compiled code is kept for them. */
  cold?: boolean;
  deadlineMinutes: number;
}

const minute = 60_000;
const check = (name: string, ...command: string[]): Lane => ({
  name,
  command,
  counts: false,
  deadlineMinutes: 5,
});
/**
 * `jobs`: how many files at once, where nothing is measured. What takes longest begins `first`, so that no file is left
 * alone at the end.
 */
const tests = (
  name: string,
  files: string,
  deadlineMinutes: number,
  { jobs = 1, first = [] as readonly string[] } = {},
): Lane => ({
  name,
  command: [
    ...['mocha', '--config', 'test/support/mocharc.json'],
    ...['--reporter', 'test/support/lane-reporter.ts'],
    // Tests make much that is soon rubbish: with more room for it a tenth of the processor's time is saved.
    ...['--node-option', 'max-semi-space-size=32'],
    ...(jobs > 1 ? ['--parallel', '--jobs', String(jobs)] : []),
    ...longestFirst(files, first),
  ],
  counts: true,
  deadlineMinutes,
});

function longestFirst(files: string, first: readonly string[]): string[] {
  if (first.length === 0) return [files];
  const rank = (path: string) => first.indexOf(basename(path, '.test.ts')) + 1 || first.length + 1;
  return globSync(files).sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** What is measured begins as on a machine that never ran it. */
const measured = (name: string, files: string, deadlineMinutes: number): Lane => ({
  ...tests(name, `test/integration/measured/${files}`, deadlineMinutes),
  cold: true,
});

/** So many of the browser's tests wait for the lab, whose column is the shorter one. */
const late = 'accounts|disposals|governors|loans|software';

/** One lane after another. */
type Column = Lane[];

/**
 * The columns of one row go on side by side. What is measured has the machine for itself, but for the agent that does
 * nothing for most of its minute while a school of thousands is made and its lists are asked. The lab's guest has one
 * processor and takes longest, and the others have the rest.
 */
const rows: Column[][] = [
  [[measured('lists', 'lists.test.ts', 5)], [measured('footprint', 'footprint.test.ts', 3)]],
  [[measured('measured', '!(lists|footprint).test.ts', 8)]],
  [
    [
      check('types', 'node', 'test/support/check-types.ts'),
      check('lint', 'biome', 'check', '--error-on-warnings', '.'),
      check('unused', 'knip'),
      tests('unit', '{agent,console,shared}/**/*.test.ts', 10, { jobs: 2 }),
      tests('architecture', 'test/architecture/**/*.test.ts', 3),
      tests('desktop', 'test/desktop/**/*.test.ts', 3),
      tests('integration', 'test/integration/*.test.ts', 12, {
        jobs: 3,
        // By hand before all: it is over long before the lab is, after which browsers load pages beside this column.
        first: [
          'by-hand',
          'kill-console',
          'restore',
          'console-cli',
          'recovery',
          'policies',
          'control-states',
        ],
      }),
      tests('browser', `test/browser/!(${late}).test.ts`, 20, {
        jobs: 2,
        first: ['policies', 'every-page', 'promises', 'year', 'made-school'],
      }),
    ],
    [tests('lab', 'test/lab/*.lab.ts', 25), tests('browser-late', `test/browser/@(${late}).test.ts`, 15)],
  ],
];
interface Done extends LaneResult {
  name: string;
  seconds: number;
}

const scratch = mkdtempSync(join(tmpdir(), 'caretaker-tests-'));
const binaries = join(import.meta.dirname, '..', '..', 'node_modules', '.bin');
const environment = { ...process.env, PATH: [binaries, process.env.PATH].join(delimiter), NO_COLOR: '1' };
/** Tests begin our programs some hundred times: with this a start takes half of the processor's time. */
const warm = { NODE_COMPILE_CACHE: join(binaries, '..', '.cache', 'compiled') };

/** The first column of a row is heard as it goes on, the others as each of their lanes ends. */
async function run(row: Column[]): Promise<Done[]> {
  return (await Promise.all(row.map((column, at) => runColumn(column, at === 0)))).flat();
}

async function runColumn(column: Column, aloud: boolean): Promise<Done[]> {
  const done: Done[] = [];
  for (const lane of column) done.push(await runLane(lane, aloud));
  return done;
}

async function runLane(lane: Lane, aloud: boolean): Promise<Done> {
  const title = `\n=== ${lane.name} ===\n`;
  if (aloud) process.stdout.write(title);
  const file = join(scratch, `${lane.name}.json`);
  const began = Date.now();
  const { exit, said } = await finished(lane, file, aloud);
  process.stdout.write(aloud ? said : `${title}${said}`);
  const seconds = Math.round((Date.now() - began) / 1000);
  return { name: lane.name, seconds, ...figures(lane, file, exit) };
}

/** Answers the exit code and what is still to be said; a lane that hangs is ended at its deadline and has failed. */
async function finished(
  lane: Lane,
  file: string,
  aloud: boolean,
): Promise<{ exit: number | null; said: string }> {
  const [program = '', ...words] = lane.command;
  const to = aloud ? 'inherit' : 'pipe';
  const child = spawn(program, words, {
    stdio: ['ignore', to, to],
    env: { ...environment, ...(lane.cold ? {} : warm), LANE_RESULT: file },
    shell: process.platform === 'win32',
  });
  const heard: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => heard.push(chunk));
  const failure = once(child, 'error').then(([error]) => {
    heard.push(Buffer.from(`${lane.name}: ${(error as Error).message}\n`));
    return [null];
  });
  const timer = setTimeout(() => {
    heard.push(Buffer.from(`${lane.name}: not finished in ${lane.deadlineMinutes} minutes\n`));
    child.kill('SIGKILL');
  }, lane.deadlineMinutes * minute);
  const [exit] = await Promise.race([once(child, 'close'), failure]);
  clearTimeout(timer);
  const said = Buffer.concat(heard).toString('utf8');
  return { exit, said };
}

/** A lane that ended badly has failed, whatever it had counted until then. */
function figures(lane: Lane, file: string, exit: number | null): LaneResult {
  const ended = { passed: exit === 0 ? 1 : 0, failed: exit === 0 ? 0 : 1, pending: [], failures: [] };
  if (!lane.counts) return ended;
  try {
    const result = JSON.parse(readFileSync(file, 'utf8')) as LaneResult;
    return exit === 0 || result.failed > 0 ? result : { ...result, failed: 1 };
  } catch {
    return { ...ended, passed: 0, failed: 1 };
  }
}

/** The first lines of what a test said. */
const indented = (message: string) =>
  message
    .slice(0, 1500)
    .split('\n')
    .slice(0, 15)
    .map(line => `    ${line}`)
    .join('\n');

function report(all: Done[]): number {
  const sum = (of: (lane: Done) => number) => all.reduce((total, lane) => total + of(lane), 0);
  const passed = sum(lane => lane.passed);
  const failed = sum(lane => lane.failed);
  const pending = all.flatMap(lane => lane.pending.map(title => `  ${lane.name}: ${title}`));
  const table = all.map(
    lane =>
      `  ${lane.name.padEnd(14)}${String(lane.passed).padStart(6)} passed${String(lane.failed).padStart(5)} failed` +
      `${String(lane.seconds).padStart(6)} s`,
  );
  const lines = ['', '=== all ===', ...table, ''];
  if (pending.length > 0) lines.push(`${pending.length} pending:`, ...pending, '');
  const failures = all.flatMap(lane =>
    lane.failures.flatMap(({ title, message }) => [`  ${lane.name}: ${title}`, indented(message), '']),
  );
  if (failures.length > 0) lines.push('failed:', ...failures);
  lines.push(
    `${passed} passing`,
    ...(failed > 0 ? [`${failed} failing`] : []),
    '',
    `${passed} passed, ${failed} failed`,
  );
  process.stdout.write(`${lines.join('\n')}\n`);
  return failed > 0 ? 1 : 0;
}

/** False when the tests cannot begin. Only the browser is indispensable; the others show as pending. */
function ready(): boolean {
  const missing = installSystemPackages();
  if (missing.length === 0) return true;
  process.stdout.write(`Some tests need more of this system. Type:\n\n  ${oneCommand(missing)}\n\n`);
  return !missing.some(entry => entry.lane === 'browser');
}

if (ready()) {
  const done: Done[] = [];
  const only = process.argv.slice(2);
  const wanted = rows.map(row =>
    row.map(column => column.filter(lane => only.length === 0 || only.includes(lane.name))),
  );
  for (const row of wanted) done.push(...(await run(row)));
  process.exitCode = report(done);
} else {
  process.exitCode = 1;
}
rmSync(scratch, { recursive: true, force: true });

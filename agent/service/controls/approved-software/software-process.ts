/**
 * The short-lived process of this control: hashing and searching would otherwise fill the service's memory. The service
 * starts it for a look, the enforcement for the list of true files, apt and dpkg before and after they install.
 */
import { readFileSync, realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { thisMachine } from '../../system/machine.ts';
import { unit } from './fapolicyd/mechanism.ts';
import { wrongWith } from './fapolicyd/rules.ts';
import { announce, packagesOfDpkg } from './process/announce.ts';
import { canary } from './process/canary.ts';
import { openHere } from './process/open-folders.ts';
import { describe, sample } from './process/running.ts';
import { searchMac, searchPlaces } from './process/search.ts';
import { trustSync } from './process/trust-sync.ts';
import { signatureOf } from './santa/running.ts';

const print = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);

/** `look KNOWN,KEYS [search] [canary]` */
async function look(known: string, asked: readonly string[]): Promise<void> {
  const seen = await sample(thisMachine(), new Set(known.split(',')));
  const searches = asked.includes('search');
  const open = searches ? openHere() : null;
  const found = searches ? searchPlaces() : null;
  const search = found && { ...found, complete: found.complete && open?.complete === true };
  print({
    ...seen,
    search,
    open: open?.paths ?? null,
    canary: asked.includes('canary') ? await canary() : null,
  });
}

/** apt writes the packages' paths, one a line; dpkg does not, and is asked what it was asked to do. */
async function announced(by: string | undefined): Promise<void> {
  try {
    const debs = by === 'apt' ? readFileSync(0, 'utf8').split('\n').filter(Boolean) : packagesOfDpkg();
    print(
      await announce(
        thisMachine(),
        debs.filter(path => path.endsWith('.deb')),
      ),
    );
  } catch (error) {
    // ENXIO, ENOENT: fapolicyd does not run, so nothing needs its trust.
    process.stderr.write(`caretaker: not announced: ${(error as Error).message}\n`);
  }
}

/** After the rules or settings were written or put back. A unit that does not run reads them when it starts. */
async function apply(): Promise<void> {
  const machine = thisMachine();
  await trustSync(machine);
  const { exit } = await machine.run('systemctl', ['is-active', '--quiet', unit], { timeoutMs: 20_000 });
  if (exit !== 0) return;
  const restarted = await machine.run('systemctl', ['restart', unit], { timeoutMs: 60_000 });
  if (restarted.exit !== 0)
    throw new Error(`fapolicyd did not start again: ${restarted.stderr.slice(0, 200)}`);
}

async function run([what, first = '', ...rest]: readonly string[]): Promise<void> {
  if (what === 'look') await look(first, rest);
  else if (what === 'search-mac')
    print(await searchMac(path => signatureOf(thisMachine(), path, AbortSignal.timeout(30_000))));
  else if (what === 'describe') print(await describe(thisMachine(), [{ path: first, through: first }]));
  else if (what === 'trust') print(await trustSync(thisMachine()));
  else if (what === 'apply') await apply();
  else if (what === 'announce') await announced(first);
  else if (what === 'check-rules') {
    const wrong = wrongWith(readFileSync(first, 'utf8'));
    if (wrong !== null) throw new Error(wrong);
  } else throw new Error(`there is no “${what ?? ''}”`);
}

/** The hooks name a link, and what is imported is what it points to. */
const isStarted = () => {
  const [, script] = process.argv;
  return script !== undefined && import.meta.url === pathToFileURL(realpathSync(script)).href;
};

if (isStarted())
  await run(process.argv.slice(2)).catch(error => {
    process.stderr.write(`caretaker: ${(error as Error).message}\n`);
    process.exitCode = 1;
  });

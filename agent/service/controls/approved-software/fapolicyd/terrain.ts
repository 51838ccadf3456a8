/** What the rules must name on this machine: interpreters, antivirus, and the programs of packages that are denied. */
import type { Rule } from '../../../../../shared/controls/approved-software/policy.ts';
import { namesIn } from '../../../system/presence.ts';
import { type Machine, ProbeError } from '../../control.ts';
import { PlanRefused } from '../../plan.ts';
import { type Essential, essential, neededFor } from './essential.ts';
import type { Terrain } from './rules.ts';

const interpreter =
  /^((ba|da|z|k|mk|tc|c|fi)?sh|rbash|busybox|python[23]?(\.\d+)?|perl(5[\d.]*)?|ruby[\d.]*|node(js)?|deno|bun|php[\d.]*|lua(jit|tex)?[\d.]*|tclsh[\d.]*|wish[\d.]*|[gm]?awk|guile[\d.-]*|Rscript|java|expect|gjs(-console)?|pwsh)$/;
const scanner = /^(clamd|clamscan|clamdscan|clamonacc|wdavdaemon)$/;

async function matching(machine: Machine, folders: readonly string[], name: RegExp): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    const names = await namesIn(machine, folder);
    if (names === null) throw new ProbeError('probe_failed', `${folder} could not be read`, 'fapolicyd');
    found.push(...names.filter(one => name.test(one)).map(one => `${folder}/${one}`));
  }
  return found.sort();
}

async function javas(machine: Machine): Promise<string[]> {
  const machines = (await namesIn(machine, '/usr/lib/jvm')) ?? [];
  return matching(
    machine,
    machines.map(name => `/usr/lib/jvm/${name}/bin`),
    /^java$/,
  );
}

const startable = /^\/(usr\/)?(bin|sbin|games|libexec)\/[^/]+$/;
/** As the daemon sees it where `/bin` is a link, and where it is not. */
const spellings = (path: string) => (path.startsWith('/usr/') ? [path] : [path, `/usr${path}`]);

/** Empty for a package that is not installed: there is nothing to stop. Throws for one that people cannot do without. */
async function startedBy(
  machine: Machine,
  name: string,
  needed: Essential,
  signal: AbortSignal,
): Promise<string[]> {
  const asked = await machine.run('dpkg-query', ['-L', name], { signal, timeoutMs: 15_000 });
  const said = asked.missing ? await machine.run('rpm', ['-ql', name], { signal, timeoutMs: 15_000 }) : asked;
  if (said.missing || said.exit === null)
    throw new ProbeError('tool_missing', 'neither dpkg-query nor rpm is installed', 'fapolicyd');
  const files = said.exit === 0 ? said.stdout.split('\n') : [];
  const what = neededFor(files, needed);
  if (what !== null) throw new PlanRefused('would_deny_protected', `“${name}” is needed for ${what}`);
  return files.filter(path => startable.test(path)).flatMap(spellings);
}

/**
 * Throws ProbeError, as a rule that leaves out what could not be looked at would stop the wrong things; PlanRefused
 * where a rule denies a package that this very computer cannot be signed in to without.
 */
export async function terrain(
  machine: Machine,
  rules: readonly Rule[],
  open: readonly string[],
  signal: AbortSignal,
): Promise<Terrain> {
  const denied = new Map<string, readonly string[]>();
  const packages = rules.filter(
    ({ by, decision, value }) => by === 'package' && decision === 'deny' && /^[\w.+-]+$/.test(value),
  );
  if (packages.length > 0) {
    const needed = await essential(machine);
    for (const { id, value } of packages) denied.set(id, await startedBy(machine, value, needed, signal));
  }
  return {
    interpreters: [...(await matching(machine, ['/usr/bin'], interpreter)), ...(await javas(machine))],
    scanners: await matching(machine, ['/usr/bin', '/usr/sbin', '/opt/microsoft/mdatp/sbin'], scanner),
    denied,
    open,
  };
}

/** Who is signed in on Linux, as systemd's logind has it, and when to look again. Names do not leave this file's callers. */
import { parsePasswd } from '../../../system/account-files.ts';
import { textOf } from '../../../system/presence.ts';
import type { Machine } from '../../control.ts';
import { isInOneOf } from './groups.ts';
import type { Look, Seated, Seats } from './seated.ts';

const folder = '/run/systemd/sessions';
const sessionId = /^[A-Za-z0-9_-]{1,40}$/;
const fields = ['Id', 'Name', 'Type', 'Class', 'State', 'Remote', 'LockedHint', 'TimestampMonotonic'].map(
  name => `--property=${name}`,
);
const screens = new Set(['x11', 'wayland', 'mir']);

/** One block of `loginctl show-session`. Undefined for what is no person's, or was not shown to its end. */
export function parseSeated(block: string): Seated | undefined {
  const told = new Map(
    block.split('\n').flatMap(line => {
      const at = line.indexOf('=');
      return at > 0 ? [[line.slice(0, at), line.slice(at + 1)] as const] : [];
    }),
  );
  const [id = '', name = '', type = ''] = ['Id', 'Name', 'Type'].map(field => told.get(field));
  const since = told.get('TimestampMonotonic') ?? '';
  if (!sessionId.test(id) || name === '' || !/^\d{1,19}$/.test(since)) return undefined;
  if (told.get('Class') !== 'user' || (told.get('State') ?? 'closing') === 'closing') return undefined;
  const hint = told.get('LockedHint');
  const kind = told.get('Remote') === 'yes' ? 'remote' : screens.has(type) ? 'screen' : 'console';
  return { key: `${id}/${since}`, id, name, kind, locked: hint === undefined ? null : hint === 'yes' };
}

async function look(machine: Machine, signal: AbortSignal): Promise<Look | null> {
  const names = await machine.readDirectory(folder).catch(() => null);
  if (names === null) return null;
  const ids = names.filter(name => sessionId.test(name)).slice(0, 40);
  if (ids.length === 0) return { ids, seated: [], closing: [] };
  // One that ended meanwhile makes loginctl fail after it has shown the others.
  const shown = await machine.run('loginctl', ['show-session', ...ids, ...fields], { signal });
  if (shown.missing || shown.timedOut || shown.stdout === '') return null;
  const blocks = shown.stdout.split('\n\n');
  const closing = blocks.flatMap(block =>
    /^State=closing$/m.test(block) ? (/^Id=(.+)$/m.exec(block)?.[1] ?? []) : [],
  );
  return { ids, seated: blocks.flatMap(block => parseSeated(block) ?? []), closing };
}

const match = `--match=type='signal',sender='org.freedesktop.login1',path_namespace='/org/freedesktop/login1'`;

async function follow(machine: Machine, news: () => void, signal: AbortSignal): Promise<void> {
  const onLine = (line: string) => {
    if (/SessionNew|SessionRemoved|LockedHint/.test(line)) news();
  };
  await machine.follow('busctl', ['--system', '--json=short', match, 'monitor'], onLine, signal);
}

export const seatsOnLinux: Seats = {
  // Also when nothing was heard: what follows logind may have ended.
  everyMs: 10 * 60_000,
  look,
  follow,
  async keptHere(machine, { name }) {
    const passwd = await textOf(machine, '/etc/passwd');
    return typeof passwd === 'string' && parsePasswd(passwd).some(one => one.name === name);
  },
  isInOneOf,
};

/**
 * Windows: a pipe for each session, under a name that nobody can guess, which lets in that person alone and nobody over
 * the network. Its name stands in a file that only the service can write and that person can read, so nobody else can
 * make a pipe of that name once the service is gone; until the lists of who may are set and were read back, nobody comes
 * in, and there is no file.
 */
import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { doorText } from '../../../shared/protocol/transcript.ts';
import type { Machine } from '../controls/control.ts';
import { makeKey, signText } from '../identity.ts';
import { setFolderAccess, setPipeAccess, sidOf, windowsSessions } from '../system/windows/ask.ts';
import type { Doorway } from './doorway.ts';
import type { People } from './people.ts';

/** A sign-in is noticed within so long: each look starts a process, which disturbs nobody while nobody is there. */
const lookEvery = { nobodyMs: 20_000, somebodyMs: 120_000 };

/** SYSTEM and administrators write; people read. It belongs to SYSTEM, so nobody who made it before can change that. */
const folderAccess = 'O:SYD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)';

/** The network first: a denial counts only before what allows. */
const pipeAccess = (sid: string) => `D:P(D;;GA;;;NU)(A;;GA;;;SY)(A;;GRGW;;;${sid})`;

/** Not for administrators: what they start would try the pipes of everybody. */
const fileAccess = (sid: string) => `O:SYD:P(D;;GA;;;NU)(A;;FA;;;SY)(A;;GR;;;${sid})`;

/** Windows shortens the names of its own accounts. */
const shortNames: Record<string, string> = { '500': 'LA', '501': 'LG' };

/** Whether this list lets in the system and this person, shuts the network out first, and knows nobody else. */
export function isOnlyFor(access: string, sid: string): boolean {
  const [, flags = '', entries = ''] = /^D:([A-Z]*)((?:\([^()]*\))+)$/.exec(access) ?? [];
  if (!flags.includes('P')) return false;
  const [first, ...others] = entries
    .slice(1, -1)
    .split(')(')
    .map(one => one.split(';'));
  const known = ['SY', sid, shortNames[sid.split('-').at(-1) ?? ''] ?? sid];
  const shut = first?.[0] === 'D' && first.at(-1) === 'NU';
  return shut && others.every(one => one[0] === 'A' && known.includes(one.at(-1) ?? ''));
}

export interface WindowsPeople extends People {
  /** `SCHOOL\jan` of a session that is here. */
  accountOf(session: number): string | null;
}

/** By the numbers of their sessions. */
export function windowsPeople(machine: Machine, every = lookEvery): WindowsPeople {
  let here = new Map<number, string>();
  return {
    now: () => [...here.keys()],
    accountOf: session => here.get(session) ?? null,
    watch(changed) {
      let timer: NodeJS.Timeout | undefined;
      let ended = false;
      const look = async () => {
        const sessions = await windowsSessions(machine).catch(() => null);
        if (ended) return;
        // Not asked, or not answered: whoever was here still is.
        if (sessions) {
          here = new Map(sessions.map(one => [one.session, `${one.domain}\\${one.user}`]));
          changed();
        }
        timer = setTimeout(() => void look(), here.size === 0 ? every.nobodyMs : every.somebodyMs);
        timer.unref();
      };
      void look();
      return () => {
        ended = true;
        clearTimeout(timer);
      };
    },
  };
}

/** `folder` is absolute. */
export function windowsDoorway(
  machine: Machine,
  folder: string,
  accountOf: WindowsPeople['accountOf'],
): Doorway {
  const file = (session: number) => join(folder, `${session}.json`);
  // Of this start: what a dead service left behind proves nothing.
  const key = makeKey();
  /** Through a junction the list would be set, and all be deleted, elsewhere. */
  const mustBeFolder = () => {
    if (!lstatSync(folder).isDirectory()) throw new Error(`${folder} is not a folder`);
  };
  return {
    async prepare() {
      mkdirSync(folder, { recursive: true });
      mustBeFolder();
      const access = await setFolderAccess(machine, folder, folderAccess);
      if (access === null) throw new Error(`Who may write to ${folder} could not be set`);
      mustBeFolder();
      // Names of a run that was killed: whoever makes a pipe of such a name now is not the service.
      for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
    },
    clear: async () => false,
    prove: (pipe, challenge) => signText(key, doorText(pipe, challenge)),
    address: ({ uid }) => `\\\\.\\pipe\\caretaker-${randomBytes(8).toString('hex')}-${uid}`,
    async give({ uid }, pipe) {
      const account = accountOf(uid);
      const sid = account === null ? null : await sidOf(machine, account);
      if (sid === null) throw new Error('Whose session it is could not be seen');
      const access = await setPipeAccess(machine, pipe, pipeAccess(sid));
      if (access === null || !isOnlyFor(access, sid))
        throw new Error('Who may use the pipe could not be set');
      const made = `${file(uid)}.new`;
      writeFileSync(made, '');
      if ((await setFolderAccess(machine, made, fileAccess(sid))) === null)
        throw new Error('Who may read the name could not be set');
      writeFileSync(made, JSON.stringify({ pipe, key: key.publicKey }), { flag: 'r+' });
      renameSync(made, file(uid));
    },
    take({ uid }) {
      try {
        rmSync(file(uid), { force: true });
      } catch {
        // Held open by somebody: it goes with the next name, or before the next first door.
      }
    },
  };
}

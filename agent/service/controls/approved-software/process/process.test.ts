/** On real files of this machine, in folders of their own. */
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { itWhen } from '../../../../../test/support/recorded.ts';
import { ended, missing, scriptedMachine } from '../../../../../test/support/scripted-machine.ts';
import { linuxPathClass, macosPathClass } from '../path-class.ts';
import { isOpen, openBelow, peopleIn } from './open-folders.ts';
import { packagesOf, sample } from './running.ts';
import { homesIn, searchHomes, searchMac } from './search.ts';
import { canRun, trustLines } from './trust-list.ts';

const notLinux = process.platform === 'linux' ? null : 'there is no /proc here';

describe('the short-lived process', () => {
  let home = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'caretaker-home-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const put = (path: string, content: string, mode = 0o644) => {
    const whole = join(home, path);
    mkdirSync(join(whole, '..'), { recursive: true });
    writeFileSync(whole, content, 'latin1');
    chmodSync(whole, mode);
  };
  const limits = { entries: 1000, timeMs: 5000 };
  const searched = (over = {}) => searchHomes([home], '/nowhere', { ...limits, ...over });

  it('finds programs by what they begin with, and tells a place and a hash, never a name', () => {
    put('Downloads/deep/er/secret-game', '\x7fELF and so on', 0o755);
    put('Downloads/Secret Setup.EXE', 'MZ and so on');
    put('Desktop/secret.sh', '#!/bin/sh\n', 0o755);
    put('Desktop/essay.odt', '#!/bin/sh\n', 0o644);
    put('Downloads/photo.jpg', 'MZ', 0o644);
    put('Downloads/secret.deb', '!<arch>');
    put('.local/bin/tool', '\x7fELF', 0o755);
    const { found, count, complete } = searched();
    expect([count, complete]).to.deep.equal([5, true]);
    const kinds = found.map(({ place, kind }) => `${place} ${kind}`).sort();
    expect(kinds).to.deep.equal([
      ...[
        'desktop script',
        'downloads installer',
        'downloads program',
        'downloads program',
        'own_programs program',
      ],
    ]);
    expect(JSON.stringify(found).toLowerCase()).to.not.contain('secret').and.not.contain(home.toLowerCase());
    expect(found.every(({ hash }) => hash !== null)).to.equal(true);
  });

  it('finds what people can change among the programs of administrators, and what they cannot', () => {
    const { groups } = peopleIn(
      'root:x:0:0::/root:/bin/sh\nsam:x:1000:1000::/home/sam:/bin/sh\n',
      'root:x:0:\nstaff:x:50:\nbuilders:x:77:root,sam\nsam:x:1000:\n',
    );
    expect([...groups].sort()).to.deep.equal([1000, 77]);
    const own = process.getuid?.() ?? 0;
    const open = (over: object) => isOpen({ uid: 0, gid: 0, mode: 0o40755, ...over }, { groups });
    expect([open({}), open({ mode: 0o41777 }), open({ uid: 1000 })]).to.deep.equal([false, true, true]);
    expect([
      open({ gid: 77, mode: 0o42775 }),
      open({ gid: 77 }),
      open({ gid: 50, mode: 0o42775 }),
    ]).to.deep.equal([true, false, false]);
    if (own >= 1000) return;
    put('shut/tool', '\x7fELF', 0o755);
    put('shut/open.sh', '#!/bin/sh', 0o777);
    put('shut/log.txt', 'x', 0o666);
    put('vendor/data/deep/tool', '\x7fELF', 0o755);
    chmodSync(join(home, 'vendor/data'), 0o777);
    const found = openBelow([home, '/nowhere'], { groups });
    expect(found.complete).to.equal(true);
    expect(found.paths.map(path => path.slice(home.length)).sort()).to.deep.equal([
      '/shut/open.sh',
      '/vendor/data/',
    ]);
  });

  it('says that it did not see everything where a folder is closed to it', () => {
    put('Downloads/x/tool', '\x7fELF', 0o755);
    const closed = () => {
      throw Object.assign(new Error('closed'), { code: 'EACCES' });
    };
    expect(searchHomes([home], '/nowhere', limits, closed)).to.deep.equal({
      complete: false,
      count: 0,
      found: [],
    });
    put(`Desktop/${'deep/'.repeat(10)}tool`, '\x7fELF', 0o755);
    expect(searched()).to.include({ complete: false, count: 1 });
  });

  it('finds on a Mac what people brought, with who signed it, and nothing by a link', async () => {
    put('Users/sam/Downloads/Secret.app/Contents/MacOS/secret', '\xcf\xfa\xed\xfe and so on', 0o755);
    put('Users/sam/Downloads/Secret.dmg', 'x');
    put('Users/sam/Desktop/essay.pages', 'cffaedfe');
    put('Users/Shared/tool', '\xca\xfe\xba\xbe', 0o755);
    put('Volumes/STICK/setup.pkg', 'xar!');
    symlinkSync(join(home, 'Users'), join(home, 'Volumes', 'Macintosh HD'));
    const asked: string[] = [];
    const { found, complete } = await searchMac(
      async path => {
        asked.push(path.slice(home.length));
        return { publisher: 'ABCDE12345', product: 'org.example.secret' };
      },
      home,
      limits,
    );
    expect(complete).to.equal(true);
    expect(found.map(({ place, kind, publisher }) => `${place} ${kind} ${publisher}`).sort()).to.deep.equal([
      'downloads installer null',
      'downloads program ABCDE12345',
      'removable installer null',
      'temporary program ABCDE12345',
    ]);
    expect(asked.sort()).to.deep.equal([
      '/Users/Shared/tool',
      '/Users/sam/Downloads/Secret.app/Contents/MacOS/secret',
    ]);
  });

  it('knows folders by the person’s own language, and follows no link out', () => {
    put('.config/user-dirs.dirs', 'XDG_DOWNLOAD_DIR="$HOME/Lawrlwythiadau"\nXDG_DESKTOP_DIR="$HOME/../.."\n');
    put('Lawrlwythiadau/gem', '\x7fELF', 0o755);
    symlinkSync('/usr/bin', join(home, 'Lawrlwythiadau', 'bin'));
    expect(searched().found.map(({ place }) => place)).to.deep.equal(['downloads']);
  });

  it('says that it did not see everything when it stopped at its bounds', () => {
    for (let index = 0; index < 60; index++) put(`Downloads/p${index}`, '\x7fELF', 0o755);
    expect(searched()).to.include({ complete: false, count: 60 });
    expect(searched().found).to.have.length(50);
    expect(searched({ entries: 10 }).complete).to.equal(false);
    expect(searched({ timeMs: -1 }).complete).to.equal(false);
  });

  it('searches people’s homes and nobody else’s', () =>
    expect(
      homesIn(
        'root:x:0:0::/root:/bin/sh\nsam:x:1000:1000::/home/sam:/bin/sh\nnobody:x:65534:1::/nonexistent:/x\nodd:x:1001:1::/:/x\n\n',
      ),
    ).to.deep.equal(['/home/sam']));

  itWhen(
    notLinux,
    'sees what people run by a key that tells no path, and asks again only for what is new',
    async () => {
      const machine = scriptedMachine({ commands: { 'dpkg-query': ended(''), rpm: missing } });
      const first = await sample(machine, new Set());
      const again = await sample(machine, new Set(first.fresh.map(([key]) => key)));
      expect(JSON.stringify(first)).to.not.contain('/');
      const known = new Set(first.fresh.map(([key]) => key));
      expect(again.fresh.filter(([key]) => known.has(key))).to.deep.equal([]);
    },
  );

  it('asks dpkg for both spellings of a path, and rpm where there is no dpkg', async () => {
    let asked: readonly string[] = [];
    const dpkg = scriptedMachine({
      commands: {
        'dpkg-query': args => {
          asked = args;
          return ended('coreutils: /bin/ls\nlibc6:amd64, libc6-dev:amd64: /usr/lib/x.so\n', { exit: 1 });
        },
      },
    });
    const found = await packagesOf(dpkg, ['/usr/bin/ls', '/usr/lib/x.so', '/home/a[b]*']);
    expect([...found]).to.deep.equal([
      ['/usr/bin/ls', 'coreutils'],
      ['/usr/lib/x.so', 'libc6'],
    ]);
    expect(asked).to.include('/bin/ls').and.include('/home/a\\[b]\\*');
    const rpm = scriptedMachine({
      commands: { rpm: ended('bash\nfile /home/x is not owned by any package\n') },
    });
    expect([...(await packagesOf(rpm, ['/usr/bin/bash', '/home/x']))]).to.deep.equal([
      ['/usr/bin/bash', 'bash'],
    ]);
  });

  it('lists what can run or be loaded, reads again only what changed, and leaves out what is no file', () => {
    expect(canRun('/usr/bin/ls', 0o755)).to.equal(true);
    expect(canRun('/usr/lib/x86_64-linux-gnu/libz.so.1.2', 0o644)).to.equal(true);
    expect(canRun('/usr/lib/python3/dist-packages/apt.py', 0o644)).to.equal(true);
    for (const path of [
      '/usr/share/doc/a/run.sh',
      '/usr/local/bin/x',
      '/lib/modules/6.1/a.so',
      '/home/x',
      '/var/x',
      '/usr/share/a.txt',
    ])
      expect(canRun(path, path.endsWith('.txt') ? 0o644 : 0o755), path).to.equal(false);
    const missingOnes = trustLines(['/usr/bin/surely-not-here', '/usr/bin'], new Map());
    expect(missingOnes.lines).to.deep.equal([]);
  });

  itWhen(notLinux, 'trusts a file of the system by its size and hash', () => {
    const { lines, known } = trustLines(['/usr/bin/env'], new Map());
    expect(lines[0]).to.match(/^\/usr\/bin\/env \d+ [0-9a-f]{64}$/);
    const [stamp = ''] = known.values();
    const faked = new Map([['/usr/bin/env', stamp.replace(/[0-9a-f]{64}$/, 'f'.repeat(64))]]);
    expect(trustLines(['/usr/bin/env'], faked).lines[0], 'not read again').to.contain('f'.repeat(64));
    expect(
      trustLines(['/usr/bin/env'], new Map([['/usr/bin/env', `1 ${'f'.repeat(64)}`]])).lines,
    ).to.deep.equal(lines);
    copyFileSync('/usr/bin/env', join(home, 'env'));
  });
});

describe('a kind of place', () => {
  it('is one that people write to unless it is known to be another', () => {
    const linux: Record<string, string> = {
      ...{ '/usr/bin/ls': 'system', '/usr/local/bin/x': 'program_files', '/opt/zoom/zoom': 'program_files' },
      ...{
        '/media/sam/STICK/x': 'removable',
        '/home/sam/x': 'user_writable',
        '/srv/x': 'user_writable',
        '/usrx/y': 'user_writable',
      },
    };
    for (const [path, place] of Object.entries(linux)) expect(linuxPathClass(path), path).to.equal(place);
    expect(macosPathClass('/System/Library/x')).to.equal('system');
    expect(macosPathClass('/Volumes/STICK/x')).to.equal('removable');
    expect(macosPathClass('/Users/sam/x')).to.equal('user_writable');
  });
});

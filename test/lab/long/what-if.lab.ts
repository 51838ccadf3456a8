/**
 * What the console says that a draft would do is what then happens: the same sticks, programs and unused screen, watched
 * first, put through the console's own what-if as this machine reported them, and then enforced.
 */
import { expect } from 'chai';
import { hashSerial } from '../../../agent/service/controls/removable-media/guard/stick.ts';
import { type Program, programLabel } from '../../../shared/controls/approved-software/program.ts';
import type { DeviceRecord } from '../../../shared/protocol/device.ts';
import { DesktopSession, sessionSignals, sessionToldToLock } from '../../support/lab/desktop-session.ts';
import type { Feed } from '../../support/lab/feed.ts';
import { agentUnit } from '../../support/lab/managed.ts';
import { startAntivirus, told } from '../../support/lab/media.ts';
import type { Plugged } from '../../support/lab/plugs.ts';
import {
  asPupil,
  havingLearned,
  longWatched,
  programsFinding,
  programsSeen,
  watches,
} from '../../support/lab/programs.ts';
import { stickImage } from '../../support/lab/sticks.ts';
import { describeManaged } from '../../support/lab/suite.ts';
import { AskedConsole, named } from '../../support/lab/what-if.ts';
import { until } from '../../support/until.ts';

const [theirs, ours] = ['LAB-2', 'LAB-1'];
const registered = { label: 'Office stick 1', vendorId: '46f4', productId: '0001', serial: ours };
const limitMs = 60_000;
/** How `timeout` ends what it ran: in time, or because it was told to. */
const ran: readonly (number | null)[] = [124, 143];

/** Copies of true programs and scripts, each of which goes on until it is ended. */
const bring = `
set -e
cd /home/pupil
cp /usr/bin/sleep game
cp /usr/bin/tail approved-tool
printf '#!/bin/sh\\nsleep 900\\n' >script.sh
printf '#!/bin/sh\\n# homework\\nsleep 900\\n' >homework.sh
printf '#!/usr/bin/python3\\nimport time\\ntime.sleep(900)\\n' >script.py
chmod 755 *; chown pupil: *
`;

/** What a pupil starts, with the file that it is about: null for what the system brings. */
const tries: readonly [file: string | null, line: string][] = [
  ['game', './game 900'],
  ['script.sh', './script.sh'],
  ['homework.sh', 'sh homework.sh'],
  ['script.py', 'python3 script.py'],
  ['approved-tool', './approved-tool -f /dev/null'],
  [null, 'sleep 900'],
];

type Report = Extract<DeviceRecord, { type: 'report' }>;
/** As far as it is read here of what a device sees. */
interface Sees {
  programs: Program[];
  seenBy: string;
  media: { serialHash: string }[];
  sessions: { id: string; idleSeconds: number | null }[];
}

describeManaged('what the console says would happen, and what then does', managed => {
  const guest = () => managed().guest;
  const hashes = new Map<string, string>();
  let asked: AskedConsole;
  let desktop: DesktopSession;
  let sticks: Plugged[] = [];
  let said: Map<string, string[]>;

  const label = (file: string) => `program ${hashes.get(file)?.slice(0, 12)}`;
  const stickName = (serial: string) => `46f4:0001 ${hashSerial(serial, managed().serialKey)?.slice(0, 6)}`;
  const controls = (mode: 'watch' | 'enforce') => ({
    'removable-media': { mode, rule: 'block', approved: [registered] },
    'approved-software': {
      ...{ mode, minBoots: 2, watchEveryStart: true },
      rules: [{ id: 'lab-approved', by: 'hash', value: hashes.get('approved-tool') }],
    },
    'idle-lock': { mode, afterMinutes: 1 },
  });

  /** The names of those that were kept from running; the others ran for so many seconds, or until they were ended. */
  async function pupilTries(seconds: number): Promise<string[]> {
    const kept = await Promise.all(
      tries.map(async ([file, line]) => {
        const { exit, stderr } = await guest().run(
          asPupil(`timeout ${seconds} ${line}; exit $?`),
          (seconds + 60) * 1000,
        );
        if (ran.includes(exit)) return [];
        expect([2, 126], `${line}: ${exit} ${stderr}`).to.include(exit);
        return [file === null ? line : label(file)];
      }),
    );
    return kept.flat().sort();
  }

  const plugBoth = async () => {
    for (const serial of [theirs, ours])
      sticks.push(await guest().plugs.stick({ file: stickImage('vfat', { 'a.txt': 'a' }), serial }));
  };
  const pullBoth = async () => {
    for (const stick of sticks) await stick.pull();
    sticks = [];
  };
  const hasDisk = async (serial: string) =>
    (await guest().run(`udevadm settle; ls /dev/disk/by-id/usb-*_${serial}-*`)).exit === 0;
  const lastSeq = () => Math.max(0, ...managed().records.map(({ seq }) => seq));

  /** Asks it for everything that it sees, as a console does when a draft is begun, until `good` is true of it. */
  async function reported(good: (sees: Sees) => boolean, deadlineMs = 300_000): Promise<Sees> {
    const end = Date.now() + deadlineMs;
    for (;;) {
      const since = lastSeq();
      await managed().findingThat('approved-software', () => true, 150_000);
      managed().console.send('want', { states: true, sections: [] });
      // What it sees comes in several records.
      const seen = () =>
        managed()
          .records.filter((one): one is Report => one.type === 'report' && one.seq > since)
          .flatMap(({ findings }) => findings)
          .filter(({ finding }) => finding.control in controls('watch'));
      const whole = () => new Set(seen().map(({ finding }) => finding.control)).size === 3;
      await until('it reports everything', whole, 90_000);
      const sees = Object.assign({}, ...seen().map(({ observation }) => observation)) as Sees;
      if (good(sees)) return sees;
      if (Date.now() > end) throw new Error(`it reports only ${JSON.stringify(sees)}`);
    }
  }

  const toldToLock = (feed: Feed) =>
    [...new Set(feed.said.flatMap(({ line }) => sessionToldToLock(line) ?? []))]
      .map(id => `Session ${id}`)
      .sort();
  const eventsOf = (name: string, after: number) =>
    managed().events.filter(one => one.name === name && one.seq > after);
  const programsOf = (name: string, after: number) =>
    [...new Set(eventsOf(name, after).map(({ facts }) => programLabel(facts as unknown as Program)))].sort();
  /** Screens and text consoles. */
  const wouldAsk = () =>
    [/screens? .* would have been locked/, /text consoles? .* would have been asked to lock/]
      .flatMap(words => named(said.get('idle-lock'), words))
      .sort();
  const wouldStop = () => named(said.get('approved-software'), /would have been stopped/);
  const unapproved = () => ['game', 'script.sh', 'homework.sh', 'script.py'].map(label).sort();

  before(async () => {
    await guest().must(bring);
    // Nothing stands in the way of a stick before; as installed here, USBGuard shuts them all by itself.
    await guest().must(
      "sed -i 's/^ImplicitPolicyTarget=.*/ImplicitPolicyTarget=allow/' /etc/usbguard/usbguard-daemon.conf && systemctl restart usbguard",
      60_000,
    );
    for (const file of ['game', 'script.sh', 'homework.sh', 'script.py', 'approved-tool'])
      hashes.set(file, await guest().must(`sha256sum /home/pupil/${file} | cut -d" " -f1`));
    asked = await AskedConsole.open();
    await asked.hashesWith(managed().serialKey);
    desktop = await DesktopSession.open(guest());
    await havingLearned(guest());
    // The school's own stick is scanned before it opens; nothing could scan it otherwise, and it would stay shut.
    await startAntivirus(managed());
    await managed().startInTouch(controls('watch'));
  });
  after(() => asked?.remove());

  it('watched, nothing is stopped, and the console names what would be', async () => {
    // Before anything is tried, the system's own mechanism watches, and this was seen.
    await guest().until(watches, 240_000);
    await guest().until('journalctl -t fapolicyd --no-pager | grep -q "Starting to listen"', 60_000);
    await programsSeen(managed(), 'every_start');
    const feed = await guest().feed(sessionSignals);
    const after = lastSeq();
    await desktop.unused(true);
    await plugBoth();
    expect(await pupilTries(20), 'stopped while watching').to.deep.equal([]);
    await told(managed(), 'media.would_block', {}, { deadlineMs: 120_000 });
    await told(managed(), 'media.would_allow', {}, { deadlineMs: 120_000 });
    expect([await hasDisk(theirs), await hasDisk(ours)]).to.deep.equal([true, true]);
    await until(
      'each is told',
      () => programsOf('app.would_block', after).length >= unapproved().length,
      180_000,
    );
    expect(programsOf('app.would_block', after)).to.deep.equal(unapproved());
    const sees = await reported(
      ({ programs, media, sessions }) =>
        unapproved().every(name => programs.some(one => programLabel(one) === name)) &&
        media.length === 2 &&
        sessions.some(({ id, idleSeconds }) => id === desktop.id && (idleSeconds ?? 0) > limitMs / 1000),
    );
    expect(sees.seenBy).to.equal('every_start');
    await asked.takeIn(managed().records);
    said = await asked.saysOf(controls('enforce'));
    expect(named(said.get('removable-media'), /would be blocked/)).to.deep.equal([stickName(theirs)]);
    expect(named(said.get('idle-lock'), /screens? .* locked/)).to.deep.equal([`Session ${desktop.id}`]);
    // Nothing listens on the text console that somebody is signed in on; it is asked all the same.
    expect(wouldAsk()).to.have.length(2);
    expect(wouldStop()).to.deep.equal(unapproved());
    await managed().event('lock.would_lock');
    expect(toldToLock(feed), 'told to lock while watching').to.deep.equal([]);
    feed.close();
    await desktop.unused(false);
    await pullBoth();
  }).timeout(900_000);

  it('enforced, what is stopped is what was named, and nothing else', async () => {
    await managed().policy(controls('enforce'));
    await guest().must(`systemctl stop ${agentUnit}`, 60_000);
    // As after the day for which the mechanism only watches, by the same rules.
    await havingLearned(guest(), longWatched());
    const feed = await guest().feed(sessionSignals);
    await guest().must(`systemctl start ${agentUnit}`, 60_000);
    await programsFinding(managed(), 'enforced');
    const after = lastSeq();
    await desktop.unused(true);
    await plugBoth();
    const stopped = await pupilTries(20);
    expect(stopped, 'by how they ended').to.deep.equal(wouldStop());
    await until('each is told', () => programsOf('app.blocked', after).length >= stopped.length, 180_000);
    expect(programsOf('app.blocked', after), 'by what the device told').to.deep.equal(wouldStop());

    await told(managed(), 'media.blocked', {}, { after, deadlineMs: 120_000 });
    await told(managed(), 'media.allowed', {}, { after, deadlineMs: 180_000 });
    const shut = [];
    for (const serial of [theirs, ours]) if (!(await hasDisk(serial))) shut.push(stickName(serial));
    const blocked = named(said.get('removable-media'), /would be blocked/);
    expect(shut, 'without a disk').to.deep.equal(blocked);
    expect(
      eventsOf('media.blocked', after).map(
        ({ facts }) => `46f4:0001 ${String(facts.serialHash).slice(0, 6)}`,
      ),
    ).to.deep.equal(blocked);

    await until('both are told to lock', () => toldToLock(feed).length >= wouldAsk().length, 150_000);
    expect(toldToLock(feed)).to.deep.equal(wouldAsk());
    expect(
      named(said.get('removable-media'), /would be scanned/),
      'and it was, before it opened',
    ).to.deep.equal([`${registered.label} (46f4:0001)`]);
    await pullBoth();
  }).timeout(900_000);
});

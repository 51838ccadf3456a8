/**
 * A computer that is left by order and after school: the real logind signs out, restarts and switches off, whoever sits
 * there is told through their own socket, and puts it off as often as the policy lets them.
 */
import { expect } from 'chai';
import type { SignedCalendar } from '../../../shared/calendar/signed.ts';
import { order } from '../../support/lab/media.ts';
import { describeManaged } from '../../support/lab/suite.ts';
import { until } from '../../support/until.ts';

const minute = 60_000;
const clock = (at: number) => new Date(at).toISOString().slice(11, 16);
const day = (at: number) => new Date(at).toISOString().slice(0, 10);

/** A school in UTC that closes every day at that time, and has no lessons. */
function closingAt(at: number): SignedCalendar {
  const open = { opens: '00:00', closes: clock(at), lessons: [] };
  return {
    terms: [{ name: 'Term', from: day(at - 30 * 24 * 60 * minute), to: day(at + 30 * 24 * 60 * minute) }],
    daysOff: [],
    week: Array.from({ length: 7 }, () => open),
    until: day(at + 60 * 24 * 60 * minute),
    offsets: [{ from: 0, minutes: 0 }],
  };
}

/** Says one thing to the service as the person at the keyboard, and prints what is shown and answered. */
const saying = (verb: string) => `perl -MIO::Socket::UNIX -e '
  alarm 30;
  my $link = IO::Socket::UNIX->new(Peer => "/run/caretaker-tray/1000.sock") or die "no door: $!";
  $link->autoflush;
  print $link qq({"verb":"hello","id":0,"version":2}\\n);
  print scalar <$link> for 1, 2;
  exit unless @ARGV;
  print $link qq({"verb":"$ARGV[0]","id":1}\\n);
  while (<$link>) { print; last if /"id":1\\b/ }' ${verb}`;

interface Line {
  kind: string;
  id?: number;
  ok?: boolean;
  scenes?: { kind: string; at?: number; waits?: number }[];
}

describeManaged('a computer that is left', managed => {
  const guest = () => managed().guest;
  const power = {
    ...{ mode: 'enforce', after: 'closing', minutes: 5, warnMinutes: 2, deferrals: 1, deferMinutes: 5 },
    powerOffsAllowed: 2,
  };
  async function said(verb = ''): Promise<Line[]> {
    const { exit, stdout, stderr } = await guest().asPupil(saying(verb), 60_000);
    expect(exit, stderr).to.equal(0);
    return stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
  }
  const shown = (lines: Line[]) =>
    lines.flatMap(({ scenes = [] }) => scenes).find(({ kind }) => kind === 'switch_off');
  const outcome = async (after: number, deadlineMs: number) =>
    (await managed().event('order.done', { after, deadlineMs })).facts;
  const last = () => managed().events.at(-1)?.seq ?? 0;
  const leave = (kind: 'sign_out' | 'restart') => order(managed(), { kind, warnMinutes: 1, inLessons: true });

  before(async function () {
    this.timeout(600_000);
    // Nobody who has just switched a computer on is switched off within half an hour.
    const dropIn = '/run/systemd/system/caretaker-agent.service.d';
    await guest().must(`
      echo 20000.00 20000.00 >/run/uptime; mkdir -p ${dropIn}
      printf '[Service]\\nBindReadOnlyPaths=/run/uptime:/proc/uptime\\n' >${dropIn}/uptime.conf; systemctl daemon-reload`);
    await managed().startInTouch({ power });
  });

  it('signs out whoever is there a minute after they were told, and tells so', async () => {
    await guest().until('loginctl list-sessions --no-legend | grep -q pupil');
    const after = last();
    leave('sign_out');
    await until('it is told', () => managed().events.some(({ name }) => name === 'order.progress'), 60_000);
    expect(shown(await said())?.kind).to.equal('switch_off');
    expect(await outcome(after, 150_000)).to.include({ outcome: 'done' });
  });

  it('is switched off after school, puts it off once for whoever is still working, and is off', async () => {
    const now = Date.parse(`${day(Date.now())}T${clock(Date.now())}Z`);
    managed().calendar = closingAt(now - 3 * minute);
    await guest().until('loginctl list-sessions --no-legend | grep -q pupil', 60_000);
    const after = last();
    await managed().policy({ power });
    await managed().event('power.warned', { after, deadlineMs: 120_000 });
    const scheduled = 'cat /run/systemd/shutdown/scheduled';
    expect(await guest().must(scheduled)).to.match(/MODE=poweroff/);
    const first = await said('wait');
    expect(shown(first)?.waits).to.equal(1);
    expect(first.find(({ id }) => id === 1)?.ok).to.equal(true);
    const deferred = await managed().event('power.deferred', { after });
    expect(deferred.facts).to.deep.include({ minutes: 5, left: 0 });
    await guest().must(`! ${scheduled}`);
    // Two minutes before the five more are over.
    await managed().event('power.warned', { after: deferred.seq, deadlineMs: 400_000 });
    const second = await said('wait');
    expect(shown(second)?.waits).to.equal(0);
    expect(second.find(({ id }) => id === 1)?.ok).to.equal(false);
    await managed().event('power.switching_off', { after, deadlineMs: 180_000 });
    await guest().off(240_000);
  }).timeout(1_200_000);

  it('comes back on, and restarts by order, which the start that follows tells', async () => {
    const greeted = managed().console.count('hello');
    await guest().powerCut();
    await managed().layCable();
    await until('it is in touch again', () => managed().console.count('hello') > greeted, 120_000);
    const after = last();
    const before = guest().starts;
    leave('restart');
    await guest().restarted(before);
    await managed().linkUp();
    expect(await outcome(after, 240_000)).to.include({ outcome: 'done' });
  }).timeout(900_000);
});

/** What somebody may do to a machine by hand: each time the next look tells the truth, and says what is done about it. */
import { expect } from 'chai';
import type { Finding } from '../../../shared/finding.ts';
import { describeManaged } from '../../support/lab/suite.ts';

const control = 'removable-media';
const rules = '/etc/usbguard/rules.conf';
const settings = '/etc/usbguard/usbguard-daemon.conf';
const mayMount = '/etc/polkit-1/rules.d/00-caretaker-media.rules';

/** Until not a byte more fits, for root either. The last kilobytes go one by one. */
const fill = `mkdir -p /var/full; for size in 1G 128M 16M 1M 64k 4k; do while fallocate -l $size /var/full/$((++i)); do :; done; done 2>/dev/null
  for i in 1 2 3; do dd if=/dev/zero bs=512 of=/var/full/rest-$i 2>/dev/null; done; sync; ! (echo more >/var/full/more) 2>/dev/null || ! test -s /var/full/more`;
const room = 'rm -rf /var/full; sync';

describeManaged('a machine that somebody changes by hand', managed => {
  const guest = () => managed().guest;
  const must = (line: string, deadlineMs?: number) => guest().must(line, deadlineMs);
  /** One round: the one that is asked for now. */
  const next = (good: (finding: Finding) => boolean) => managed().findingThat(control, good, 90_000);
  const enforced = () => next(({ how, state }) => how === 'enforced' && state === 'met');
  const said = ({ evidence }: Finding) => String(evidence.facts.enforcementDetail);
  const drift = (setting: string) =>
    managed().keptEvent('enforcement.drift', one => one.facts.setting === setting);

  before(async function () {
    this.timeout(600_000);
    await managed().startAlone({ [control]: { mode: 'enforce', rule: 'block', scanBeforeUse: false } });
    await managed().findingThat(control, ({ how }) => how === 'enforced', 280_000);
  });

  it('a daemon that is stopped runs again, and that it was stopped is told', async () => {
    // It ran before there was an agent, so at first nobody changed what the agent had set.
    await must('systemctl stop usbguard');
    await enforced();
    expect(await must('systemctl is-active usbguard')).to.equal('active');
    await must('systemctl stop usbguard');
    await enforced();
    expect(await must('systemctl is-active usbguard')).to.equal('active');
    await drift('usbguard.service');
  });

  it('stopped again at once, it waits, and says that and why', async () => {
    await must('systemctl stop usbguard');
    const found = await next(({ state }) => state !== 'met');
    expect(found).to.include({ state: 'not_met', reason: 'daemon_stopped' });
    expect(found.evidence.facts).to.include({ enforcement: 'repair_waits' });
    expect(said(found)).to.match(
      /usbguard\.service was changed by somebody again; it is put right in a while/,
    );
    await must('systemctl start usbguard');
    await enforced();
  });

  it('a rule that is unloaded is loaded again', async () => {
    const good = await must(`sha256sum ${rules}`);
    await must("usbguard remove-rule $(usbguard list-rules | grep ' block ' | head -n 1 | cut -d : -f 1)");
    expect(await must(`sha256sum ${rules}`), 'the daemon keeps it so').to.not.equal(good);
    await enforced();
    expect(await must(`sha256sum ${rules}`)).to.equal(good);
    expect(await must('usbguard list-rules')).to.match(/ block /);
    await drift(rules);
  });

  it('a rule that only the daemon has in its memory is found, though every file is as it should be', async () => {
    await must(
      "usbguard append-rule --temporary --after $(usbguard list-rules | head -n 1 | cut -d : -f 1) 'allow with-interface one-of { 08:*:* }'",
    );
    const found = await next(({ state }) => state !== 'met');
    expect(found).to.include({ state: 'not_met', how: 'best_effort' });
    await must('systemctl restart usbguard');
    await enforced();
  });

  it('a setting that is edited is set again', async () => {
    await must(
      `sed -i 's/^IPCAllowedGroups=.*/IPCAllowedGroups=root plugdev/' ${settings} && systemctl restart usbguard`,
    );
    await enforced();
    expect(await must(`grep ^IPCAllowedGroups= ${settings}`)).to.equal('IPCAllowedGroups=root');
    await drift(settings);
  });

  it('with a full disk it tells what is not set and that the disk is full, and still runs; with room again all is well', async function () {
    this.timeout(600_000);
    const started = 'systemctl show -P NRestarts caretaker-agent';
    const restarts = await must(started);
    await must(`rm ${mayMount}; systemctl restart polkit; ${fill}`, 120_000);
    // USBGuard still blocks, so the school's promise holds; what was taken away is not back.
    const found = await next(({ how }) => how !== 'enforced');
    expect(found.how).to.equal('best_effort');
    expect(found.evidence.facts, JSON.stringify(found)).to.include({ enforcement: 'disk_full' });
    expect(said(found)).to.match(/the disk is full/);
    // The part of it that is written every quarter of a minute.
    await must('sleep 20');
    expect(await must(started), 'ended by the full disk').to.equal(restarts);
    const doctor = (await guest().run('caretaker agent doctor', 120_000)).stdout;
    expect(doctor)
      .to.match(/Make room/)
      .and.match(/the disk is full/);
    await must(room);
    await enforced();
    await must(`test -s ${mayMount}`);
  });

  it('starts on a full disk as well', async function () {
    this.timeout(600_000);
    await must(`${fill}; systemctl restart caretaker-agent`, 120_000);
    await must('sleep 30');
    expect(await must('systemctl is-active caretaker-agent')).to.equal('active');
    await must(room);
    await enforced();
  });

  it('without USBGuard at all it keeps what can be kept, and says what to install', async function () {
    this.timeout(600_000);
    await must('DEBIAN_FRONTEND=noninteractive apt-get remove -y -q usbguard', 240_000);
    const found = await next(({ how }) => how === 'best_effort');
    expect(said(found)).to.match(/Install usbguard/);
    expect(found.evidence.parts?.find(({ name }) => name === 'USBGuard')?.facts.detail).to.equal(
      'not installed',
    );
    await must(`test -s ${mayMount}`);
  });

  it('keeps telling and repairing nothing more that it could not put back', async () => {
    await managed().policyAlone({ [control]: { mode: 'off' } });
    await managed().findingThat(control, ({ how }) => how === 'off', 120_000);
    await guest().until(`! test -e ${mayMount}`, 60_000);
  });
});

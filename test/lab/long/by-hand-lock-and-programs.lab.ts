/** As `by-hand`, of the screen lock's settings and of a fapolicyd that is stopped or whose rules are taken out. */
import { expect } from 'chai';
import type { Finding } from '../../../shared/finding.ts';
import {
  bringPrograms,
  enforcePrograms,
  havingLearned,
  pupilRuns,
  watches,
} from '../../support/lab/programs.ts';
import { gsettings } from '../../support/lab/settings.ts';
import { describeManaged } from '../../support/lab/suite.ts';

const [lock, programs] = ['idle-lock', 'approved-software'] as const;
const lockFile = '/etc/dconf/db/caretaker.d/00-idle-lock';
const minutes = ['org.gnome.desktop.session', 'idle-delay'];
const said = ({ evidence }: Finding) => String(evidence.facts.enforcementDetail);

describeManaged('a machine whose lock and list of programs somebody changes by hand', managed => {
  const guest = () => managed().guest;
  const must = (line: string, deadlineMs?: number) => guest().must(line, deadlineMs);
  /** One round: the one that is asked for now. */
  const next = (control: string, good: (finding: Finding) => boolean) =>
    managed().findingThat(control, good, 120_000);
  const enforced = (control: string) =>
    next(control, ({ how, state }) => how === 'enforced' && state === 'met');
  const drift = (setting: string) =>
    managed().keptEvent('enforcement.drift', one => one.facts.setting === setting);
  const runs = async () => (await pupilRuns(guest(), './my-ls /')).exit === 0;

  before(async function () {
    this.timeout(900_000);
    // What the plan looks for of GNOME; dconf and the schemas are real.
    await must(`install -m 755 /bin/true /usr/bin/gnome-shell\n${bringPrograms}`);
    await havingLearned(guest());
    await managed().startAlone({ [lock]: { mode: 'enforce' }, [programs]: { mode: 'enforce', minBoots: 2 } });
    await enforcePrograms(managed());
    await enforced(lock);
  });

  it('a lock that is set later is set right again, and that it was changed is told', async () => {
    await must(`sed -i 's/uint32 1200/uint32 7200/' ${lockFile} && dconf update`);
    expect(await gsettings(guest(), 'get', ...minutes)).to.equal('uint32 7200');
    await enforced(lock);
    expect(await gsettings(guest(), 'get', ...minutes)).to.equal('uint32 1200');
    await drift(lockFile);
  });

  it('a lock that is set in what dconf made alone is found, though every file is as it should be', async () => {
    await must(
      `cp -a /etc/dconf/db/caretaker.d /root/kept && rm /etc/dconf/db/caretaker.d/locks/* && dconf update && cp -a /root/kept/. /etc/dconf/db/caretaker.d/`,
    );
    expect(await gsettings(guest(), 'writable', ...minutes)).to.equal('true');
    const found = await next(lock, ({ how }) => how !== 'enforced');
    expect(found.state).to.not.equal('met');
    expect(said(found)).to.not.equal('undefined');
    await must('dconf update');
    await enforced(lock);
  });

  it('a fapolicyd that is stopped runs again and stops what it stopped', async () => {
    await must('systemctl stop fapolicyd');
    expect(await runs(), 'while it is stopped').to.equal(true);
    await enforced(programs);
    expect(await runs()).to.equal(false);
  });

  it('rules of fapolicyd that are taken out stop nobody, root least of all, and are put in again to watch', async () => {
    const rules = '/etc/fapolicyd/rules.d/10-caretaker.rules';
    await must(`rm ${rules} && fagenrules --load`);
    await guest().until(`! grep -q deny_syslog /etc/fapolicyd/compiled.rules`, 20_000);
    await must('systemctl restart fapolicyd');
    await must('systemctl is-active fapolicyd && grep "^permissive = 0" /etc/fapolicyd/fapolicyd.conf');
    expect(await runs(), 'without rules').to.equal(true);
    // Rules that were away are new: a day of watching comes first, as at their beginning.
    const found = await next(programs, ({ how }) => how === 'detective');
    expect(said(found)).to.match(/watches/);
    await guest().until(`test -s ${rules} && ${watches}`, 60_000);
    await drift(rules);
    await enforcePrograms(managed());
    expect(await runs(), 'with rules').to.equal(false);
  });
});

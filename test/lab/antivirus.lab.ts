/** A real clamd, with one signature of our own and no daily database. */
import { expect } from 'chai';
import { Stopped } from '../../agent/service/controls/antivirus/tampering/linux.ts';
import { lookAt } from '../support/lab/look.ts';
import { agentOnce } from '../support/lab/release.ts';
import { describeLabWithAgent } from '../support/lab/suite.ts';

describeLabWithAgent('antivirus on a real machine', guest => {
  const look = () => lookAt(guest(), agentOnce, 'antivirus');
  const clamav = async () => {
    const seen = await look();
    return { seen, part: seen.evidence.parts.find(part => /clamav/i.test(part.name)) };
  };

  it('says that an installed ClamAV whose daemon does not run protects nobody', async () => {
    expect((await guest().run('systemctl is-active clamav-daemon')).stdout.trim()).to.equal('inactive');
    const { seen, part } = await clamav();
    expect(seen.state).to.equal('not_met');
    expect(part?.facts.running).to.equal(false);
  });

  it('sees it run once clamd really answers, and does not hide that it has no list of viruses', async () => {
    await guest().must('systemctl start clamav-daemon');
    await guest().until('test -S /run/clamav/clamd.ctl && clamdscan --ping 1');
    const { seen, part } = await clamav();
    expect(part?.facts.running).to.equal(true);
    expect(part?.facts.version).to.match(/^ClamAV \d|^\d/);
    expect(seen).to.include({ state: 'not_met', reason: 'no_signatures' });
  });

  it('is the daemon that finds the test virus, so running means something', async () => {
    await guest().must(
      `printf '%s%s' 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR' '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*' >/tmp/sample; chmod 644 /tmp/sample`,
    );
    const scan = await guest().run('clamdscan --fdpass --no-summary /tmp/sample');
    expect(scan.exit, scan.stdout + scan.stderr).to.equal(1);
    expect(scan.stdout).to.contain('FOUND');
  });

  it('notices when the daemon is killed', async () => {
    await guest().must('systemctl kill -s KILL clamav-daemon; systemctl stop clamav-daemon');
    const { seen, part } = await clamav();
    expect(seen.state).to.equal('not_met');
    expect(part?.facts.running).to.equal(false);
  });

  it('is told to have been stopped by somebody only where it ended in good order', async () => {
    const properties = '--property=Id,LoadState,ActiveState,Result,ActiveExitTimestamp';
    const watch = new Stopped();
    const stopped = async (minutes: number) => {
      const shown = await guest().must(
        `systemctl show clamav-daemon.service clamd@scan.service ${properties}`,
      );
      const now = Number(await guest().must('date +%s')) * 1000 + minutes * 60_000;
      return watch.look(shown, now).map(({ product, what }) => `${product} ${what}`);
    };
    expect(await stopped(0), 'killed').to.deep.equal([]);
    await guest().must('systemctl reset-failed clamav-daemon; systemctl start clamav-daemon');
    await guest().until('test -S /run/clamav/clamd.ctl && clamdscan --ping 1');
    expect(await stopped(0), 'running').to.deep.equal([]);
    await guest().must('systemctl stop clamav-daemon');
    expect(await stopped(1), 'just now').to.deep.equal([]);
    expect(await stopped(30)).to.deep.equal(['ClamAV service_stopped']);
  });
});

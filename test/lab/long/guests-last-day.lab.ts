/** A guest's last day, set by the agent's own service in a machine that is really used: the system itself shuts the door. */
import { expect } from 'chai';
import { describeManaged } from '../../support/lab/suite.ts';

const day = (from: number) => new Date(Date.now() + from * 24 * 3600_000).toISOString().slice(0, 10);

describeManaged('a guest whose last day is over', managed => {
  const ends = async (name: string) =>
    (await managed().guest.must(`getent shadow ${name} | cut -d: -f8`)).trim();

  it('is shut out by the service, one with days left may come until then, and nobody else is touched', async () => {
    const { guest } = managed();
    await guest.must(`
      useradd --create-home ann; echo ann:a-long-word-for-ann | chpasswd; usermod --append --groups sudo ann
      for name in past soon other; do useradd --create-home $name; echo $name:a-long-word-for-$name | chpasswd; done`);
    const guests = [
      { name: 'past', endsOn: day(-2), authorisedBy: 'the office' },
      { name: 'soon', endsOn: day(3), authorisedBy: 'the office' },
    ];
    await managed().startAlone({ 'local-accounts': { mode: 'enforce', guests } });
    await guest.until('test -n "$(getent shadow past | cut -d: -f8)"');
    expect(Number(await ends('past')) * 24 * 3600_000).to.be.below(Date.now());
    expect(Number(await ends('soon')) * 24 * 3600_000).to.be.above(Date.now());
    expect([await ends('other'), await ends('ann')]).to.deep.equal(['', '']);
    // As at every sign-in: an account that has ended opens nothing. Only a terminal is asked for a password.
    const enters = async (name: string) => {
      const typed = `{ sleep 3; printf 'a-long-word-for-${name}\\n'; sleep 3; }`;
      const asked = `script -qec 'su - ${name} -c true' /dev/null`;
      return (
        (await guest.run(`${typed} | setpriv --reuid=pupil --regid=pupil --init-groups ${asked}`)).exit === 0
      );
    };
    expect([await enters('past'), await enters('soon')]).to.deep.equal([false, true]);
    const finding = await managed().findingThat('local-accounts', one =>
      one.evidence.parts.some(part => part.name === 'soon' && part.reason === 'guest_expected'),
    );
    expect(finding.evidence.parts.find(({ name }) => name === 'past')?.state).to.not.equal('not_met');
  });
});

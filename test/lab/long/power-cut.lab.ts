/** The current fails while the agent writes. What it had told anybody of must be there afterwards, and nothing be half. */
import { expect } from 'chai';
import { agentUnit, type Managed } from '../../support/lab/managed.ts';
import { expectSame, type Settings, settingsOf } from '../../support/lab/settings.ts';
import { describeManaged } from '../../support/lab/suite.ts';
import { until } from '../../support/until.ts';

const data = '/var/lib/caretaker';
const cuts = 2;
/** Policies as fast as the agent takes them: each makes it write its policy, its ledger, its outbox and the machine. */
async function changing(managed: Managed, forMs: number): Promise<void> {
  const end = Date.now() + forMs;
  const applied = () => managed.console.last('applied')?.policyNumber ?? 0;
  const enough = applied() + 3;
  for (let turn = 0; Date.now() < end || (applied() < enough && turn < 60); turn++) {
    const mode = turn % 2 === 0 ? 'watch' : 'off';
    const rule = turn % 4 < 2 ? 'block' : 'read_only';
    const parts = ['antivirus', 'firewall', 'password-policy'].map(key => [key, { mode }]);
    const media = { 'removable-media': { mode: 'enforce', rule } };
    const document = managed.document({ ...Object.fromEntries(parts), ...media });
    managed.console.send('policy', managed.console.policy(document));
    await new Promise(resolve => setTimeout(resolve, 700));
  }
}

describeManaged('an agent whose power is cut while it writes', managed => {
  let before: Settings;

  it('is cut as a real machine is: what was flushed is there, what was not is gone', async () => {
    const { guest } = managed();
    await guest.must('echo kept >/var/kept; sync /var/kept; echo lost >/var/lost');
    await guest.powerCut();
    expect(await guest.must('cat /var/kept')).to.equal('kept');
    expect((await guest.run('test -e /var/lost')).exit, 'what was never flushed').to.equal(1);
  });

  it('enforces before anything is cut', async function () {
    this.timeout(900_000);
    await managed().guest.must('systemctl start polkit udisks2');
    before = await settingsOf(managed().guest);
    await managed().startInTouch({ 'removable-media': { mode: 'enforce' } });
    await managed().findingThat('removable-media', finding => finding.how === 'enforced', 240_000);
  });

  for (let time = 1; time <= cuts; time++)
    it(`has every record that it had sent, in a whole outbox, and obeys the newest policy that it had taken (${time} of ${cuts})`, async function () {
      this.timeout(900_000);
      const { console: school, guest } = managed();
      const earlier = school.last('applied')?.policyNumber ?? 0;
      await changing(managed(), 6000 + 3000 * time);
      const applied = school.last('applied')?.policyNumber ?? 0;
      const sent = managed().records.map(record => record.id);
      const highest = Math.max(...managed().records.map(record => record.seq));
      expect(applied - earlier, 'policies taken before').to.be.at.least(3);
      const hellos = school.count('hello');
      await guest.powerCut();

      await guest.until(`systemctl is-active ${agentUnit}`, 60_000);
      await managed().layCable();
      await until('it is in touch again', () => school.count('hello') > hellos, 120_000);
      const hello = school.last('hello');
      expect(hello?.deviceId).to.equal(managed().deviceId);
      const taken = await guest.must(`grep -o 'number[^,]*' ${data}/policy.json`);
      expect(hello?.policyNumber, `on the disk ${taken}`).to.be.at.least(applied);
      const kept = new Set((await managed().kept()).map(record => record.id));
      expect(sent.filter(id => !kept.has(id))).to.deep.equal([]);
      expect(hello?.highestSeq).to.be.at.least(highest);
    });

  it('has no database that SQLite calls damaged and no file that is half written', async () => {
    const said = await managed().guest.must(`systemctl stop ${agentUnit}; cd ${data}
      for name in *.db; do
        /opt/caretaker/agent/current/bin/node -e "
          const db = new (require('node:sqlite').DatabaseSync)('$name');
          console.log('$name', db.prepare('pragma integrity_check').get().integrity_check)"
      done
      find . -name '*.json' | while read -r name; do
        /opt/caretaker/agent/current/bin/node -e "JSON.parse(require('node:fs').readFileSync('$name'))" && echo "$name ok"
      done`);
    const lines = said.split('\n');
    expect(lines.filter(line => !line.endsWith(' ok'))).to.deep.equal([]);
    expect(said)
      .to.match(/^outbox\.db ok$/m)
      .and.match(/^enforcement\.db ok$/m)
      .and.match(/policy\.json ok$/m);
  });

  it('puts back every byte that it had set before the cut, half done or not', async () => {
    const { guest } = managed();
    const hellos = managed().console.count('hello');
    await guest.must(`systemctl start ${agentUnit}`);
    await until('it is in touch again', () => managed().console.count('hello') > hellos, 120_000);
    await managed().policy({ 'removable-media': { mode: 'off' } });
    await managed().findingThat('removable-media', finding => finding.how === 'off', 120_000);
    await guest.until(
      'systemctl start polkit udisks2; ! test -e /etc/polkit-1/rules.d/00-caretaker-media.rules',
    );
    expectSame(await settingsOf(guest), before);
  });
});

/** The current fails while the agent writes. What it had told anybody of must be there afterwards, and nothing be half. */
import { expect } from 'chai';
import { agentUnit, type Managed } from '../support/lab/managed.ts';
import { describeManaged } from '../support/lab/suite.ts';
import { until } from '../support/until.ts';

const data = '/var/lib/caretaker';
const modes = ['off', 'watch'] as const;

/** Policies as fast as the agent takes them: each makes it write its policy, its ledger and its outbox. */
async function changing(managed: Managed, forMs: number): Promise<void> {
  const end = Date.now() + forMs;
  for (let turn = 0; Date.now() < end; turn++) {
    const mode = modes[turn % 2];
    const parts = ['antivirus', 'firewall', 'password-policy', 'local-accounts'].map(key => [key, { mode }]);
    const document = managed.document(Object.fromEntries(parts));
    managed.console.send('policy', managed.console.policy(document));
    await new Promise(resolve => setTimeout(resolve, 150));
  }
}

describeManaged('an agent whose power is cut while it writes', managed => {
  it('is cut as a real machine is: what was flushed is there, what was not is gone', async () => {
    const { guest } = managed();
    await guest.must('echo kept >/var/kept; sync /var/kept; echo lost >/var/lost');
    await guest.powerCut();
    expect(await guest.must('cat /var/kept')).to.equal('kept');
    expect((await guest.run('test -e /var/lost')).exit, 'what was never flushed').to.equal(1);
  });

  it('has every record that it had sent, in a whole outbox, and obeys the newest policy that it had taken', async () => {
    await managed().startInTouch({});
    await until('it has reported', () => managed().records.length > 0, 120_000);
    await changing(managed(), 9000);
    const { console: school, guest } = managed();
    const applied = school.last('applied')?.policyNumber ?? 0;
    const sent = managed().records.map(record => record.id);
    expect(applied, 'policies taken before').to.be.greaterThan(3);
    const hellos = school.count('hello');
    await guest.powerCut();

    await guest.until(`systemctl is-active ${agentUnit}`, 60_000);
    await managed().layCable();
    await until('it is in touch again', () => school.count('hello') > hellos, 120_000);
    const hello = school.last('hello');
    expect(hello?.deviceId).to.equal(managed().deviceId);
    expect(hello?.policyNumber).to.be.at.least(applied);
    const kept = new Set((await managed().kept()).map(record => record.id));
    expect(sent.filter(id => !kept.has(id))).to.deep.equal([]);
    expect(hello?.highestSeq).to.be.at.least(Math.max(...managed().records.map(record => record.seq)));
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
});

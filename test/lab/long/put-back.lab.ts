/** Everything that enforcing set is put back byte for byte when the agent is removed, and the machine behaves as before. */
import { expect } from 'chai';
import { expectSame, settingsOf } from '../../support/lab/settings.ts';
import { describeManaged } from '../../support/lab/suite.ts';

describeManaged('a machine that the agent has left again', managed => {
  it('is as it was in every byte, unit and rule', async function () {
    this.timeout(900_000);
    const { guest } = managed();
    const uninstall = '/opt/caretaker/agent/current/installers/linux/uninstall.sh';
    await guest.must('systemctl start polkit udisks2');
    const before = await settingsOf(guest);
    await managed().startAlone({
      'removable-media': { mode: 'enforce' },
      autorun: { mode: 'enforce' },
      'idle-lock': { mode: 'enforce' },
      'approved-software': { mode: 'enforce' },
    });
    await managed().findingThat('removable-media', finding => finding.how === 'enforced', 280_000);
    await guest.until('systemctl is-active fapolicyd', 280_000);
    const during = await settingsOf(guest);
    const changed = during.files.filter(line => !before.files.includes(line));
    expect(changed.length, changed.join('\n')).to.be.at.least(5);

    const said = await guest.must(`cp ${uninstall} /root/ && /root/uninstall.sh agent --purge`, 240_000);
    expect(said).to.match(/nothing remains$/);
    expectSame(await settingsOf(guest), before);
  });
});

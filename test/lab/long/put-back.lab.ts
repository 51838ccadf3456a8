/** Everything that enforcing set is put back byte for byte when the agent is removed, and the machine behaves as before. */
import { expect } from 'chai';
import type { Finding } from '../../../shared/finding.ts';
import { expectSame, gsettings, settingsOf } from '../../support/lab/settings.ts';
import { describeManaged } from '../../support/lab/suite.ts';

/**
 * What would be installed with three desktops, as far as the plans look; dconf, its settings and GNOME's schemas are real.
 * Somebody has settings of their own in the places that are set.
 */
const desktops = `
  for program in gnome-shell plasmashell xfce4-session xfce4-screensaver; do install -m 755 /bin/true /usr/bin/$program; done
  mkdir -p /etc/dconf/profile /etc/dconf/db/site.d /etc/xdg
  printf 'user-db:user\\nsystem-db:site' > /etc/dconf/profile/user
  printf '[org/gnome/desktop/session]\\nidle-delay=uint32 3000\\n' > /etc/dconf/db/site.d/50-school
  dconf update
  printf '[Daemon]\\nAutolock=false\\nTimeout=90' > /etc/xdg/kscreenlockerrc`;

const delay = ['org.gnome.desktop.session', 'idle-delay'];

describeManaged('a machine that the agent has left again', managed => {
  it('is as it was in every byte, unit and rule', async function () {
    this.timeout(900_000);
    const { guest } = managed();
    const uninstall = '/opt/caretaker/agent/current/installers/linux/uninstall.sh';
    await guest.must(`${desktops}; systemctl start polkit udisks2`);
    const before = await settingsOf(guest);
    expect(await gsettings(guest, 'get', ...delay)).to.equal('uint32 3000');
    await managed().startAlone({
      'removable-media': { mode: 'enforce' },
      autorun: { mode: 'enforce' },
      'idle-lock': { mode: 'enforce' },
      'approved-software': { mode: 'enforce' },
    });
    await managed().findingThat('removable-media', finding => finding.how === 'enforced', 280_000);
    await guest.until('systemctl is-active fapolicyd', 280_000);
    const states = ({ evidence }: Finding) => evidence.parts.map(({ name, state }) => `${name} ${state}`);
    const lock = await managed().findingThat('idle-lock', one => one.state === 'met', 120_000);
    expect(states(lock)).to.include.members(['GNOME met', 'KDE Plasma met', 'Xfce met']);
    const autorun = await managed().findingThat('autorun', one => states(one).includes('GNOME met'), 120_000);
    expect(autorun.how).to.not.equal('detective');
    expect(await gsettings(guest, 'get', ...delay)).to.equal('uint32 1200');
    expect(await gsettings(guest, 'writable', ...delay)).to.equal('false');
    const during = await settingsOf(guest);
    const changed = during.files.filter(line => !before.files.includes(line));
    expect(changed.length, changed.join('\n')).to.be.at.least(12);

    const said = await guest.must(`cp ${uninstall} /root/ && /root/uninstall.sh agent --purge`, 240_000);
    expect(said).to.match(/nothing remains$/);
    expectSame(await settingsOf(guest), before);
    expect(await gsettings(guest, 'get', ...delay)).to.equal('uint32 3000');
    expect(await gsettings(guest, 'writable', ...delay)).to.equal('true');
  });
});

import { expect } from 'chai';
import { readTrayConfig } from './config.ts';
import { lockKeys } from './lock-keys.ts';

describe('where a tray looks for the service', () => {
  const environment = { CARETAKER_DATA: '/home/maria/mine', XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' };

  it('is where the installer puts it, whatever the person’s environment says; one that is developed looks there', () => {
    const installed = process.platform === 'darwin' ? '/var/run' : '/run';
    expect(readTrayConfig(true, environment, 1000).door).to.equal(`${installed}/caretaker-tray/1000.sock`);
    expect(readTrayConfig(false, environment, 1000).door).to.equal('/home/maria/mine/tray/1000.sock');
    expect(readTrayConfig(false, {}, 1000).door).to.equal(`${installed}/caretaker-tray/1000.sock`);
  });

  it('brings the keys that lock this desktop, as it is delivered', () => {
    const keys = (name: string) => lockKeys('linux', { XDG_CURRENT_DESKTOP: name });
    expect(['ubuntu:GNOME', 'KDE', 'XFCE'].map(keys)).to.deep.equal(['Super+L', 'Super+L', 'Control+Alt+L']);
    for (const name of ['sway', '', 'constructor']) expect(keys(name), name).to.equal(undefined);
    expect([lockKeys('win32', {}), lockKeys('darwin', {})]).to.deep.equal(['Super+L', 'Control+Command+Q']);
  });
});

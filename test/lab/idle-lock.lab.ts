/** Real sessions of systemd-logind: one on the text console, and one that logind takes for a desktop's. */
import { expect } from 'chai';
import { lookAt } from '../support/lab/look.ts';
import { unpackedAgent } from '../support/lab/release.ts';
import { describeLabWithAgent } from '../support/lab/suite.ts';

/** A session as a sign-in screen opens it: by PAM, for a person, of a graphical type. It shows nothing. */
const openDesktopSession = `
  systemd-run --quiet --unit=lab-desktop -p User=pupil -p PAMName=login -p TTYPath=/dev/tty7 \\
    -p StandardInput=tty -p Environment=XDG_SESSION_TYPE=wayland sleep infinity`;
const desktopSession = `
  for id in $(loginctl list-sessions --no-legend | awk '{ print $1 }'); do
    [ "$(loginctl show-session -P Type "$id")" = wayland ] && echo "$id"
  done | grep .`;

describeLabWithAgent('screen lock on a real machine', guest => {
  const look = () => lookAt(guest(), unpackedAgent, 'idle-lock');

  const call = (path: string, method: string, signature: string, value: string) =>
    guest().must(
      `busctl call org.freedesktop.login1 ${path} org.freedesktop.login1.Session ${method} ${signature} ${value}`,
    );

  it('has nothing to lock where no desktop is installed, whoever is signed in on the text console', async () => {
    expect(
      await guest().must(
        'loginctl show-session -P Type "$(loginctl list-sessions --no-legend | awk \'{ print $1; exit }\')"',
      ),
    ).to.equal('tty');
    expect(await look()).to.include({ state: 'not_applicable', reason: 'no_desktop' });
  });

  it('follows a desktop session that is left open, locked and used again', async () => {
    await guest().must(openDesktopSession);
    const id = await guest().until(desktopSession);
    const path = await guest().must(
      `busctl -j call org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager GetSession s ${id} | grep -o '/org[^"]*'`,
    );

    await call(path, 'SetIdleHint', 'b', 'true');
    await guest().must("date -s '+25 minutes'");
    const left = await look();
    expect(left).to.include({ state: 'not_met', reason: 'session_left_open' });

    await call(path, 'SetLockedHint', 'b', 'true');
    const locked = await look();
    expect(locked.state, 'locked').to.equal('unknown');
    expect(locked.evidence.parts.find(part => part.name === `Session ${id}`)?.reason).to.equal(
      'session_locked',
    );

    await call(path, 'SetLockedHint', 'b', 'false');
    await call(path, 'SetIdleHint', 'b', 'false');
    const used = await look();
    expect(used.evidence.parts.find(part => part.name === `Session ${id}`)?.reason).to.equal(
      'session_in_use',
    );
  });
});

/** Everything on a machine that enforcing could have set, to be compared before and after. */
import { expect } from 'chai';
import type { Guest } from './guest.ts';

/** Kind, mode, owner, and the bytes of every file that anything could have set. */
const listing = `
  cd /
  look() {
    find etc usr/local usr/share/polkit-1 home root/.config var/lib var/spool -xdev \\
      \\( -path var/lib/apt/lists -o -path var/lib/systemd -o -path var/lib/dpkg -o -path var/lib/clamav \\
         -o -path var/lib/private -o -path var/lib/fapolicyd -o -path var/lib/caretaker \\) -prune -o "$@"
  }
  { look -printf '%y %m %U:%G %p %l\\n'; look -type f -print0 | xargs -0 sha256sum; } 2>/dev/null | sort`;
const units = `systemctl list-unit-files --no-legend --no-pager | grep -v '^caretaker' | awk '{ print $1, $2 }' | sort;
  systemctl is-active usbguard fapolicyd polkit udisks2 | paste -sd ' '`;
const admitted = 'usbguard list-rules; usbguard get-parameter ImplicitPolicyTarget';

export interface Settings {
  files: string[];
  units: string[];
  usb: string;
}

/** What the installer brought: there before anything was enforced, and gone with it. */
const installed =
  / (etc\/caretaker|usr\/local\/bin\/caretaker|var\/lib\/caretaker|etc\/systemd\/system\/(multi-user\.target\.wants\/)?caretaker-)/;

export async function settingsOf(guest: Guest): Promise<Settings> {
  return {
    files: (await guest.must(listing, 120_000)).split('\n').filter(line => !installed.test(line)),
    units: (await guest.must(`${units} || true`)).split('\n'),
    usb: await guest.must(admitted),
  };
}

/** As a session has it that begins now, of somebody without settings. */
export const gsettings = (guest: Guest, ...words: string[]): Promise<string> =>
  guest.must(
    `runuser -u nobody -- env -i HOME=/nonexistent PATH=/usr/bin gsettings ${words.join(' ')} 2>/dev/null`,
  );

/** Fails with what was left or changed, and with what was lost. */
export function expectSame(after: Settings, before: Settings): void {
  const missing = (from: Settings, other: Settings) => other.files.filter(line => !from.files.includes(line));
  expect(missing(before, after), 'left or changed').to.deep.equal([]);
  expect(missing(after, before), 'lost').to.deep.equal([]);
  expect(after.units).to.deep.equal(before.units);
  expect(after.usb).to.equal(before.usb);
}

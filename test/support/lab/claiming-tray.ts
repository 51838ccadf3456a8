/** A tray such as any program of that person can be: says that somebody is here, again and again. What it is told goes to the journal. */
import type { Guest } from './guest.ts';

const unit = 'lab-tray.service';
const claims = `
  use IO::Socket::UNIX;
  my $link = IO::Socket::UNIX->new(Peer => "/run/caretaker-tray/1000.sock") or die "no door: $!";
  $link->autoflush; $| = 1;
  unless (fork) { print while <$link>; exit }
  print $link qq({"verb":"hello","id":0,"version":2}\\n);
  for (;;) { print $link qq({"verb":"here","id":1}\\n); sleep 5 }`;

/** `lasts`: seconds until it is killed, and another begins. */
export const startTray = (guest: Guest, lasts: number | 'infinity') =>
  guest.must(`
    systemctl stop ${unit} 2>/dev/null; printf '%s\\n' '${claims}' >/run/tray.pl
    systemd-run --quiet --collect --unit=${unit} -p User=pupil -p KillSignal=SIGKILL -p RuntimeMaxSec=${lasts} \\
      -p Restart=always -p RestartSec=100ms -p StartLimitIntervalSec=0 perl /run/tray.pl`);

/** How often it was told something that begins or goes on so. */
export const toldTray = async (guest: Guest, pattern: string) =>
  Number(await guest.must(`journalctl -u ${unit} -o cat --no-pager | grep -c '${pattern}' || true`));

/** When it was first told that, in milliseconds of the guest's clock. */
export const firstToldTray = async (guest: Guest, pattern: string) =>
  1000 *
  Number(
    await guest.must(
      `journalctl -u ${unit} -o short-unix --no-pager | grep -m 1 '${pattern}' | cut -d ' ' -f 1`,
    ),
  );

/** The short-lived process for what the service itself must not or cannot do: mounts, and a stick shut in time without it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { thisMachine } from '../../system/machine.ts';
import { LinuxHands } from './guard/linux/hands.ts';
import { shutInTime } from './guard/linux/shut-in-time.ts';
import { thisRoots } from './guard/linux/sysfs.ts';
import { type Said, type Work, work } from './guard/linux/work.ts';
import { type ScanParts, scanFolder, scanNodes, usualPlaces } from './guard/scan/scan.ts';

const sayEveryMs = 1000;

function say(said: Said): void {
  process.stdout.write(`${JSON.stringify(said)}\n`);
}

async function scan(asked: Extract<Work, { do: 'scan' | 'scan_folder' }>): Promise<void> {
  let last = 0;
  const parts: ScanParts = {
    machine: thisMachine(),
    places: usualPlaces,
    now: () => performance.now(),
    progress: progress => {
      if (performance.now() - last < sayEveryMs) return;
      last = performance.now();
      say({ kind: 'progress', ...progress });
    },
  };
  const result =
    asked.do === 'scan'
      ? await scanNodes(asked, asked.limits, parts)
      : await scanFolder(asked.folder, asked.limits, parts);
  say({ kind: 'result', result });
}

async function run(): Promise<void> {
  const asked = work.parse(JSON.parse(process.argv[2] ?? ''));
  if (asked.do === 'scan' || asked.do === 'scan_folder') await scan(asked);
  else if (asked.do === 'shut')
    await shutInTime(new LinuxHands({ machine: thisMachine(), direct: true, beside: true }), asked);
  else {
    const file = join(thisRoots.sys, 'bus/usb/devices', asked.port, 'authorized');
    writeFileSync(file, asked.allow ? '1' : '0');
  }
}

run().catch(error => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});

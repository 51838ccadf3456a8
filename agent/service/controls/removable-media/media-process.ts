/** The short-lived process for what the service itself must not or cannot do: mounts, and a stick shut in time without it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { thisMachine } from '../../system/machine.ts';
import { LinuxHands } from './guard/linux/hands.ts';
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

/** Open files are waited for a little, and then no longer. */
async function shut({ port, insertion }: Extract<Work, { do: 'shut' }>): Promise<void> {
  const hands = new LinuxHands({ machine: thisMachine(), direct: true });
  const stick = (await hands.present()).find(one => one.place === port && one.insertion === insertion);
  if (stick === undefined) return;
  for (let tries = 0; tries < 4; tries++) {
    if ((await hands.close(stick, tries >= 2)) === 'closed') return;
    await pause(3000);
  }
  throw new Error(`${port} could not be shut`);
}

async function run(): Promise<void> {
  const asked = work.parse(JSON.parse(process.argv[2] ?? ''));
  if (asked.do === 'scan' || asked.do === 'scan_folder') await scan(asked);
  else if (asked.do === 'shut') await shut(asked);
  else {
    const file = join(thisRoots.sys, 'bus/usb/devices', asked.port, 'authorized');
    writeFileSync(file, asked.allow ? '1' : '0');
  }
}

run().catch(error => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});

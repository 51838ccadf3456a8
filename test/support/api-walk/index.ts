/** The whole walk, in an order in which each step has what it needs. */
import { aConsole } from '../console.ts';
import { belongings, bought, stockTakes } from './belongings.ts';
import { computers, looksAfter } from './devices.ts';
import { directory } from './directory.ts';
import { disposing } from './disposing.ts';
import { incidents, network, notices, requests, school, support } from './incidents.ts';
import { agreed, leaving, recovery } from './leaving.ts';
import { lending } from './lending.ts';
import { anOutside, outside } from './outside.ts';
import { people } from './people.ts';
import { policies, promises } from './policies.ts';
import { software } from './software.ts';
import { Walk } from './walk.ts';

/** A Monday afternoon in term, by British time, on whatever day it runs. */
const began = Date.UTC(2026, 10, 23, 15);

/** Throws at the first call that does not answer its documented success. Call `stop` in any case. */
export async function walkEverything(): Promise<{ walk: Walk; stop(): Promise<void> }> {
  const out = await anOutside();
  const here = performance.now();
  const console_ = await aConsole({
    now: () => began + Math.round(performance.now() - here),
    settings: { smtpUrl: out.smtpUrl, mailFrom: 'caretaker@school.example', webhookHosts: '127.0.0.1' },
  });
  const stop = async () => {
    await console_.remove();
    out.stop();
  };
  try {
    const walk = await Walk.begin(console_);
    await school(walk);
    await people(walk);
    const there = await computers(walk);
    await looksAfter(walk, there);
    await belongings(walk, there);
    await bought(walk, await software(walk));
    await stockTakes(walk);
    await lending(walk);
    await disposing(walk, there);
    await policies(walk, there);
    await requests(walk, there);
    await notices(walk, there);
    await incidents(walk);
    await support(walk, there);
    await network(walk);
    await outside(walk, out);
    await directory(walk);
    await recovery(walk, there);
    await leaving(walk, there);
    await agreed(walk, there);
    await promises(walk);
    await readTheRest(walk);
    return { walk, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What needs nothing named, at the end, when there is something to read. */
async function readTheRest(walk: Walk): Promise<void> {
  for (const [name, { parameters = [] }] of walk.operations) {
    const isDone = walk.steps.some(({ operation }) => operation === name);
    if (name.startsWith('get ') && !isDone && !parameters.some(({ required }) => required))
      walk.meanwhile(name);
  }
  await walk.settled();
}

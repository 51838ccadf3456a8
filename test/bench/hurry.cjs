/**
 * Loaded before the service by the bench: what waits a minute or more waits `HURRY` times less, so that days pass in
 * minutes, each control in its own proportion. Counts the rounds of the control that is looked at most often. At the
 * rounds of `HURRY_REST` nothing new begins until the bench says so, and what was used up has been given back, as it is
 * by the service after each inventory: so two moments are weighed that are alike.
 */
const { readFileSync, writeFileSync } = require('node:fs');

const hurry = Number(process.env.HURRY ?? 1600);
const file = process.env.HURRY_ROUNDS;
const rests = new Set((process.env.HURRY_REST ?? '').split(',').map(Number));
const wait = globalThis.setTimeout;
/** Looks that are on their way end meanwhile. */
const settleMs = 5_000;
/** A look at the screen lock: 0.85 to 1 of four fifths of five minutes. */
const isRound = ms => ms >= 204_000 && ms <= 240_000;
let rounds = 0;
let held;

const said = name => {
  try {
    return readFileSync(name, 'utf8');
  } catch {
    return '';
  }
};

function rest() {
  held = [];
  const round = String(rounds);
  const giveBack = () => globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  wait(giveBack, settleMs);
  wait(() => {
    giveBack();
    writeFileSync(`${file}.rest`, round);
    goOn(round);
  }, settleMs + 1_000);
}

function goOn(round) {
  if (said(`${file}.go`) !== round) return wait(() => goOn(round), 200);
  const calls = held;
  held = undefined;
  for (const call of calls) call();
}

globalThis.setTimeout = (call, ms, ...more) => {
  if (!(ms >= 60_000)) return wait(call, ms, ...more);
  const due = () => {
    if (held) {
      held.push(due);
      return;
    }
    if (isRound(ms) && file) {
      rounds += 1;
      writeFileSync(file, String(rounds));
      if (rests.has(rounds)) rest();
    }
    call(...more);
  };
  return wait(due, ms / hurry);
};

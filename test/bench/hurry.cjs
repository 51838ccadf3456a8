/**
 * Loaded before the service by the bench: what waits a minute or more waits `HURRY` times less, so that days pass in
 * minutes, each control in its own proportion. Counts the rounds of the control that is looked at most often.
 */
const { writeFileSync } = require('node:fs');

const hurry = Number(process.env.HURRY ?? 800);
const file = process.env.HURRY_ROUNDS;
const wait = globalThis.setTimeout;
/** A look at the screen lock: 0.85 to 1 of four fifths of five minutes. */
const isRound = ms => ms >= 204_000 && ms <= 240_000;
let rounds = 0;

globalThis.setTimeout = (call, ms, ...more) => {
  if (!(ms >= 60_000)) return wait(call, ms, ...more);
  const counted = () => {
    if (isRound(ms) && ++rounds % 10 === 0 && file) writeFileSync(file, String(rounds));
    call(...more);
  };
  return wait(counted, ms / hurry);
};

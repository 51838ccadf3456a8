/** Which of the devices on USB is the last keyboard or the last pointer: `/proc/bus/input/devices`. */

interface Input {
  keyboard: boolean;
  pointer: boolean;
  /** `3-2` for one on USB, null for one inside the computer. */
  port: string | null;
  /** Of a kind that can be seen to work: not by radio, and not made by a program. */
  wired: boolean;
}

/** A keyboard repeats its keys (bit 20 of EV); a power button is none, though it also has the handler `kbd`. */
function inputOf(block: string): Input {
  const [, handlers = ''] = /^H: Handlers=(.*)$/m.exec(block) ?? [];
  const [, events = '0'] = /^B: EV=([0-9a-f]{1,8})\s*$/m.exec(block) ?? [];
  const [, sysfs = ''] = /^S: Sysfs=(.*)$/m.exec(block) ?? [];
  const port = [...sysfs.matchAll(/\/(\d+-[\d.]+)(?=\/|$)/g)].at(-1)?.[1] ?? null;
  return {
    keyboard: /\bkbd\b/.test(handlers) && (Number.parseInt(events, 16) & 0x100000) !== 0,
    pointer: /\bmouse\d/.test(handlers),
    port,
    wired: sysfs !== '' && !/\/(virtual|bluetooth)\//.test(sysfs),
  };
}

/** The ports without which nobody could type, or point, at this computer. */
export function lastInputs(text: string): ReadonlySet<string> {
  const inputs = text.split(/\n\s*\n/).map(inputOf);
  const only = (kind: 'keyboard' | 'pointer') => {
    const places = new Set(inputs.filter(input => input[kind]).map(({ port }) => port));
    return places.size === 1 ? [...places] : [];
  };
  return new Set([...only('keyboard'), ...only('pointer')].filter(port => port !== null));
}

/**
 * Whether somebody could still type and point here if every device that `isTurnedAway` were gone. What is not on USB
 * counts in a laptop alone: other computers show a keyboard at an old port although none is there.
 */
export function inputRemains(
  text: string,
  isTurnedAway: (port: string) => boolean,
  laptop: boolean,
): boolean {
  const left = text
    .split(/\n\s*\n/)
    .map(inputOf)
    .filter(({ port, wired }) => wired && (port === null ? laptop : !isTurnedAway(port)));
  return left.some(({ keyboard }) => keyboard) && left.some(({ pointer }) => pointer);
}

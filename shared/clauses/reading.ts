/** Reads a pasted policy: its sentences, and which controls each seems to speak of. A suggestion only; a person ties them. */

/** Headings, numbers and bullets are no promises. */
const shortest = 20;
/** Of a promise; a longer sentence is split or shortened by a person. */
export const longest = 300;
const most = 200;
const mostText = 200_000;

/** Few words without a stop at their end. */
const isHeading = (line: string) => !/[.!?;:]$/.test(line) && line.split(/\s+/).length < 6;

export interface Reading {
  /** In the order of the text, each once; also those that are too long for a promise. */
  sentences: string[];
  /** Headings and scraps, as they stood: nothing is passed over without a word. */
  left: string[];
  /** The text goes on behind the last of them. */
  more: boolean;
}

/** Lines end a sentence as full stops do: policies are full of lists. */
export function readPolicy(text: string): Reading {
  const found = text
    .slice(0, mostText)
    .split(/\r?\n+/)
    .flatMap(line => line.split(/(?<=[.!?])\s+(?=[A-Z“"(])/))
    .map(one => one.replace(/^[\s•·*\-–—]+|^\(?([0-9]{1,3}(\.[0-9]+)*[.)]?|[a-z]{1,3}[.)])\s+/g, '').trim())
    .filter(one => one !== '');
  const whole = (one: string) => one.length >= shortest && !isHeading(one);
  const sentences = [...new Set(found.filter(whole))];
  return {
    sentences: sentences.slice(0, most),
    left: [...new Set(found.filter(one => !whole(one)))],
    more: sentences.length > most || text.length > mostText,
  };
}

/** From the strongest place to part a sentence to the weakest; what stands before the parting stays with it. */
const partings = [
  /[;:]\s+/g,
  /,\s+(?=(?:and|or|but|which|who|so|unless|except|including)\b)/g,
  /,\s+/g,
  /\s+/g,
];

/** In parts that can each be a promise, with every word in its order. A word that is too long itself is cut. */
export function splitSentence(sentence: string): string[] {
  const parts: string[] = [];
  let rest = sentence.trim();
  while (rest.length > longest) {
    // Never so near the end that a scrap is left over, which could be no promise.
    const room = Math.min(longest, rest.length - shortest);
    const at =
      partings.map(parting => lastEnd(rest.slice(0, room + 1), parting)).find(end => end >= shortest) ?? room;
    parts.push(rest.slice(0, at).trim());
    rest = rest.slice(at).trim();
  }
  return [...parts, rest].filter(one => one !== '');
}

function lastEnd(text: string, parting: RegExp): number {
  let end = -1;
  for (const found of text.matchAll(parting)) end = found.index + found[0].length;
  return end > longest + 1 ? -1 : end;
}

/** What people write in policies, by control. Word beginnings, so that "encrypted" and "encryption" are one. */
const signs: Record<string, RegExp> = {
  'idle-lock':
    /\b(lock(s|ed|ing)?\b.*\b(screen|workstation|computer|minute|idle|unattended)|(screen|workstation|computer)s?\b.*\block|screen ?saver|unattended)/i,
  'removable-media':
    /\b(memory sticks?|usb|removable|pen drives?|flash drives?|external (drive|disk|storage)|portable (media|storage|drive))/i,
  autorun: /\b(auto-?run|auto-?play|run automatically|start automatically)/i,
  'approved-software':
    /\b((only|un)? ?(approved|authori[sz]ed|licen[cs]ed) (software|program|app)|install(ing|ed|ation)?\b.*\b(software|program|app)|executable)/i,
  'required-software': /\b(monitoring software|filtering (software|client)|must (be|have) installed)/i,
  'unwanted-software':
    /\b(dropbox|cloud storage|file[- ]sharing|remote (access|control|desktop)|teamviewer|peer[- ]to[- ]peer)/i,
  antivirus: /\b(anti-?(virus|malware)|virus|malware|malicious)/i,
  'disk-encryption': /\b(encrypt|bitlocker|filevault)/i,
  'os-updates':
    /\b(updates?|patch(es|ed|ing)?|up[- ]to[- ]date|supported (software|operating|version)|end[- ]of[- ]life)/i,
  'password-policy': /\b(passwords?|passphrases?|passcode)/i,
  'local-accounts':
    /\b(administrat|guest|shared (account|log|user)|user accounts?|own (account|user|log-?in)|log-?ins?|leavers?)/i,
  firewall: /\bfire-?walls?/i,
  power: /\b(switch(ed)? off|shut ?down|power(ed)? down|turn(ed)? off)/i,
};

/** Keys of the controls that a sentence seems to speak of, in the order of the list above. */
export function suggestControls(sentence: string): string[] {
  return Object.entries(signs)
    .filter(([, sign]) => sign.test(sentence))
    .map(([key]) => key);
}

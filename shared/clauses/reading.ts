/** Reads a pasted policy: its sentences, and which controls each seems to speak of. A suggestion only; a person ties them. */

/** Headings, numbers and bullets are no promises. */
const shortest = 20;
const longest = 300;
const most = 200;

/** Few words without a stop at their end. */
const isHeading = (line: string) => !/[.!?;:]$/.test(line) && line.split(/\s+/).length < 6;

/** In the order of the text, each once. Lines end a sentence as full stops do: policies are full of lists. */
export function sentencesOf(text: string): string[] {
  const found = text
    .slice(0, 200_000)
    .split(/\r?\n+/)
    .flatMap(line => line.split(/(?<=[.!?])\s+(?=[A-Z“"(])/))
    .map(one => one.replace(/^[\s•·*\-–—]+|^\(?([0-9]{1,3}(\.[0-9]+)*[.)]?|[a-z]{1,3}[.)])\s+/g, '').trim())
    .filter(one => one.length >= shortest && one.length <= longest && !isHeading(one));
  return [...new Set(found)].slice(0, most);
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

/**
 * What people write in policies, by line of the library: so that a pasted sentence that no check on a computer proves is
 * led to the records that show it, or to the reason why nothing does. The first that fits is suggested; a person ties it.
 */
import { suggestControls } from './reading.ts';
import { type Requirement, requirementOf, requirements } from './requirements.ts';

const signs: readonly [string, RegExp][] = [
  [
    'Q-05',
    /\b(72 hours|breach\w*\b.*\b(information commissioner|ICO)\b|(information commissioner|ICO)\b.*\bbreach)/i,
  ],
  ['C-08', /\bpasswords?\b.*\b(compromis|stolen|become known|24 hours)/i],
  ['E-06', /\b(lost|stolen)\b.*\b(sticks?|memory|media|usb)\b/i],
  ['I-05', /\b(lost|stolen)\b.*\b(laptop|computer|device|tablet|equipment)/i],
  [
    'Q-07',
    /\b(parents?|carers?)\b.*\b(told|informed|contacted|notified)\b.*\b(incident|concern|misuse)|\bincident.*\b(parents?|carers?)\b/i,
  ],
  ['Q-06', /\b(police|local authority|CEOP|IWF|LADO|social care)\b/i],
  ['Q-08', /\b(quarantin|stored securely until|evidence (is|must be) preserved|not be touched)/i],
  ['Q-13', /\bfilter(ing)?\b.*\b(fail|report|inappropriate site|got through|unsuitable)/i],
  ['Q-12', /\b(debrief|lessons (are )?learn)/i],
  ['Q-14', /\bincidents?\b.*\b(reviewed|audited|monitored)\b/i],
  ['Q-16', /\b(confidential|in confidence)\b/i],
  ['R-01', /\bgovernors?\b.*\b(report|anonym|termly|each term)|\breport\w*\b.*\bgovernors?\b/i],
  [
    'Q-01',
    /\b(incident|action) log\b|\bincidents?\b.*\b(logged|recorded|written down|kept)|\blog of (all )?incidents/i,
  ],
  ['C-09', /\b(report|tell)\w*\b.*\b(suspicion|breach|concern|problem|immediately|at once)/i],
  ['D-04', /\b(parents?|carers?)\b.*\bsign/i],
  ['D-07', /\b(visitors?|volunteers?|governors?|guests?|community users?)\b.*\bsign/i],
  ['D-10', /\bsocial (media|network)\w*\b.*\b(acceptable use|agreement|AUP|sign)/i],
  [
    'D-05',
    /\b(acceptable use|AUP|agreements?|rules)\b.*\b(annual|each year|every year|start of (the|each) year|re-?issued|on entry)/i,
  ],
  ['D-06', /\b(know|record|list|files?)\b.*\bsigned\b/i],
  ['D-01', /\b(acceptable use|AUP)\b|\bsign\w*\b.*\b(agreement|rules|policy)\b/i],
  [
    'D-09',
    /\b(changes|updates) to (this|the) policy\b.*\b(told|shared|communicat|passed)|\bpolic(y|ies)\b.*\bcommunicated\b/i,
  ],
  ['D-08', /\b(use|activity|internet|network)\b.*\b(is|are|be|may be) monitored\b/i],
  ['S-01', /\bpolicy\b.*\b(reviewed|review)\b|\breview(ed)?\b.*\bpolicy\b/i],
  ['S-02', /\b(revisions?|previous versions?|amendments?)\b.*\b(stored|kept|record)/i],
  ['S-03', /\b(training|trained)\b.*\b(data|safety|security|annual|year)|\bannual(ly)?\b.*\btraining\b/i],
  ['S-04', /\bregister(ed|ation)?\b.*\b(information commissioner|data protection|ICO)\b/i],
  [
    'S-06',
    /\b(destroyed|deleted|removed|disposed)\b.*\b(no longer (needed|required)|retention)|\bretention (schedule|period)/i,
  ],
  ['P-03', /\bacceptance of responsibility\b|\bresponsib\w*\b.*\bdestr\w*\b.*\bdata\b/i],
  ['P-02', /\b(written )?receipts?\b/i],
  [
    'P-06',
    /\b(certificate of secure deletion|written guarantee|destruction certificate|certificate of destruction)/i,
  ],
  [
    'P-05',
    /\bphysically destroyed\b|\bdestroyed\b.*\b(disk|drive|storage|media)\b|\b(disk|drive|storage)\b.*\bphysically\b/i,
  ],
  ['P-04', /\b(forensically )?(wiped|erased|sanitis)/i],
  ['P-07', /\b(WEEE|waste electr|waste regulations)/i],
  ['P-01', /\bdispos(al|ed|e)\b/i],
  [
    'L-03',
    /\b(loan|lent|borrow|school laptops?|taken home|laptops? issued)\w*\b.*\b(personal|private|school|work) (use|purposes)\b/i,
  ],
  [
    'L-01',
    /\b(taken|take|removed?|remove|leave|used)\b.*\b(off[- ]site|off the premises|home)\b.*\b(permission|authoris|approv|agree|sign)|\b(permission|authoris|approv|agree)\w*\b.*\b(off[- ]site|off the premises|take\w* home)\b/i,
  ],
  ['L-02', /\b(loan|lent|borrow|issued to staff|signed out)\w*\b/i],
  [
    'M-01',
    /\bremote(ly)?\b.*\b(view|control|support|screen)\w*\b.*\b(consent|permission|ask)|\b(consent|permission)\b.*\bremote/i,
  ],
  ['N-02', /\bback(ed)?[- ]?ups?\b.*\b(daily|each day|every day|off[- ]site)/i],
  ['N-01', /\bback(ed)?[- ]?ups?\b/i],
  [
    'O-04',
    /\b(stock[- ]?take|physical check|audit of (the )?(equipment|hardware|assets)|inventory (is )?checked)/i,
  ],
  ['O-05', /\b(PAT|portable appliance|electrical(ly)? (safety )?test)/i],
  [
    'O-02',
    /\b(software|licen[cs]e)s?\b.*\b(inventory|register|list|audit)|\b(inventory|register|list)\b.*\b(software|licen[cs]e)s?\b/i,
  ],
  ['O-08', /\bservers?\b.*\b(locked|lockable|secure (room|location|area)|physical)/i],
  ['O-06', /\b(security[- ]marked|asset tag|labelled|marked with)/i],
  [
    'O-01',
    /\b(inventory|asset register|equipment register|register of (all )?(equipment|hardware|assets)|hardware register)/i,
  ],
  ['O-10', /\b(contracts?|suppliers?|third[- ]part(y|ies))\b.*\b(register|review|end|agreement)/i],
  ['H-02', /\b(vulnerabilit|penetration test)/i],
  ['H-03', /\b(new|latest|current) (threats?|risks?|dangers?|scams?)\b/i],
  ['J-03', /\bfilter(ing)?\b.*\bchanges?\b|\bchanges?\b.*\bfilter(ing)?\b/i],
  ['J-02', /\bchange[- ]control|\bchanges\b.*\b(logged|recorded|documented)/i],
  ['C-15', /\b(audit (log|trail)|monitor\w* (of )?(those|the technician|administrators))/i],
  ['C-10', /\b(guest|temporary|supply)\b.*\b(account|access|log-?in)s?\b/i],
  ['S-08', /\b(access (rights|levels?)|need to know|least privilege|role[- ]based)\b/i],
  ['K-01', /\b(unknown|unauthori[sz]ed|personal) devices?\b.*\b(network|wi-?fi|connect)/i],
  ['I-04', /\b(tablets?|ipads?)\b.*\b(pass ?code|pin|code)\b/i],
  ['B-04', /\bterm dates|school calendar\b/i],
  ['R-02', /\bhead ?teacher\b.*\b(report|recommend)/i],
];

const words = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
const bySentence = new Map(requirements.map(one => [words(one.sentence), one]));

/** The line of the library whose own words a sentence is. */
export const sameLine = (sentence: string): Requirement | undefined => bySentence.get(words(sentence));

/** The line of the library that a sentence seems to say; undefined where none does. Also one that nothing here can show. */
export function suggestLine(sentence: string): Requirement | undefined {
  const same = sameLine(sentence);
  if (same !== undefined) return same;
  const found = signs.find(([, sign]) => sign.test(sentence));
  return found === undefined ? undefined : requirementOf(found[0]);
}

/** Numbers of lines that a sentence can be led to by its words. */
export const suggested: readonly string[] = signs.map(([id]) => id);

/** What seems to show a pasted sentence. */
export interface Suggested {
  sentence: string;
  /** Keys. */
  controls: string[];
  /** Of the library: what it seems to say. */
  line: Requirement | undefined;
  /** It says that line to the letter. Everything else is a guess by its words, which a person has to choose. */
  exact: boolean;
}

export function suggestFor(sentence: string): Suggested {
  const same = sameLine(sentence);
  if (same !== undefined) return { sentence, controls: [...same.checks], line: same, exact: true };
  const line = suggestLine(sentence);
  const controls = suggestControls(sentence);
  return {
    sentence,
    controls: controls.length > 0 ? controls : [...(line?.checks ?? [])],
    line,
    exact: false,
  };
}

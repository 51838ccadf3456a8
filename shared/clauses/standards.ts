/** Which national standards each control also serves: what a governor or an assessor asks for by its own number. */

/** Names as the frameworks themselves use them; empty where a framework asks nothing of this. */
export interface Standards {
  /** Department for Education, digital and technology standards: the standard that asks for it. */
  dfe: readonly string[];
  /** Cyber Essentials v3.3, question set "Danzell". */
  cyberEssentials: readonly string[];
  /** CIS Controls v8.1, safeguards. */
  cis: readonly string[];
}

/** By control. Sources: gov.uk "Meeting digital and technology standards"; Cyber Essentials v3.3; CIS Controls v8.1. */
export const standards: Record<string, Standards> = {
  'idle-lock': {
    dfe: ['Laptops: safe and secure', 'Cyber security: accounts and access'],
    cyberEssentials: ['A5.9', 'A5.10'],
    cis: ['4.3'],
  },
  'removable-media': {
    dfe: ['Cyber security: anti-malware', 'Laptops: safe and secure'],
    cyberEssentials: ['A5.8', 'A8'],
    cis: ['3.9', '10.3', '10.4'],
  },
  autorun: { dfe: ['Cyber security: anti-malware'], cyberEssentials: ['A5.8'], cis: ['10.3'] },
  'approved-software': {
    dfe: ['Cyber security: licensed and up to date'],
    cyberEssentials: ['A5.1', 'A8.1'],
    cis: ['2.1', '2.3', '2.5'],
  },
  'required-software': {
    dfe: ['Cyber security: licensed and up to date'],
    cyberEssentials: ['A5.1'],
    cis: ['2.1'],
  },
  'unwanted-software': {
    dfe: ['Cloud solutions', 'Cyber security: risk assessment'],
    cyberEssentials: ['A5.1'],
    cis: ['2.3', '15.1'],
  },
  antivirus: {
    dfe: ['Cyber security: anti-malware and firewall'],
    cyberEssentials: ['A8.1', 'A8.2'],
    cis: ['10.1', '10.2', '10.6'],
  },
  'disk-encryption': { dfe: ['Laptops: safe and secure'], cyberEssentials: [], cis: ['3.6'] },
  'os-updates': {
    dfe: ['Cyber security: licensed and up to date'],
    cyberEssentials: ['A6.4', 'A6.5', 'A6.7'],
    cis: ['2.2', '7.3', '7.4'],
  },
  'password-policy': {
    dfe: ['Cyber security: accounts and access'],
    cyberEssentials: ['A5.10'],
    cis: ['4.10', '5.2'],
  },
  'local-accounts': {
    dfe: ['Cyber security: accounts and access'],
    cyberEssentials: ['A5.2'],
    cis: ['4.7', '5.1', '5.4'],
  },
  firewall: {
    dfe: ['Cyber security: anti-malware and firewall'],
    cyberEssentials: ['Firewalls'],
    cis: ['4.5'],
  },
  power: { dfe: ['Laptops: energy efficient'], cyberEssentials: [], cis: [] },
};

/**
 * Which national standards a line of the library answers. A line that checks show has theirs; those named here have their
 * own instead, because records show them or because they answer less or more than the check does. Everything else: no
 * national standard asks for it. Three cells after the number, `;` between two: Department for Education | Cyber
 * Essentials v3.3 | CIS Controls v8.1.
 */
import { type Requirement, requirementOf } from './requirements.ts';
import { type Standards, standards } from './standards.ts';

const table = `
A-06 | | |
A-07 | | |
C-01 | Cyber security: accounts and access | A5.2; A7 | 5.1
C-02 | Cyber security: accounts and access | A5.2; A7 | 5.1
C-03 | Cyber security: accounts and access | A7 | 5.1
C-04 | Cyber security: accounts and access | A7 | 8.1; 8.2
C-08 | Cyber security: accounts and access | A5.10 | 5.2
C-09 | Cyber security: report attacks | | 17.3
C-10 | Cyber security: accounts and access | A5.2 | 4.7; 6.1; 6.2
C-11 | Cyber security: accounts and access | A7 | 5.4; 6.8
C-14 | Cyber security: accounts and access | A7 | 6.1; 8.1; 8.2
C-15 | Cyber security: accounts and access | A7 | 8.1; 8.2; 8.3
D-01 | Cyber security: awareness plan; IT support: guidance for staff | | 14.1
D-02 | Cyber security: awareness plan; IT support: guidance for staff | | 14.1
D-03 | Cyber security: awareness plan; Accessibility | | 14.1
D-04 | Cyber security: awareness plan | | 14.1
D-05 | Cyber security: awareness plan; IT support: guidance for staff | | 14.1
D-06 | Cyber security: awareness plan | | 14.1
D-07 | Cyber security: awareness plan | | 14.1
D-08 | Filtering and monitoring | |
E-05 | Laptops: safe and secure | | 3.9
E-06 | Laptops: safe and secure; Cyber security: report attacks | | 17.3
E-07 | | |
F-02 | Cyber security: licensed and up to date | A5.1; A8.1 | 2.3; 2.5
F-03 | Cyber security: accounts and access | A5.2 | 4.7; 5.1; 5.4
F-04 | Cyber security: anti-malware | A5.8 | 2.5
F-06 | Cyber security: licensed and up to date | A6.7 | 2.2
F-07 | Digital leadership: contracts register; Cyber security: licensed and up to date | A5.1 | 2.1; 2.4
F-09 | Cyber security: risk assessment | |
F-12 | Digital leadership: asset register | A2.6 | 1.1; 2.4
G-04 | Cyber security: anti-malware and firewall | A8.1; A8.2 | 10.1; 10.2; 10.6
H-02 | Cyber security: risk assessment | A6.4; A6.5 | 7.1; 7.2
H-03 | Cyber security: awareness plan | | 14.1
H-04 | Cyber security: risk assessment | |
I-02 | Laptops: safe and secure | | 3.6
I-03 | Laptops: safe and secure | | 3.6
I-04 | Laptops: safe and secure | A5.9; A5.10 | 4.3; 4.10
I-05 | Laptops: safe and secure; Cyber security: report attacks | | 4.11; 17.3
J-01 | Laptops: safe and secure; Cyber security: risk assessment | A5 | 4.1; 4.6
J-02 | IT support: maintains and improves | | 4.1
J-06 | Laptops: safe and secure | A5 | 4.1
J-07 | Laptops: safe and secure | A5 | 4.1
K-01 | Digital leadership: asset register | A2 | 1.1; 1.2
K-03 | Digital leadership: asset register | A2 | 1.1
L-01 | Laptops: safe and secure; Digital leadership: asset register | A2 | 1.1; 3.6
L-02 | Digital leadership: asset register | A2 | 1.1
L-03 | Digital leadership: asset register | A2 | 1.1
L-04 | Laptops: safe and secure | |
L-05 | Laptops: disposed of securely | | 3.5
M-01 | IT support: guidance for staff; Cyber security: accounts and access | A7 | 15.1
M-03 | IT support: guidance for staff; Cyber security: accounts and access | A7 | 15.1
N-01 | Cyber security: back-up plan | | 11.1; 11.2; 11.5
N-02 | Cyber security: back-up plan | | 11.2; 11.3; 11.4
N-05 | Cyber security: back-up plan | | 11.5
O-01 | Digital leadership: asset register | A2.6 | 1.1
O-02 | Digital leadership: contracts register; Cyber security: licensed and up to date | A5.1; A6.7 | 2.1; 2.4
O-03 | Digital leadership: asset register | A2.6 | 1.1
O-04 | Digital leadership: a second person checks | | 1.1
O-09 | Digital leadership: asset register | A2.6 | 1.1
O-10 | Digital leadership: contracts register | | 15.1
P-01 | Laptops: disposed of sustainably | | 3.5; 15.1
P-02 | Laptops: disposed of sustainably | | 3.5; 15.1
P-03 | Laptops: disposed of sustainably | | 3.5; 15.1
P-04 | Laptops: disposed of securely | | 3.5
P-05 | Laptops: disposed of securely | | 3.5
P-06 | Laptops: disposed of securely | | 3.5
P-07 | Laptops: disposed of sustainably | |
Q-01 | Cyber security: report attacks | | 17.1; 17.2; 17.3
Q-02 | Cyber security: report attacks | | 17.1; 17.2; 17.3
Q-03 | Cyber security: report attacks | | 17.1
Q-04 | Cyber security: report attacks | | 17.3
Q-05 | Cyber security: report attacks | | 17.3
Q-06 | Cyber security: report attacks | | 17.2
Q-07 | Cyber security: report attacks | | 17.2
Q-12 | | | 17.8
Q-13 | Filtering and monitoring | |
R-01 | Cyber security: risk assessment; Filtering and monitoring | | 17.8
R-02 | Cyber security: risk assessment; Filtering and monitoring | | 17.8
R-03 | Cyber security: risk assessment; Filtering and monitoring | | 17.8
R-04 | Cyber security: risk assessment | | 17.8
R-05 | IT support: maintains and improves | | 4.1
R-06 | Cyber security: risk assessment; Digital leadership: asset register | |
S-01 | Cyber security: risk assessment | |
S-02 | Cyber security: risk assessment | |
S-03 | Cyber security: awareness plan | | 14.1
S-05 | Cyber security: risk assessment | | 3.1; 3.4
S-06 | Cyber security: risk assessment | | 3.1; 3.4
S-08 | Cyber security: accounts and access | A7 | 6.1; 6.2
S-11 | Cyber security: accounts and access | | 8.1; 8.2
S-12 | Cyber security: report attacks | | 17.2
U-01 | Accessibility | |
U-02 | Accessibility | |
U-03 | Accessibility | |
U-04 | Accessibility | |
U-05 | Accessibility | |
U-06 | Accessibility | |
U-07 | Accessibility | |
`;

const cells = (text: string | undefined) =>
  (text ?? '')
    .split(';')
    .map(one => one.trim())
    .filter(one => one !== '');

const own = new Map<string, Standards>(
  table
    .trim()
    .split('\n')
    .map(line => {
      const [id = '', dfe, cyberEssentials, cis] = line.split('|').map(one => one.trim());
      return [id, { dfe: cells(dfe), cyberEssentials: cells(cyberEssentials), cis: cells(cis) }];
    }),
);

/** Numbers of lines that the table names. */
export const tied: readonly string[] = [...own.keys()];

/** Of checks: each standard once. */
export function standardsOfChecks(checks: readonly string[]): Standards {
  const all = (of: keyof Standards) => [...new Set(checks.flatMap(key => standards[key]?.[of] ?? []))];
  return { dfe: all('dfe'), cyberEssentials: all('cyberEssentials'), cis: all('cis') };
}

export const standardsOfLine = ({ id, checks }: Pick<Requirement, 'id' | 'checks'>): Standards =>
  own.get(id) ?? standardsOfChecks(checks);

/** Of a school's sentence: by the line of the library that it began as, and where it is none by its checks. */
export function standardsOfClause(controls: readonly string[], line: string | undefined): Standards {
  const known = line === undefined ? undefined : requirementOf(line);
  return known === undefined ? standardsOfChecks(controls) : standardsOfLine(known);
}

export const noStandard = 'No national standard asks for this.';

/** "DfE: Laptops: safe and secure. Cyber Essentials A5.9. CIS 4.3." */
export function sayStandards({ dfe, cyberEssentials, cis }: Standards): string {
  const parts = [
    ...(dfe.length === 0 ? [] : [`DfE: ${dfe.join('; ')}.`]),
    ...(cyberEssentials.length === 0 ? [] : [`Cyber Essentials: ${cyberEssentials.join(', ')}.`]),
    ...(cis.length === 0 ? [] : [`CIS: ${cis.join(', ')}.`]),
  ];
  return parts.length === 0 ? noStandard : parts.join(' ');
}

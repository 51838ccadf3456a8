/**
 * What five schools' online-safety policies ask of their computers, line by line, in our own plain words: which check or
 * which record of the console shows it, what the evidence is, and what cannot be shown yet and why. Five cells a line:
 * number | sentence | checks and pages | evidence | what is missing. `outside` in the third: not for this product, with
 * the reason in the last. Nothing there: not yet provable at all. `docs/requirements.md` is written from it.
 */
export const requirementLines = `
A-01 | Screens lock when no one uses a computer. | idle-lock | The time set on each computer, and that people cannot change it |
A-02 | Where there is private data, the screen asks for the password again. | idle-lock | Whether a password is asked for after sleep, for groups that are held to the rules for secure data |
A-03 | Everybody locks the screen when they walk away. | idle-lock | That it locks by itself if they forget; how often people do it, by group; two buttons there, lock and sign out | Who locks it themselves each time; the two buttons were never seen on a real desktop
A-04 | A computer that somebody left signed in is closed for them. | idle-lock | Left sessions that were ended since the start | Only some computers have a button there to sign out the one before
A-05 | The way to the internet closes when nobody uses it. | outside | | It belongs to the web filter, not to the computer
A-06 | A teacher can keep the screen open while teaching, for a set time. | /devices | Each hold, who gave it and for how long, on the page of the computer | It was never seen in a real desktop session
A-07 | Staff can see how their own computer stands. | /yours | A page of their own for each member of staff |
B-01 | Computers are switched off at the end of the day. | power | Which computers were on after closing time, and who put it off |
B-02 | Computers stay on while lessons go on. | power, /calendar | The lesson times that are held to, and computers that lost their power while school was open | What the power button does is not set
B-03 | Updates and scans are done before a computer is switched off. | power | Switching off waits for an update or scan that runs; computers that switch themselves on before school for it, and those that did not | A computer with Windows that is off cannot switch itself on
B-04 | The school's terms and days off are known. | /calendar | The calendar in force and who changed it |
C-01 | Each adult has a name and password of their own. | local-accounts | The accounts of each computer that are shared, have no password or sign in by themselves | Accounts that the school keeps in one place for all its computers
C-02 | Each pupil has a log-in of their own. | local-accounts, /policies/exceptions | Shared accounts, and the classes that are let off with a reason | Accounts that the school keeps in one place for all its computers
C-03 | No one uses the log-in of someone else. | /incidents | One account in use on two computers, and staff who sign in at a pupil's computer | Who sits at a computer is not known, only whose account it is, and only where the school keeps times of signing in
C-04 | It is known when each person signed in. | /devices | Times of signing in, where the school keeps them, never a name | Kept by computer, not by person
C-05 | Staff passwords are hard to guess. | password-policy | The rule of each computer for how long a password is, and when it locks people out | Rules that the school keeps in one place for all its computers
C-06 | Only the smallest pupils may have a simple password. | password-policy, /policies | The lighter rule of a group, with the reason and who agreed |
C-07 | Passwords are changed as often as our policy says. | password-policy | The longest age each computer allows; how many are older, with no name | Passwords that the school keeps in one place for all its computers; a Mac does not tell
C-08 | A password that got out is changed within a day. | /incidents | The clock of each such incident, and when it was changed |
C-09 | People tell us at once when something seems wrong. | /incidents | When it was seen and when it was told | The window at computers that tells it was never seen on a real desktop
C-10 | Guests have an account of their own with a last day. | local-accounts | Accounts of guests and their last day; those past it | Who asked for a guest's account is kept in the reason of the policy, not in a list of its own
C-11 | Only people on our list may change the settings of a computer. | local-accounts | Who may change settings and is not on the list; on Windows, who may sign in from elsewhere | Who is in a group that the school keeps in one place for all its computers
C-12 | Passwords of network boxes are looked after. | outside | | Routers and switches are not computers that we look after
C-13 | The pupil records system has a password of its own. | outside | | It is inside another product
C-14 | Those who set up accounts prove who they are. | /people, /audit-log | Second steps of signing in, and every change that was made here |
C-15 | The head can see what the technician has done. | /audit-log | A log that nobody can change unseen |
D-01 | People sign the rules before they use a computer. | /notices | Who signed which words, when and where | The window that asks was never seen on a real desktop; paper can be entered
D-02 | Pupils see the rules each time they sign in. | /notices | Which card is shown to which group | The window that shows it was never seen on a real desktop
D-03 | The rules can be read by every pupil. | /notices | The plain and the picture form of each wording | Reading aloud was never heard at a school's computer
D-04 | A parent may sign for a child. | /notices | Who wrote it down and on which day |
D-05 | The rules are signed anew each year. | /notices | Each round with its last day and who is missing |
D-06 | We know who has signed and who has not. | /notices, /promises | The list, which can be taken as a spreadsheet; on the page of each day, how many have signed, have not yet and said no |
D-07 | Guests, governors and helpers sign too, with the date. | /notices | Signatures of guests, by the name they typed |
D-08 | All people are told what these computers say about them. | /notices | The page at each computer that says it | That each person has opened it is not kept
D-09 | When our policy is changed, we tell all of our people. | /notices | Who has read the message |
D-10 | Staff sign other rules, such as those for social media. | /notices | Each agreement under its own name |
D-11 | Pupils find the button for telling CEOP. | /pupil-link | The link that pupils' computers get | The menu that shows it was never seen on a real desktop
E-01 | No one uses a stick unless we agree. | removable-media, /requests | Each request, the answer, for how long, and what was stopped |
E-02 | Each stick is checked for viruses before it opens. | removable-media | The result of each check | Proved on Linux only
E-03 | Phones and cameras are stopped or checked as well. | removable-media | Which kinds of device are let in | A phone that hides what it is cannot be told
E-04 | Only the school's own sticks are used. | removable-media, /media | Sticks that were stopped, by group |
E-05 | The school gives staff locked sticks. | /media | Who has which stick, and whether it was seen to be locked |
E-06 | A lost stick is stopped at once, and looked into. | /media, /incidents | When it was called lost; it is stopped from then on; the incident that began with it |
E-07 | Photos are taken with the school's cameras only. | /assets, /policies/exceptions | Cameras of the school, and the computers that may read them | No computer can see who took a photo
E-08 | Pupils do not get round the filter with a phone. | removable-media | A phone that gives internet by cable; on Linux by Bluetooth as well, and mobile modems | A phone's own Wi-Fi cannot be told from another
E-09 | Nothing starts by itself from a stick. | autorun | The setting of each computer |
F-01 | Only programs that we know may run. | approved-software | Programs not on our list, and those that were stopped |
F-02 | No unknown program lies in people's folders. | approved-software | How many lie in which kind of folder, from a search once an hour | On a Mac only the folders that it lets us see; never tried on a Mac
F-03 | Staff ask before a program is put on. | /requests | Each request with the answer; who could put one on without asking |
F-04 | Programs from the internet do not run. | approved-software | That only approved programs run; what people may load with Chrome, Edge and Firefox | Firefox goes by the address alone: what comes through is stopped when it is opened
F-05 | Pupils do not download music without asking. | outside | | It would need a look into people's files, which we never do
F-06 | Every program is still looked after by its maker. | /software | Titles without support, and the day on which each is looked at again |
F-07 | All our programs are on one list. | /software, /licences | What is on which computer, the seats that we have, and who sits on them |
F-08 | New programs are thought through before we use them. | /software | Who assessed which title, when and with what result |
F-09 | Programs with personal data were thought through. | /software | Titles that hold such data and have no assessment |
F-10 | Files are kept in our own cloud store only. | unwanted-software | Other stores that were found, and those that a leader agreed to |
F-11 | Apps with children's data are on school computers only. | /software, /groups | Apps that are marked so, and people's own computers that have one | Only computers with Caretaker on them are looked at
F-12 | We know what is on each of our computers. | /devices | The last list of each computer and its date |
F-13 | The safety program is there and runs on each computer. | required-software | Where it is missing, stopped or old |
F-14 | Files on the school's server are checked. | outside | | Shared files of a server are not part of a computer's state
G-01 | Each computer is kept safe from viruses. | antivirus | Which program guards it, whether it runs, and the age of its list |
G-02 | The guard against viruses is kept new. | antivirus | The age of its list; a new one can be ordered |
G-03 | Laptops at home are guarded as well. | antivirus, /loans | The state of laptops that are out | The window that tells the borrower was never seen on a real desktop
G-04 | An attack is seen, and somebody acts. | /incidents | What was found, and the incident that it began |
G-05 | Nobody can switch the guard off. | antivirus, /incidents | That it is on, and each time somebody switched it off or tried to | Attempts are told of two products only
G-06 | Unwanted mail is kept out. | outside | | It belongs to the mail service
H-01 | Every computer gets its updates in time. | os-updates | Updates that wait and for how long; a restart that is due |
H-02 | Known holes are found and closed. | /vulnerabilities | What is open, what was decided, and how long mending took |
H-03 | Staff are warned of new dangers. | /notices | Each message and who has read it |
H-04 | The safety of our systems is looked at on set days. | /reviews | What is looked at and how often, who looked when, and what was left to do |
H-05 | We know before a computer is full or worn out. | /devices | Lists of computers that are nearly full, whose battery is worn or whose disk says that it fails | Of Windows only the drive of the system is looked at
I-01 | A stolen laptop cannot be read. | disk-encryption | The state of each disk |
I-02 | Private data leaves the school only on computers that are locked. | /loans, disk-encryption | Loans that were refused because the disk was not encrypted | Files sent by mail are not seen
I-03 | We can still open our own locked disks. | /devices | That a key is kept and who has looked at it | Only where the school chose to keep the keys
I-04 | Tablets ask for a code. | /upkeep | When someone last looked, and where it is due | No tablet is looked at by itself
I-05 | A lost computer is locked and looked into. | /assets, /incidents | When it was called lost, who agreed to lock it, and what was done | It locks once it has a network again, and keeps its own keys until it is removed here; what is on it is not wiped from here
I-06 | Private papers lie in a closed place on the server. | outside | | Content of a file server
J-01 | Our computers are set up as we decided. | /policies | Each version of the settings, who agreed, and which computers have it |
J-02 | Each change is written down and can be looked at. | /audit-log, /policies | What was changed, by whom and why | The safeguarding lead and governors do not open the log: somebody hands them the spreadsheet of it
J-03 | Changes of the web filter are written down. | /audit-log | Entries that were made by hand |
J-04 | Our guides and plans are up to date. | /reviews | Each document with its owner and version, when somebody looked through it, and what is due |
J-05 | No one can get into our computers from outside. | firewall, /devices | The state of each firewall | Servers, routers and Wi-Fi are not looked at
J-06 | The computers of small children are set up more strictly. | /groups, /policies | The settings of each group | Tablets are not looked at
J-07 | The computers of the office are set up more strictly. | /groups, /policies | The settings of the office group, and who does not meet them |
K-01 | No strange computer or phone is on our network. | /neighbours | What was seen, when, and what was decided | Only what a school computer can hear
K-02 | Strange devices cannot get in. | outside | | It needs the switches and the Wi-Fi
K-03 | We notice a computer that has gone quiet. | /devices, /promises | Since when it was not seen |
K-04 | People's own laptops and phones follow our rules. | /reviews | Whose it is, what it may be used for, and since when, where the school keeps such a list | Nothing of ours runs on them
L-01 | Taking a computer home is agreed in writing. | /loans, /yours | Who agreed, in which words and until when | A computer that leaves without a loan is not noticed, because its place is never looked for
L-02 | We know who has which laptop. | /loans, /assets | Who has what since when, with a signature |
L-03 | Lent laptops are for work only. | /loans, /yours | The borrower's words on own use, and again each year |
L-04 | The borrower keeps the laptop safe at home. | /loans | The agreement that says so; the state of the laptop |
L-05 | What once held private data is wiped at the end. | /disposals, /assets | The mark of each thing that was lent, and the proof of its wipe |
L-06 | What comes back is made ready before it is lent again. | /loans | The list that is ticked when it comes back |
L-07 | Staff phones are used by staff only. | /assets, /loans | Who has it; what is marked for staff is not lent to others |
L-08 | Our rules hold away from school too. | /devices, /policies | Rules stay on a computer without a network; what it saw comes later |
M-01 | No one looks at a screen without asking. | /support | Each question, who asked, the answer, and when it began and ended | The look itself is another program, which is not stopped; asking was never seen in a real desktop session
M-02 | Teachers can guide pupils' screens. | outside | | It belongs to a classroom program
M-03 | Firms get into our computers only when we let them. | unwanted-software, /support | Programs for it that no one agreed to; who from outside asked, and who agreed | Nothing stops a program that is opened without asking
M-04 | Staff use our own safe way in from home. | required-software | Whether the school's VPN program is there and runs, where it is on the list | Which way somebody really used is not seen
N-01 | What matters is backed up, and we have tried it. | /backups | Each backup, when the last was good, and when bringing it back was tried | What people write down; no backup program is asked
N-02 | Backups are made each day and kept elsewhere. | /backups | Days that are late, and which have no copy elsewhere | What people write down; no backup program is asked
N-03 | Work is kept where it is backed up. | local-accounts, /devices | Computers that keep work of people which lies nowhere else, where the school asks for it | Whether a synchronised folder is up to date is not seen; Windows tells only of those who are signed in
N-04 | Backups run. | outside | | Making them is the backup program's work
N-05 | These records can be brought back. | /backups | When they were last backed up, and when bringing them back was last tried |
O-01 | All our things are on one list. | /assets | The list, how complete it is, and each change |
O-02 | All our programs are on one list, with their licences. | /software, /licences | What is on which computer; seats and who has them, keys held and when each licence ends |
O-03 | The list is filled in by the computers themselves. | /assets, /devices | Where each fact comes from and its date |
O-04 | We count our things, and a second person checks. | /stock-takes | What was found, what is missing, and who signed |
O-05 | Things are tested for safety. | /upkeep | Which tests are due and which things failed |
O-06 | Each thing has a label. | /assets | Which things have a tag |
O-07 | Our old lists came along. | /assets | What was taken in, row by row |
O-08 | Servers stand in locked rooms. | /upkeep | Servers in no locked room, or where no one has looked for a year |
O-09 | Cameras, phones and sticks are on the list too. | /assets, /media | The list |
O-10 | We know our suppliers and when contracts end. | /suppliers | Each contract with its end, and who works with personal data |
P-01 | Old things go to a firm that may take them. | /disposals | The firm's papers and until when they hold |
P-02 | We get a receipt for each thing. | /disposals | The receipt, signed, with each number |
P-03 | The firm says in writing that it destroys the data. | /disposals | The words, who signed and when |
P-04 | Each old disk is wiped, and we can prove it. | /disposals | The proof for each disk by its number | A wipe that is written down by hand rests on the word of who did it
P-05 | A broken disk is destroyed. | /disposals | Who did it, who watched, and the paper |
P-06 | We hold the firm's promise, and a paper for each server. | /disposals | The written promise; papers that are missing, and for how long | A person copies the numbers from the paper; nothing reads the paper itself
P-07 | Old things are thrown away as the law asks. | /disposals | The waste papers, their day and codes held against the load, and how long they are kept | Of what is sold or given away it is said that things from before 2009 need more care; nobody checks it
P-08 | Someone else agrees before a thing is thrown away. | /disposals | Who asked, who agreed and why |
P-09 | Licences of old computers are freed. | /disposals, /licences | Of each thing, who said so and which seats that freed |
P-10 | An old computer takes no secrets with it. | /disposals, /devices | That it was removed; an alarm if it comes back | It throws its key away when it next speaks to us; one that never does is only refused
P-11 | A program for safe deleting is there. | required-software | Whether it is there, where it is on the list |
P-12 | Paper is shredded. | outside | | Paper
P-13 | What is gone can still be traced. | /assets, /disposals | All that was done with it, which no one can delete |
Q-01 | What went wrong is written down, with what was done. | /incidents | Each incident with its steps |
Q-02 | The right people hear of it. | /incidents, /alerts | Who has a letter and when it went | That each of them has read it is not kept
Q-03 | No one reads a record about themselves. | /incidents | Who it is about, and that they cannot find it | Only once somebody has said whom it is about; the chair of governors cannot be told from here
Q-04 | Trouble with data is told at once. | /incidents | The time from seeing to telling |
Q-05 | A bad data breach is told to the regulator in time. | | | There is no clock of three days and no form for it yet
Q-06 | The police or the council are told where needed. | /incidents | The steps that were written down | There is no list of whom to call
Q-07 | Parents are told when it is about their child. | /incidents | The steps that were written down | There is no box of its own to tick
Q-08 | A computer that is evidence is left alone. | /incidents, /assets | Who asked for it, who agreed, who had it, and what the computer said | Whoever stands before it can still turn it off
Q-09 | A computer can be cut off from the network. | /incidents | When it said that its network was cut, and when it was open again | Only on Linux, and names can still be asked for
Q-10 | Records of who used a computer are opened by two people. | | | Sign-in records keep no names, so there is nothing to open
Q-11 | A pupil may lose the use of computers for a time. | | | Such a stop cannot be set from here
Q-12 | We learn from what went wrong. | /incidents | What was written when it was closed | It is not tied to the change that came of it
Q-13 | We are told when the filter lets something through. | /incidents | Each report, and what an adult wrote to it | Pupils choose it from a list, and write no address
Q-14 | Records of what went wrong are looked at each term. | /promises/report | Counts in the report to the governors | That somebody has looked at each is not kept
Q-15 | Bad pictures are never stored here. | /incidents | No file can be put into an incident |
Q-16 | What is told in trust stays in trust. | /incidents, /audit-log | Who may see incidents; nothing of them in letters | Who has looked at one is not kept
Q-17 | Care for a child is kept in its own system. | outside | | It belongs to the school's safeguarding system
R-01 | Governors get a report each term, with no names. | /promises/report | Each report that was kept |
R-02 | The head says what should get better. | /promises/report | The head's words in each report |
R-03 | Leaders can see how things change. | /promises, /promises/report | Each promise beside last term |
R-04 | The figures can be put into other reports. | /promises/report | The report as a file |
R-05 | Governors see what was changed. | /promises/report | A count of changes by kind |
R-06 | The head sees on one page how we stand. | /promises | The page itself, with the age of each figure |
R-07 | People are asked what they think. | outside | | Surveys are another tool
S-01 | Our policy is looked at each year. | /promises | When it was last looked at, by whom, when the next look is due, and what has changed since then: settings, groups and kinds of computers, what went wrong, what is asked from outside |
S-02 | Old forms of our policy are kept. | /audit-log, /promises, /notices | Who changed which promise and when; each kept day; each wording that was signed |
S-03 | Staff learn about data safety each year. | | | Training days are not kept here
S-04 | We are listed with the regulator. | /reviews | The listing as one of our papers: its number, who sees to it, and when it is due | It has no box of its own; the list of the regulator is not asked
S-05 | As little as can be is kept about people. | /devices, /personal-data | The page at each computer that says what it reports; what is kept here about people, why and for how long; all that names one person, as a file | What computers reported is kept by computer, not by person
S-06 | What is no longer needed is deleted. | /personal-data, /incidents | For how long each kind of record is kept, and when it goes | The list of things and the log have no last day; no one is asked to clear out their own files
S-07 | Staff and governors are trained. | outside | | Training is given elsewhere
S-08 | Each person sees only what they need. | /people, /audit-log | Who has which role |
S-09 | What computers tell us travels safely. | /devices | A computer whose way here was looked into is shown | Mail of the school is not seen
S-10 | Our policy is on our website. | outside | | The school's website
S-11 | The head has help to watch over this work. | /audit-log, /promises | The log and this page |
S-12 | A crime with a computer is told. | /incidents | The steps that were written down |
T-01 | The web filter works. | outside | | The filter's maker; its program on a computer can be a check
T-02 | Use of the internet is watched. | outside | | We never look at what people do
T-03 | School mail is used well. | outside | | The mail service
T-04 | The website and pictures follow our rules. | outside | | Publishing
T-05 | The learning platform is used well. | outside | | Another product
T-06 | Own phones are put away. | outside | | Not the school's devices
T-07 | Cameras in the building follow the law. | outside | | Another system
T-08 | The network boxes are safe. | outside | | Network boxes; they can be on the list of things
T-09 | Pupils and parents learn about safety. | outside | | Teaching
T-10 | New staff are vetted. | outside | | Staff records
T-11 | Papers are looked after. | outside | | Paper
T-12 | An adult watches children online. | outside | | No screen can take the place of an adult
U-01 | Messages at a computer always look the same. | /policies | Pictures of every window in each form, beside the setting; a new form is told before it is seen | It was never seen on a real desktop
U-02 | Messages suit the group that reads them. | /policies | The form, the size, reading aloud and the warning before a lock that each group has | It was never tried with pupils
U-03 | Each pupil can read the rules in a form that suits them. | /notices | The plain and the picture form of each wording |
U-04 | The smallest children never meet a warning. | /policies | A form for the adult beside them, without rules, messages or programs that were stopped | That a screen is about to lock, that a computer turns off or that a stick stops is said to whoever looks at it
U-05 | Messages say plainly what will happen. | /policies | Pictures of every window in each form; each sentence for pupils is held to a short list of words | It was never tried with pupils
U-06 | Each message says whom to ask. | /groups | An adult's picture below each message for pupils | It was never seen on a real desktop
U-07 | Nobody's work stops without a word. | /policies | Switching off, restarting and locking are told before, with the time that is left | It was never seen on a real desktop
`;

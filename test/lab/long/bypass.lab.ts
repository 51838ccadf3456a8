/** Ways around a list of approved programs, tried one by one: which are shut, and which are known to be open. */
import { expect } from 'chai';
import { enforcePrograms, havingLearned, pupilRuns } from '../../support/lab/programs.ts';
import { describeManaged } from '../../support/lab/suite.ts';

/** `mine` is a copy of echo; each way would print RAN. */
const bring = `
set -e
cd /home/pupil
cp /usr/bin/echo mine
cp /usr/lib/x86_64-linux-gnu/libz.so.1 mine.so
printf '#!/bin/sh\\necho RAN\\n' >script.sh
printf '#!/usr/bin/python3\\nprint("RAN")\\n' >script.py
printf '#!/usr/bin/perl\\nprint "RAN\\\\n";\\n' >script.pl
printf '#!/usr/bin/awk -f\\nBEGIN { print "RAN" }\\n' >script.awk
echo 'echo RAN' >notes
echo 'print("RAN")' >notes.txt
ln -s mine link; ln mine hard
chmod 755 mine notes script.*; chown -h pupil: *
mkdir -p /opt/opened/deep /usr/local/theirs && chmod 777 /opt/opened && chown pupil: /usr/local/theirs
`;

const shut: [what: string, line: string][] = [
  ['start it', './mine RAN'],
  ['by a symbolic link', './link RAN'],
  ['by a hard link', './hard RAN'],
  ['by the loader', '/lib64/ld-linux-x86-64.so.2 ./mine RAN'],
  ['by env', 'env ./mine RAN'],
  ['by nice', 'nice ./mine RAN'],
  ['by setsid', 'setsid -w ./mine RAN'],
  ['by timeout', 'timeout 5 ./mine RAN'],
  ['by xargs', 'echo RAN | xargs ./mine'],
  ['by find', 'find . -name script.py -exec ./mine RAN \\;'],
  ['by exec in a shell', 'exec ./mine RAN'],
  ['by Perl', 'perl -e \'exec "./mine", "RAN"\''],
  ['by Python', 'python3 -c \'import os; os.execv("./mine", ["mine", "RAN"])\''],
  ['from /dev/shm', 'cp /usr/bin/echo /dev/shm/mine && /dev/shm/mine RAN'],
  ['from /var/tmp', 'cp /usr/bin/echo /var/tmp/mine && /var/tmp/mine RAN'],
  ['from the session’s own folder', 'cp /usr/bin/echo /run/user/1000/mine && /run/user/1000/mine RAN'],
  ['from a folder below /opt that was opened', 'cp mine /opt/opened/mine && /opt/opened/mine RAN'],
  ['by Python from there', 'cp script.py /opt/opened && python3 /opt/opened/script.py'],
  ['from a folder of their own in /usr/local', 'cp mine /usr/local/theirs/x && /usr/local/theirs/x RAN'],
  ['in a namespace', 'unshare -rm ./mine RAN'],
  [
    'by the user’s own systemd',
    'XDG_RUNTIME_DIR=/run/user/1000 systemd-run --user --quiet --pipe --wait /home/pupil/mine RAN',
  ],
  ['a shell script', './script.sh'],
  ['a shell script, by sh', 'sh script.sh'],
  ['a shell script, by busybox', 'busybox sh script.sh'],
  ['a shell script, sourced', '. ./script.sh'],
  ['a shell script, on standard input', 'sh <script.sh'],
  ['a Python script', 'python3 script.py'],
  ['a Python script, read by Python', 'python3 -c \'exec(open("script.py").read())\''],
  ['a Perl script', 'perl script.pl'],
  ['an awk script', 'awk -f script.awk'],
  ['a text without #!, started', './notes'],
];

/** README of approved-software, known holes: no file that could be judged, or one that is a text like any other. */
const open: [what: string, line: string][] = [
  ['words given to Python', 'python3 -c \'print("RAN")\''],
  ['a script through a pipe', 'cat script.sh | sh'],
  ['a text without #!, by sh', 'sh notes'],
  ['a text without #!, by Python', 'python3 notes.txt'],
];

describeManaged('ways around the list of approved programs', managed => {
  const ran = async (line: string) => (await pupilRuns(managed().guest, line)).stdout.includes('RAN');

  before(async function () {
    this.timeout(900_000);
    const { guest } = managed();
    await guest.must(bring);
    await havingLearned(guest);
    await managed().startAlone({ 'approved-software': { mode: 'enforce', minBoots: 2 } });
    await enforcePrograms(managed());
    await guest.until('grep -q caretaker-open-folder /etc/fapolicyd/rules.d/10-caretaker.rules', 240_000);
  });

  for (const [what, line] of shut)
    it(`shut: ${what}`, async () => expect(await ran(line), line).to.equal(false));

  for (const [what, line] of open)
    it(`known to be open: ${what}`, async () => expect(await ran(line), line).to.equal(true));

  it('what is installed runs all the while', async () => {
    expect(await ran('/usr/bin/echo RAN')).to.equal(true);
  });
});

/** What each action is called, in words. `{fact}` stands for a fact of the entry, `{fact?text}` for the text when it is true, and for the text and the fact when it is a word. One line an action, the room before the dot. */

export const auditWords: Record<string, string> = {
  'school.changed': 'Changed the school’s details: {name}, time zone {timeZone}{contact?, reached at }',
  'school.state_words_changed': 'Changed the words for the states of assets: {changes}',
  'clauses.changed': 'Changed the school’s promises: {changes}',
  'clauses.policy_looked_at':
    'Wrote down that the policy was looked at on {on} by {who}; the next look is due by {next}',
  'clauses.policy_look_taken_back': 'Took back that the policy was looked at on {on} by {who}',
  'promises.undertaking_written': 'Wrote down who sees to the promise “{promise}”: {who}, by {by}{what?: }',
  'promises.undertaking_taken_back': 'Took back that {who} sees to the promise “{promise}” by {by}',
  'promises.record_looked_at':
    'Wrote down that {who} looked on {on} at the promise “{promise}”: {found}; {saw}',
  'promises.record_look_taken_back': 'Took back that {who} looked on {on} at the promise “{promise}”',
  'governors.kept': 'Kept report {number} to the governors, as of {day}, sealed {hash}…',
  'governors.sent': 'E-mailed report {number} to the governors, as of {day}, to {people}',
  'governors.letters_changed':
    'Changed who gets the report to the governors ({people}, at {at}) and the week in five lines ({week}, at {weekAt})',
  'evidence.forgotten':
    'Forgot what computers had said until {through} ({changes} changes), which was as it was sealed; the pages of those days stay',
  'promises.day_kept': 'Kept the page of promises as it stood on {day}, sealed {seal}…',
  'promises.days_forgotten': 'Forgot the pages of promises until {through} ({count} days)',
  'retention.changed':
    'Changed for how long is kept: {what}, from {before} to {after}{later?, from a week later on}',
  'retention.forgotten': 'Forgot what was kept for longer than {kept}: {what}, {count}',
  'evidence.pack_made': 'Fetched the evidence pack of {day}, manifest {hash}…',
  'calendar.changed': 'Changed the school calendar: {summary}{changes?. Changed: }',
  'pupil_link.changed': 'Changed the link on pupils’ computers: {words} {url}',
  'account.created': 'Gave {name} an account as {role}',
  'account.changed': 'Changed the account of {name}: {changes}',
  'account.disabled': 'Closed the account of {name}',
  'account.enabled': 'Opened the account of {name} again',
  'account.link_made': 'Made a sign-in link for {name}',
  'account.password_set': 'Set a password',
  'account.locked':
    'A browser has to wait before it may try again to be {name}, after {attempts} wrong tries',
  'account.link_withdrawn': 'Withdrew the sign-in link of {name}',
  'account.signed_out': 'Signed {name} out everywhere',
  'passkey.added': 'Made the passkey “{label}”',
  'passkey.removed': 'Removed the passkey “{label}”',
  'second_step.on': 'Turned on a second step for signing in',
  'second_step.off': 'Turned off the second step for signing in',
  'second_step.codes_made': 'Made new recovery codes',
  'second_step.removed': 'Took away the second step of {name}',
  'session.started': 'Signed in with {how}',
  'session.ended': 'Signed out',
  'session.ended_elsewhere': 'Signed out in another place: {where}',
  'token.created': 'Made the token “{label}” for the role {role}',
  'token.created_for': 'Made the token “{label}” for the role {role}, only for {only}',
  'token.withdrawn': 'Withdrew the token “{label}”',
  'group.created': 'Made the group {name}',
  'group.renamed': 'Renamed the group {before} to {name}',
  'group.owner_changed': 'Said that the computers of {name} are {whose}',
  'group.deleted': 'Deleted the group {name}',
  'code.created':
    'Made an enrolment code for the group {group} (uses: {uses}, hours: {hours}{preApproved?, approved at once})',
  'code.withdrawn': 'Withdrew the enrolment code “{label}”',
  'device.asked': 'A new device calling itself “{name}” asked to join',
  'device.approved': 'Approved the device {name}',
  'device.continued': 'Approved {newcomer} as the device {name}, which it was before',
  'device.noted': '{did} the note on the device {name}',
  'device.renamed': 'Renamed the device {before} to {name}',
  'device.moved': 'Moved the device {name} from the group {before} to {group}',
  'device.removed': 'Removed the device {name}{reason?, because: }',
  'device.refused': 'Refused the device {name}',
  'asset.created': 'Entered the asset {tag} in the register: {what}, {state}',
  'asset.changed': 'Changed the asset {tag}: {changes}',
  'asset.state_changed': 'Changed the asset {tag} from {before} to {state}{because}',
  'asset.taken_out': 'Took the asset {tag} out of the register, entered by mistake: {because}',
  'asset.put_back': 'Put the asset {tag} back in the register: it was no mistake',
  'asset.linked': 'Linked the asset {tag} to the device {device}',
  'asset.unlinked': 'Unlinked the asset {tag} from the device {device}',
  'asset.imported':
    'Imported a spreadsheet into the register: {created} entered, {changed} changed, {same} as they were, {rejected} rejected',
  'asset.import_undone':
    'Undid the import of “{file}”: {out} taken out, {back} put back as they were, {stayed} stayed, as something was done with them since',
  'asset.exported': 'Exported the whole register, {count} assets',
  'asset.file_added': 'Added to the asset {tag}: {what} “{name}”',
  'asset.custody': 'Wrote down who has the quarantined asset {tag}: {holder}, {place}, {seal}',
  'asset.custody_printed': 'Took the chain of custody of the asset {tag} as a PDF',
  'asset.file_removed': 'Removed the file “{name}” of the asset {tag} for good',
  'check.entered': 'Entered {what} of {tags} on {on}: {result}',
  'check.withdrawn': 'Withdrew {what} of {tag} on {on}, because: {because}',
  'supplier.entered': 'Entered the supplier {name}',
  'supplier.changed': 'Changed the supplier {name}: {changes}',
  'supplier.paper_added': 'Added to {name}: {what} {file}',
  'supplier.paper_removed': 'Removed the paper {file} of {name}',
  'contract.entered': 'Entered the contract “{title}” with {name}, {until}',
  'contract.changed': 'Changed the contract “{title}”: {changes}',
  'backup.saved': 'Entered what is backed up: {what}',
  'review.saved': 'Entered what is looked at on set days: {what}',
  'review.noted': 'Wrote down a look at {what}: {how}',
  'backup.noted': 'Wrote down of the backup of {what}: {how}',
  'console.backed_up': 'Made a backup of this console, {file}: {rows} rows and {files} files',
  'console.restored': 'Restored this console from the backup {file}: {rows} rows and {files} files',
  'console.backup_tried':
    'Tried restoring the backup {file}, and it was whole: {rows} rows and {files} files',
  'licence.entered': 'Entered the licence for {title}: {seats}',
  'licence.changed': 'Changed the licence for {title}: {changes}',
  'licence.seat_given': 'Gave a seat of {title} to {to}',
  'licence.seat_freed': 'Took a seat of {title} back from {from}: {why}',
  'licence.key_seen': 'Saw the licence key of {title}, because: {because}',
  'stock_take.begun': 'Began the stock-take “{name}” of {places}: {count} things expected',
  'stock_take.finished':
    'Finished the stock-take “{name}”: {found} found, {missing} missing, {unexpected} not expected',
  'stock_take.reopened': 'Went on with the stock-take “{name}”',
  'stock_take.withdrawn': 'Withdrew the stock-take “{name}”',
  'stock_take.signed': 'Signed the stock-take “{name}”; {moved} things moved to where they were found',
  'stock_take.noted': 'Wrote of {tag} in the stock-take “{name}”: {note}',
  'stock_take.let_go': '{tag} is no longer expected in the stock-take “{name}”: it was entered by mistake',
  'label.printed': 'Printed {count} labels, {first} to {last}',
  'loan.letters': 'Switched letters to borrowers {letters}',
  'loan.made': 'Made loan {number} to {holder}: {count} things, {where}',
  'loan.handed_over': 'Handed over loan {number} to {holder}: {count} things, signed by {signed}',
  'loan.sign_asked': 'Asked {holder} to sign for loan {number} with their own sign-in',
  'loan.approved': 'Approved that loan {number} to {holder} leaves the school{because}',
  'loan.refused': 'Did not approve that loan {number} to {holder} leaves the school{because}',
  'loan.withdrawn': 'Withdrew loan {number} to {holder} before it was handed over',
  'loan.extended':
    'Changed the day on which loan {number} to {holder} is due from {before} to {until}{because}',
  'loan.came_back':
    'Took back from loan {number} to {holder}: {back} of {count} are back, {lost} lost or stolen',
  'loan.checked': 'Looked at {tag} after it came back from loan {number} of {holder}: {checks}',
  'loan.use_stated': '{holder} stated the personal use of loan {number}: {use}',
  'loan.agreement_written': 'Wrote the loan agreement anew (wording {number})',
  'loan.set_saved': 'Saved the set “{name}” with {count} things',
  'loan.set_deleted': 'Deleted the set “{name}”',
  'person.created': 'Entered {name} in the list of people',
  'person.changed': 'Changed {name} in the list of people',
  'person.imported': 'Imported a list of people: {created} entered, {changed} changed, {rejected} rejected',
  'disposal.asked': 'Asked to write off {tags} (write-off {number}), because “{reason}”',
  'disposal.governors_agreed': 'Entered the governors’ minute {minute} for write-off {number}',
  'disposal.storage_changed': 'Storage of {tag}: {what}',
  'disposal.sanitised':
    'Wrote down what was done to {storage} of {tag}: {how}, {result}, which counts as {category}',
  'disposal.log_imported':
    'Imported the wiping log {file}: {drives} drives, {matched} placed by serial number, {unmatched} not',
  'disposal.matched_by_hand':
    'Said that evidence for the serial {serial} is about {storage} of {tag}{reason?, because: }',
  'disposal.paper_accepted':
    'Accepted the waste paper {note} for collection {number} although it {why}, because: {reason}',
  'disposal.certificate_withdrawn':
    'Withdrew the certificate {certificate} of {issuer} for collection {number}, because: {reason}',
  'disposal.set_aside': 'Put aside evidence for the serial {serial}: {reason}',
  'disposal.gone': 'Took {items} things that are lost or stolen off the books (write-off {number})',
  'disposal.kept': 'Kept {tag} after all: {reason}',
  'disposal.rules_changed':
    'Changed the rules of disposals: governors {from}, papers kept {years} years, at least {least}',
  'disposal.contractor_saved': 'Entered the contractor {name}, carrier {carrier} until {until}',
  'disposal.contractor_ended': 'Ended work with the contractor {name}',
  'disposal.batch_made': 'Planned collection {number} with {contractor} for {on}, {items} things',
  'disposal.batch_changed': 'Changed collection {number}: {contractor}, {on}, {items} things',
  'disposal.batch_cancelled': 'Cancelled collection {number}: {reason}',
  'disposal.handed_over':
    'Collection {number} left: {items} things, handed over by {handed} to {received}, receipt {hash}…',
  'disposal.paper_added': 'Entered the {paper} {note} of collection {number}, kept until {until}',
  'disposal.freed': 'Said that licences and accounts of collection {number} are freed',
  'disposal.paid': 'Entered the payment of {price} for collection {number}: {note}',
  'disposal.certificate_added':
    'Entered certificate {certificate} of {issuer} for collection {number}: {matched} of {serials} serials placed',
  'disposal.closed': 'Closed collection {number} for good, {items} things, manifest {hash}…',
  'disposal.photo_added': 'Added the photo “{name}” to collection {number}',
  'disposal.photo_removed': 'Removed the photo “{name}” of collection {number} for good',
  'disposal.pack_made': 'Fetched the pack of collection {number}',
  'disposal.reappeared': 'The device of {tag} spoke to the console although it was handed over for disposal',
  'disposal.alarm_settled': 'Settled the alarm about {tag}: {note}',
  'software.changed': 'Wrote of the title {title}: {changes}',
  'support.table_taken': 'Took a newer table of ends of support, number {number} of {issued}',
  'advisories.imported': 'Read advisories from {name}: {read} records, {kept} kept. {why}',
  'advisories.not_imported': 'Advisories from {name} were not read: {why}',
  'advisories.feeds': 'Changed which advisories the console fetches every day: {daily}',
  'vulnerability.planned': 'Decided to mend {what} in {title} by {until}',
  'vulnerability.accepted': 'Accepted {what} in {title} until {until}: {reason}',
  'vulnerability.not_affected': 'Said that {what} in {title} does not concern the school: {reason}',
  'vulnerability.undecided': 'Took the decision about {what} in {title} back',
  'vulnerability.safe_version': 'Said that {title} is safe from {what} from version {version} on',
  'sittings.seen': 'Looked at when people signed in to {name}',
  'order.given': 'Ordered the device {name} to {what}{because}',
  'order.withdrawn': 'Withdrew the order to the device {name} to {what}',
  'order.ended': 'The device {name} was to {what}: {outcome}',
  'remote_support.rules_changed':
    'Changed remote support: by {tool}; only told are the people of {told}; {minutes} minutes to answer; the register is kept for {years} years',
  'device.lost': 'Reported the device {name} {how}',
  'device.quarantined': 'Quarantined the device {name} as evidence{network}',
  'device.unquarantined': 'Released the device {name}, which was kept as evidence: {because}',
  'device.released': 'Released the device {name}, which was reported lost: {because}',
  'diagnostics.taken': 'Downloaded what {name} had collected about itself',
  'remote_support.answered': 'Somebody at {name} was asked whether their screen may be seen, and {answer}',
  'remote_support.begun': 'Began to look at the screen of {name} with the school’s own tool',
  'remote_support.ended': 'Said that nobody looks at the screen of {name} any more',
  'remote_support.withdrawn': 'Withdrew the question whether to look at the screen of {name}',
  'recovery.code_given': 'Gave a recovery code to be typed at the device {name}: {what}{because}',
  'recovery.used': 'A recovery code was typed at the device {name}: {what}. {outcome}',
  'neighbours.imported': 'Brought {format} with {created} devices on the network that were new',
  'neighbours.decided': 'Said of a device on the network, {what}: {decision}',
  'recovery_key.handed_over': 'The device {name} handed over the recovery key of its disk {volume}, sealed',
  'recovery_key.replaced':
    'The device {name} handed over another recovery key of its disk {volume}, sealed, in place of the one before',
  'recovery_key.typed': 'Typed the recovery key of the disk {volume} of {name}, to be kept here',
  'recovery_key.shown': 'Saw the recovery key of the disk {volume} of {name}{because}',
  'recovery_key.forgotten': 'Had the recovery key of the disk {volume} of {name} forgotten',
  'recovery_key.does_not_open': 'The recovery key that is kept no longer opens the disk {volume} of {name}',
  'filtering.changed':
    'Filtering was changed on {on} by {who}{approved}: {what}, because: {why}{askedBy?; asked for by }{risk?; risk: }{wayBack?; way back: }',
  'change.entered':
    'Entered a change made on {on} by {who}{approved}: {what}, because: {why}{askedBy?; asked for by }{risk?; risk: }{wayBack?; way back: }',
  'list.exported': 'Took the list of {list} as a file{narrowed}',
  'person.exported': 'Took what is kept about {name} as a file',
  'audit.exported': 'Exported the change log, {entries} entries',
  'approval.asked': 'Asked a second person to agree: {title}, because: {reason}',
  'approval.agreed': 'Agreed, as the second person: {title}, which {asked} asked for because: {reason}',
  'approval.refused': 'Did not agree: {title}, which {asked} asked for{because}',
  'approval.withdrawn': 'Took back before anybody decided: {title}{because}',
  'approval.expired': 'Nobody decided in time: {title}, which {asked} asked for',
  'approval.stood_in':
    'Agreed at the console’s own machine, in place of a second person: {title}, which {asked} asked for because: {reason}',
  'approval.alone':
    'Went on without a second person, because nobody else here may agree: {title}, because: {reason}',
  'medium.entered': 'Registered the stick {label}, held by {holder}',
  'medium.changed': 'Changed the stick {label}: {changes}',
  'medium.moved': 'The stick {label}: {what}{because}',
  'medium.imported': 'Registered {created} sticks from a spreadsheet of {given} rows',
  'wording.written': 'Wrote the rules “{name}” anew, as wording {number}',
  'notice.message_sent': 'Sent the message “{title}” to the computers of {groups}',
  'notice.agreement_sent': 'Asked for “{title}” to be signed at the computers of {groups}',
  'notice.letters_asked': 'Asked for letters to those who have not signed “{title}”',
  'notice.letters_sent': 'Letters went to {people} who had not signed “{title}”',
  'notice.answers_forgotten':
    'Forgot {count} answers to notices: of people who left more than a year ago, or whose notice ended then',
  'notice.reminded': 'Reminded everybody who has not answered “{title}”',
  'notice.ended': 'Ended “{title}” before its time',
  'notice.signature_written': 'Wrote down that {name} has signed “{title}”, {how}',
  'notice.answer_named': 'Said that {name} was who answered “{title}” as “{wrote}”',
  'notice.answer_unnamed': 'Took back that {name} was who answered “{title}”',
  'notice.signature_taken_back': 'Took back the note that {name} has signed “{title}”',
  'presentation.ended': 'The lock of {device} is no longer held to present: {lasted}',
  'presentation.started': '{person} held the lock of {device} to present, for {minutes} minutes at most',
  'request.made': 'Asked at {device}, for {person}: {what}, because: {reason}',
  'request.approved': 'Approved what {person} asked for: {what}',
  'request.refused': 'Refused what {person} asked for: {what}{because}',
  'request.reopened': 'Took back the decision on what {person} asked for: {what}',
  'alert.settings_changed': 'Changed the alerts: a digest at {at} {when} for {people}, incidents {incidents}',
  'alert.sent_again': 'Sent again: {what}',
  'directory.created': 'Let people sign in with {kind} “{label}” of {tenant}; groups: {groups}',
  'directory.changed': 'Changed the directory “{label}”: {changes}',
  'directory.removed': 'Removed the directory “{label}”; whoever came in by it was signed out',
  'directory.connected': 'Connected {name} with {label}',
  'directory.disconnected': 'Parted their own account from {label}',
  'directory.account_made': 'Gave {name} an account as {role}, by the groups of {label}',
  'directory.role_given': 'Made {name} {role}, by the directory’s groups',
  'webhook.created': 'Had {host} told as the webhook “{label}”, of: {topics}',
  'webhook.changed': 'Changed the webhook “{label}”: {changes}',
  'webhook.removed': 'Removed the webhook “{label}”',
  'incident.opened': 'Opened incident {number}{at}: {category}{reporter?, reported by }',
  'incident.noted': 'Wrote a note on incident {number}',
  'incident.changed': 'Corrected incident {number}: {changes}',
  'incident.clock_stopped': 'Said that the password of incident {number} was changed on {on}',
  'incident.closed': 'Closed incident {number}',
  'incident.reopened': 'Opened incident {number} again',
  'incident.rules_changed': 'Changed how long closed incidents are kept, from {before} to {years} years',
  'incident.forgotten': 'Forgot {count} incidents that were closed more than {years} years ago',
  'policy.draft_begun': 'Began to change the policy of {place} (draft {number})',
  'policy.draft_discarded': 'Discarded draft {number} of the policy of {place}',
  'policy.draft_restored': 'Restored draft {number} of the policy of {place}',
  'policy.asked':
    'Asked for approval of version {number} of the policy of {place}, because “{reason}”: {changes}',
  'policy.put_in_force':
    'Put version {number} of the policy of {place} in force {how}, because “{reason}”: {changes}{alone? (nobody else could have approved it)}',
  'policy.approved':
    'Approved version {number} of the policy of {place}, which {asked} asked for because “{reason}”, {how}: {changes}',
  'policy.refused': 'Did not approve version {number} of the policy of {place}: {reason}',
  'policy.withdrawn': 'Took back version {number} of the policy of {place} before anybody decided: {reason}',
  'policy.expired':
    'Nobody decided in time about version {number} of the policy of {place}, which {asked} asked for',
  'policy.ring_begun': 'Version {number} of the policy of {place} reached ring {ring} of {rings}',
  'policy.rolled_out': 'Version {number} of the policy of {place} is in force{has?; confirmed by }',
  'policy.taken_back':
    'Took back version {number} of the policy of {place}; what held before holds again: {why}',
  'policy.rollout_halt': 'Halted version {number} of the policy of {place} on its way out{why?: }',
  'policy.rollout_resume': 'Let version {number} of the policy of {place} go on{why?: }',
  'policy.rollout_finish':
    'Put version {number} of the policy of {place} in force everywhere without waiting or watching{why?: }',
  'policy.rules_changed':
    'Changed the rules for policies: a second person {secondPerson} (was {before}), {rings} groups before the rest{first? }, taken back when {haltPercent} % get worse{watched?, watched for }',
  'exception.asked':
    'Asked for an exception from “{control}” for {devices} until {until}, for {asked}: {reason}',
  'exception.made': 'Made an exception from “{control}” for {devices} until {until}, for {asked}: {reason}',
  'exception.approved':
    'Approved the exception from “{control}” for {devices} until {until}, for {asked}: {reason}',
  'exception.refused':
    'Did not approve the exception from “{control}” for {devices} until {until}: {reason}{because?, because: }',
  'exception.ended':
    'Ended the exception from “{control}” for {devices} before its time{waited? (nobody had approved it: it never held)}',
  'exception.expired':
    'The exception from “{control}” for {devices} ended on its day, {until}{waited? (nobody had approved it: it never held)}',
};

type Facts = Record<string, string | number | boolean | null>;

/** `facts` is the stored JSON text. An action without words is told by its name rather than hidden. */
export function sentenceOf(action: string, facts: string, subject: string | null): string {
  const words = auditWords[action];
  const known = JSON.parse(facts) as Facts;
  if (words === undefined) {
    const rest = Object.entries(known).map(([name, value]) => `${name} ${value}`);
    return [action, ...(subject === null ? [] : [subject]), ...rest].join(', ');
  }
  return words.replace(/\{(\w+)(?:\?([^}]*))?\}/g, (_, name: string, text: string | undefined) => {
    const fact = Object.hasOwn(known, name) ? known[name] : undefined;
    if (text === undefined) return fact === undefined ? 'unknown' : String(fact);
    if (fact === true) return text;
    return typeof fact === 'string' && fact !== '' ? `${text}${fact}` : '';
  });
}

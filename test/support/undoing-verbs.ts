/** Buttons that take something back themselves. */
export const UNDOES: ReadonlySet<string> = new Set(
  `watch-undo unwatch-undo list-undo list-back list-unname list-restore entries-undo brief-undo
  rule-undo rule-unmake rules-undo setting-undo settings-undo channel-undo channel-back channel-off account-undo account-back account-unname
  link-undo role-undo pack-undo quiet-undo quiet-again quiet-end quiet-unlift share-undo split-undo
  risk-undo position-undo stop-undo autosell-undo`.split(/\s+/),
);

/** Buttons that show, ask, test or page, and change nothing that people configure. */
const SHOWS =
  `setup test-alert begin help status watch-more watch-page watch-pick unwatch-no list-all
  list-show list-new list-more list-rename list-pick list-pack price chart chart-turn chart-words
  alert-me levels entries brief rule-try rule-calm rule-reword rule-drop rule-show rule-wait rule-tell
  rule-edit rule-log backtest backtest-trade backtest-arm rules-page rule-why alert-why history-csv
  pnl export export-file
  history setting-ask settings settings-zone settings-score channels channel-open channel-add
  channel-test accounts account-open account-add account-key account-name rule-test backup-later restored restored-each users person audit audit-csv forget-not
  snooze mute mute-how alert-back my-view bundle-page late-no pack-skip quiet-how quiet-new share-no
  import-no positions position position-new position-edit position-sold positions-no orders autosell autosell-set autosell-type sale-attempt sell-open sell-about sell-type sell-words resume-type risk risk-back risk-scenario risk-weights risk-bare risk-how risk-since risk-stop stop-show`.split(
    /\s+/,
  );

/** Buttons that change something, and the one that takes that back; `list-delete` may only ask. */
const CHANGES: Readonly<Record<string, string>> = {
  'watch-add': 'watch-undo',
  'stop-put': 'stop-undo',
  'stop-off': 'stop-undo',
  'watch-drop': 'unwatch-undo',
  'unwatch-do': 'unwatch-undo',
  'list-add': 'list-undo',
  'list-drop': 'list-back',
  'list-delete': 'list-restore',
  'list-delete-do': 'list-restore',
  'list-share': 'share-undo',
  'entries-on': 'entries-undo',
  'entries-off': 'entries-undo',
  'brief-set': 'brief-undo',
  'rule-arm': 'rule-unmake',
  'rule-pause': 'rule-undo',
  'rule-delete': 'rule-undo',
  'rule-resume': 'rule-undo',
  renew: 'rule-undo',
  'rule-zone': 'settings-undo',
  'rule-share': 'share-undo',
  'rules-prune': 'rule-undo',
  'setting-put': 'setting-undo',
  'score-set': 'settings-undo',
  'settings-theme': 'settings-undo',
  'settings-tz': 'settings-undo',
  'channel-remove': 'channel-back',
  'account-remove': 'account-back',
  'channel-on': 'channel-off',
  role: 'role-undo',
  revoke: 'role-undo',
  'let-in': 'role-undo',
  'keep-out': 'role-undo',
  'bundle-quiet': 'quiet-undo',
  'pack-arm': 'pack-undo',
  quiet: 'quiet-undo',
  'quiet-lift': 'quiet-unlift',
  'share-take': 'rule-unmake',
  'share-list': 'list-undo',
  'import-apply': 'pack-undo',
  'position-add': 'position-undo',
  'positions-apply': 'position-undo',
  'autosell-words': 'autosell-undo',
  'risk-set': 'risk-undo',
};

/** Buttons whose doing stays done, and why. */
const STAYS: Readonly<Record<string, string>> = {
  ack: 'what was seen was seen; it changes no setting',
  'bundle-ack': 'the same, of many',
  'backup-saved': 'opens the question; a code that is kept cannot be unkept',
  'restored-one': 'a message goes out or never will, as the question says',
  'restored-send': 'the same, of all',
  'restored-drop': 'the same, of all',
  requeue: 'a message that goes out cannot be called back, as the answer says',
  'sell-yes': 'what is sold is sold; the card says so before',
  'sell-half': 'the same, of half of it',
  'sell-keep': 'nothing is sold; /sell asks anew',
  'sell-snooze': 'nothing is sold now, and it is asked again',
  'sell-sold': 'tells what a person found at their broker; it ends a decision',
  'sell-not-sold': 'the same, the other way',
  'sell-halt': '/resume lets selling go on, with words that are typed',
  forget: 'erases for good, as the question says',
  'late-yes': 'does what a command of before asked for, whose answer has its own Undo',
};

type Way = { readonly by: string | undefined; readonly why: string };

/** Of every button, what takes it back, or why nothing does. */
export const VERBS: Readonly<Record<string, Way>> = Object.fromEntries([
  ...[...UNDOES].map((verb) => [verb, { by: undefined, why: 'takes back itself' }]),
  ...SHOWS.map((verb) => [verb, { by: undefined, why: 'changes nothing' }]),
  ...Object.entries(CHANGES).map(([verb, by]) => [verb, { by, why: 'by another' }]),
  ...Object.entries(STAYS).map(([verb, why]) => [verb, { by: undefined, why }]),
]);

import type { Program } from '../../src/wire/program.ts';

/**
 * What people configure: a change of these rows within a command or a press needs a row in the audit log. `but` are columns
 * that change by themselves or say nothing about who may do what.
 */
export const CONFIGURATION: Readonly<Record<string, { readonly but: readonly string[] }>> = {
  account: {
    but: [
      'total',
      'free_cash',
      'realised',
      'worth_at',
      'positions_at',
      'trouble',
      'trouble_since',
      'trouble_told',
    ],
  },
  book: { but: ['risk_stage', 'risk_seq', 'risk_at'] },
  chat: { but: ['title', 'greeted_at'] },
  contact: { but: ['status', 'why'] },
  delivery: { but: ['*'] },
  entry_subscription: { but: [] },
  guard: { but: ['updated_at'] },
  halt: { but: [] },
  list_ticker: { but: [] },
  mute: { but: [] },
  named_list: { but: [] },
  // A rule with `once` is done by ringing.
  rule: { but: ['updated_at', 'written_at', 'rev'] },
  position: {
    but: ['price', 'price_at', 'profit', 'max_price', 'max_at', 'seen_at', 'missed'],
  },
  rule_destination: { but: ['settled_at'] },
  share: { but: [] },
  stop: { but: ['price', 'moved_at', 'stage', 'stage_at', 'seq', 'alert_id'] },
  trade: { but: [] },
  user: { but: ['name', 'username', 'asked_at'] },
  watch: { but: [] },
};

/** What the program keeps for itself: facts of markets, messages, and its own doings. */
const OWN_BUSINESS: ReadonlySet<string> = new Set([
  'alert',
  'alert_outcome',
  'audit',
  'bar',
  'bar_judged',
  'bar_series',
  'broker_order',
  'blind_spell',
  'bundle',
  'button',
  'channel_health',
  'chat_alias',
  'conversation',
  'corporate_action',
  'delivery_attempt',
  'entry_feed',
  'equity',
  'fx_rate',
  'inbox',
  'incident',
  'intent',
  'intent_step',
  'job',
  'job_run',
  'lane',
  'meta',
  'owed',
  'paper_cash',
  'paper_order',
  'quote',
  'quote_sample',
  'rule_state',
  'tally',
  'timer',
  'topic',
  'turtle_entry',
  'turtle_look',
]);

type Watched = Pick<Program['parts'], 'db' | 'store'>;
type Sqlite = Watched['db']['sqlite'];

/** Tables that are in neither list. */
export function unlistedTables(sqlite: Sqlite): readonly string[] {
  return sqlite
    .prepare<[], { name: string }>(
      "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like '\\_\\_%' escape '\\'",
    )
    .all()
    .map(({ name }) => name)
    .filter((name) => !(name in CONFIGURATION) && !OWN_BUSINESS.has(name));
}

/**
 * Watches every command and press of a program from now on.
 *
 * @returns one line for each that changed what people configure without saying so in the audit log
 */
export function watchAudit({ db, store }: Watched): readonly string[] {
  const { sqlite } = db;
  sqlite.exec('create temp table touched (what text)');
  for (const [table, { but }] of Object.entries(CONFIGURATION)) trip(sqlite, table, but);
  const rows = sqlite.prepare<[], { n: number }>('select count(*) as n from audit');
  const touched = sqlite.prepare<[], { what: string }>('select distinct what from touched');
  const unaudited: string[] = [];
  const { causedBy } = store.audit;
  store.audit.causedBy = (cause, work) => {
    sqlite.exec('delete from touched');
    const before = rows.get()?.n ?? 0;
    const result = causedBy(cause, work);
    const what = touched.all().map((row) => row.what);
    if (what.length > 0 && rows.get()?.n === before)
      unaudited.push(`${told(sqlite, cause.updateId)} changed ${what.join(', ')}`);
    return result;
  };
  return unaudited;
}

/** For whoever adds a command that is not audited. */
export const WHAT_TO_DO = `A command or button changed what people configure, and the audit log says nothing of it. In its use
case (src/app) add, within the commit, a row such as
  store.audit.add({ action: 'thing-set', subject: String(chat), before, after }, clock());
Who did it and by which update is added by the commit. A table that is no configuration belongs to
OWN_BUSINESS, a column that changes by itself to \`but\`, both in test/support/audited.ts.`;

function trip(sqlite: Sqlite, table: string, but: readonly string[]): void {
  const columns = sqlite
    .prepare<[string], { name: string }>('select name from pragma_table_info(?)')
    .all(table)
    .map(({ name }) => name);
  const watched = columns.filter((name) => !but.includes(name) && !but.includes('*'));
  const differs = watched.map((name) => `old."${name}" is not new."${name}"`).join(' or ');
  const note = (verb: string) => `begin insert into touched values ('${table} (${verb})'); end`;
  // Letters that were given up go out again because somebody says so.
  const isBack = "old.status in ('dead', 'expired') and new.status = 'queued'";
  const when = table === 'delivery' ? isBack : differs;
  sqlite.exec(
    `create temp trigger "touch_${table}_u" after update on main."${table}" when ${when} ${note('changed')}`,
  );
  if (table === 'delivery') return;
  for (const [event, verb] of [
    ['insert', 'added'],
    ['delete', 'removed'],
  ]) {
    sqlite.exec(
      `create temp trigger "touch_${table}_${event}" after ${event} on main."${table}" ${note(verb ?? '')}`,
    );
  }
}

function told(sqlite: Sqlite, updateId: number): string {
  const row = sqlite
    .prepare<[number], { json: string }>('select json from inbox where update_id = ?')
    .get(updateId);
  const update: unknown = JSON.parse(row?.json ?? '{}');
  const press = textOf(field(field(update, 'callback_query'), 'data'));
  if (press !== undefined) return `the button “${press.split(':')[1] ?? press}”`;
  return `“${textOf(field(field(update, 'message'), 'text')) ?? `update ${updateId}`}”`;
}

function field(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null
    ? Object.entries(of).find(([k]) => k === name)?.[1]
    : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

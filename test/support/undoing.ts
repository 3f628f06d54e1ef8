import { userId } from '../../src/core/people.ts';
import { aRule, linked, rung } from './alerts.ts';
import { GROUP, type BotLab } from './bot.ts';
import { keepAccount } from './holding.ts';
import { heldOnPaper } from './paper-desk.ts';
import type { Heard } from './person.ts';

/** One kind of change, and the message that offers to take it back. */
export type Example = {
  readonly what: string;
  readonly first?: readonly string[];
  readonly prepare?: (lab: BotLab) => Promise<void> | void;
  readonly change: (lab: BotLab) => Promise<Heard>;
  /** `↩ Undo` where nothing else is said. */
  readonly label?: string;
  /** Nobody has told this chat's time zone yet. */
  readonly isUnzoned?: true;
  /** The way back stays for longer than a minute. */
  readonly stays?: true;
};

const NVDA_RULE = '/rule! NVDA > 150';
const BOUGHT = '/positions add NVDA 100 @ 121.40 2026-01-02';
const SEMIS = '/list new semis NVDA AMD';
const HELD = '/positions add NVDA 100 @ 121.40 2026-01-02';

/** Changes by words, by command. A command that changes nothing, or nothing that can be taken back, has its reason. */
export const BY_COMMAND: Readonly<Record<string, readonly Example[] | string>> = {
  start: 'greets; the link of an invitation makes an owner once and for all, which /users changes',
  help: 'changes nothing',
  status: 'changes nothing',
  watch: [typed('/watch NVDA AMD'), typed('/watch NVDA list:semis', [SEMIS.replace('NVDA ', '')])],
  unwatch: [
    typed('/unwatch NVDA', ['/watch AMD NVDA']),
    {
      what: '/unwatch with its rules',
      first: ['/watch NVDA', NVDA_RULE],
      change: async (lab) => {
        await lab.ann.sends('/unwatch NVDA');
        return after(lab, 'Delete it too', /no longer watched/);
      },
    },
  ],
  list: [
    typed(SEMIS),
    typed('/list add semis GOOGL', [SEMIS]),
    typed('/list remove semis NVDA', [SEMIS]),
    typed('/list rename semis chips', [SEMIS, '/rule! @semis > 500']),
    typed('/list delete semis', [SEMIS]),
    {
      what: '/list delete with its rules',
      first: [SEMIS, '/rule! @semis > 500'],
      change: async (lab) => {
        await lab.ann.sends('/list delete semis');
        return after(lab, 'Delete it too', /is gone/);
      },
    },
    typed('/list share semis', [SEMIS]),
  ],
  positions: [
    typed('/positions add NVDA 100 @ 121.40 2026-01-02'),
    typed('/positions add NVDA 10 @ 140', [BOUGHT]),
    typed('/positions set NVDA 120 @ 118.20 2025-12-01', [BOUGHT, '/positions add NVDA 5 @ 140']),
    typed('/positions close NVDA 50 @ 150', [BOUGHT]),
    typed('/positions close NVDA', [BOUGHT]),
    {
      what: '/positions import',
      first: [BOUGHT],
      change: async (lab) => {
        await lab.ann.sends('/positions import NVDA,7,120\nAMD,3,100');
        return after(lab, '✅ Apply (2)', /Imported/);
      },
    },
  ],
  orders: 'changes nothing',
  price: 'changes nothing',
  chart: 'changes nothing',
  levels: 'changes nothing',
  entries: [typed('/entries on'), typed('/entries off', ['/entries on'])],
  brief: [typed('/brief on'), typed('/brief on 09:00'), typed('/brief off', ['/brief on'])],
  stop: [
    typed('/stop NVDA -8%', [HELD]),
    typed('/stop NVDA -3%', [HELD, '/stop NVDA -8%']),
    typed('/stop NVDA off', [HELD, '/stop NVDA -8%']),
  ],
  risk: [
    typed('/risk limit 5%'),
    typed('/risk per 1%'),
    typed('/risk limit usual', ['/risk limit 5%']),
  ],
  autosell: [
    {
      what: '/autosell NVDA off',
      prepare: (lab) => void heldOnPaper(lab),
      change: (lab) => lab.ann.sends('/autosell NVDA off'),
    },
  ],
  sell: 'asks with a card; what is sold cannot be taken back, as /help sell says',
  halt: 'stops all selling; /resume lets it go on, with words that are typed',
  resume: 'lets selling go on; /halt stops it again at once',
  rule: [
    typed(NVDA_RULE, [NVDA_RULE.replace('150', '160')]),
    onRule('edit > 155'),
    onRule('off'),
    {
      ...onRule('on'),
      prepare: (lab) => {
        const { id } = aRule(lab, { text: 'NVDA > 150', code: 'R7K2' });
        lab.program.parts.store.rules.setStatus(id, 'paused', 1 as never);
      },
    },
    onRule('del'),
    onRule('renew'),
    onRule('share'),
    onRule('sev:high to:here,log'),
  ],
  backtest: 'changes nothing; what it tried is shown before it is armed',
  rules: [
    typed('/rules del NVDA 1', [NVDA_RULE]),
    typed('/rules pack classic NVDA'),
    {
      what: '/rules import',
      change: async (lab) => {
        await lab.ann.sends('/rules import\nNVDA > 150\nAMD < 100');
        return after(lab, '✅ Apply (2)', /Imported/);
      },
    },
    {
      what: 'a pause of /rules prune',
      prepare: (lab) => {
        const rule = aRule(lab, { text: 'NVDA > 150', code: 'ID1E' });
        lab.clock.now += 40 * 86_400_000;
        if (rule.status !== 'on') throw new Error('it is on');
      },
      change: async (lab) => {
        await lab.ann.sends('/rules prune');
        return after(lab, '⏸ ID1E', /Nothing to prune/);
      },
    },
  ],
  why: 'changes nothing',
  history: 'changes nothing',
  pnl: 'changes nothing',
  export: 'changes nothing',
  snooze: [
    typed('/snooze NVDA 2h', ['/watch NVDA']),
    {
      ...typed('/snooze NVDA until < 140'),
      prepare: async (lab) => void (await rung(lab)),
    },
  ],
  mute: [
    typed('/mute NVDA 2h', ['/watch NVDA']),
    typed('/mute NVDA 4h', ['/watch NVDA', '/mute NVDA 2h']),
    typed('/mute here forever'),
  ],
  unmute: [
    typed('/unmute NVDA', ['/watch NVDA', '/mute NVDA 2h']),
    typed('/unmute all', ['/watch NVDA', '/mute NVDA 2h', '/snooze NVDA 1h']),
  ],
  settings: [
    typed('/settings tz Europe/Berlin'),
    typed('/settings theme dark'),
    typed('/settings score rsi14:2 roc20'),
    typed('/settings periods sma20 macd8,17,9'),
    typed('/settings quiet 22:00-07:00'),
    typed('/settings route low log'),
    typed('/settings storm 3'),
    typed('/settings limit 5'),
    typed('/settings escalation 5m 10m'),
    typed('/settings repeat 2h'),
    typed('/settings resolved all'),
    typed('/settings market off'),
  ],
  channels: [
    typed('/channels add bell porch my-very-own-bell-cord'),
    typed('/channels remove 1', ['/channels add bell porch my-very-own-bell-cord']),
    {
      what: '/channels on',
      first: ['/channels add bell porch my-very-own-bell-cord'],
      prepare: ({ program }) => program.parts.store.contacts.disable(1, 'it answered 410'),
      change: (lab) => lab.ann.sends('/channels on 1'),
    },
  ],
  accounts: [
    {
      what: '/accounts rename',
      prepare: connected,
      change: (lab) => lab.ann.sends('/accounts rename 1 ISA'),
    },
    {
      what: '/accounts remove',
      prepare: connected,
      change: (lab) => lab.ann.sends('/accounts remove main'),
    },
  ],
  link: [
    { what: 'a group', change: (lab) => lab.ann.sends('/link', { in: GROUP }) },
    {
      what: 'who reads along in a group',
      prepare: (lab) => linked(lab, GROUP),
      change: (lab) => lab.ann.sends('/link public', { in: GROUP }),
    },
    {
      what: 'a channel from afar',
      change: (lab) => lab.ann.sends('/link @the_news'),
    },
  ],
  cancel: 'ends a question that is open; what was asked is asked again by its command',
  id: 'changes nothing',
  test: 'changes nothing',
  backup: 'writes down that a code is kept by its owner, which nobody can unlearn',
  restored: 'sends or drops letters for good, as its question says',
  users: [
    {
      what: 'another role',
      prepare: aMember,
      change: async (lab) => {
        await lab.ann.sends('/users 202');
        return after(lab, 'Trader', /may .*sell/);
      },
    },
    {
      what: 'a revoked access',
      prepare: aMember,
      change: async (lab) => {
        await lab.ann.sends('/users 202');
        return after(lab, 'Revoke', /kept out/);
      },
    },
    {
      what: 'somebody let in',
      prepare: stranger,
      change: (lab) => after(lab, 'Member', /is in as/),
    },
    {
      what: 'somebody refused',
      prepare: stranger,
      change: (lab) => after(lab, 'Refuse', /stays out/),
    },
  ],
  audit: 'changes nothing',
  forget: 'erases for good, as its question says',
};

/** Changes that are made by buttons of their own. */
export const BY_BUTTON: readonly Example[] = [
  {
    what: 'the zone that a first rule asks for',
    isUnzoned: true,
    prepare: async (lab) => {
      lab.ann.says(NVDA_RULE);
      await lab.ann.hears(/in which time zone/);
    },
    change: (lab) => after(lab, 'Berlin', /told in/),
  },
  pressed('/settings quiet', '22:00–07:00'),
  pressed('/entries', '🔔 Tell me after each close', ['/watch NVDA']),
  {
    what: 'a briefing turned on by its button',
    first: ['/watch NVDA'],
    change: async (lab) => {
      await lab.ann.sends('/brief');
      await lab.ann.presses('Before the open');
      return lab.ann.hears(/A briefing comes/);
    },
  },
  {
    what: 'a mute ended from the list',
    first: ['/watch NVDA', '/mute NVDA 2h'],
    change: async (lab) => {
      await lab.ann.sends('/unmute');
      return after(lab, '🔔 Unmute NVDA', /Nothing is muted/);
    },
  },
  { ...typed('/settings tz Asia/Tokyo'), isUnzoned: true },
  typed('/rules pack classic @semis', [SEMIS]),
  {
    what: 'a snooze below an alert',
    stays: true,
    label: '↩ Undo snooze',
    prepare: async (lab) => void (await rung(lab)),
    change: async (lab) => {
      await lab.ann.presses('😴 Snooze', { until: /how long/ });
      return after(lab, '1 hour', /Undo snooze/);
    },
  },
];

function typed(text: string, first: readonly string[] = []): Example {
  return { what: text, first, change: (lab) => lab.ann.sends(text) };
}

function pressed(command: string, label: string, first: readonly string[] = []): Example {
  return {
    what: `${label} under ${command}`,
    first,
    change: async (lab) => {
      await lab.ann.sends(command);
      return after(lab, label, /Undo/);
    },
  };
}

function onRule(wish: string): Example {
  return {
    what: `/rule … ${wish}`,
    prepare: (lab) => void aRule(lab, { text: 'NVDA > 150', code: 'R7K2' }),
    change: (lab) => lab.ann.sends(`/rule R7K2 ${wish}`),
  };
}

/** Presses on the newest message that has such a button. @returns that message afterwards */
async function after(lab: BotLab, label: string, until: RegExp): Promise<Heard> {
  const { message } = await lab.ann.presses(label, { until });
  if (message === undefined) throw new Error(`the message with “${label}” is gone`);
  return message;
}

async function stranger(lab: BotLab): Promise<void> {
  lab.meet({ id: 202, name: 'Bo' }).says('/start');
  await lab.ann.hears(/asks to be let in/);
}

/** Somebody who may be written to, since they have written first. */
async function aMember(lab: BotLab): Promise<void> {
  await lab.meet({ id: 202, name: 'Bo', role: 'member' }).sends('/help');
}

function connected({ program, ann }: BotLab): void {
  keepAccount(program.parts.store, { user: userId(ann.id) });
}

import type { App } from '../app/app.ts';
import type {
  Answered,
  Barred,
  Confirmed,
  Kept,
  Settled,
  Snoozed,
} from '../app/selling/results.ts';
import { formatMoney } from '../core/format.ts';
import { formatMoment } from '../core/moment.ts';
import type { ButtonHandler, Press, PressAnswer } from './request.ts';

/** The buttons under the card of a decision to sell. All authority is in the decision's own row. */
export const sellingButtons: Readonly<Record<string, ButtonHandler>> = {
  'sell-yes': { needs: 'trader', money: true, run: (press, app) => confirm(press, app, 'confirm') },
  'sell-half': { needs: 'trader', money: true, run: (press, app) => confirm(press, app, 'half') },
  // Nothing is sold by these, so that they count however late they come.
  'sell-keep': {
    needs: 'trader',
    lasts: true,
    run: (press, app) => () => kept(app.selling.keep(press.actor, intentIn(press))),
  },
  'sell-snooze': {
    needs: 'trader',
    lasts: true,
    run: (press, app) => () => {
      const done = app.selling.snooze(press.actor, intentIn(press));
      const zone = app.settings.zoneOf(press.actor.place.chat);
      return snoozed(done, (at) => formatMoment(at, zone, press.now));
    },
  },
  'sell-sold': {
    needs: 'trader',
    run: (press, app) => () =>
      settled(app.selling.settle(press.actor, intentIn(press), 'sold'), 'sold'),
  },
  'sell-not-sold': {
    needs: 'trader',
    run: (press, app) => () =>
      settled(app.selling.settle(press.actor, intentIn(press), 'not-sold'), 'not sold'),
  },
};

/** Prices and the broker are asked first; nothing is sold by the press itself. */
async function confirm(press: Press, app: App, way: 'confirm' | 'half') {
  const { subject, actor } = press;
  const change = await app.selling[way](actor, {
    intent: intentIn(press),
    quantity: Number(subject['quantity']),
    price: Number(subject['price']),
  });
  return () => confirmed(change());
}

function confirmed(done: Confirmed): PressAnswer {
  switch (done.kind) {
    case 'armed':
      return { edit: done.message, toast: 'The order goes out now.' };
    case 'requoted': {
      const { price, currency } = done.intent;
      const [was, is] = [formatMoney(done.was, currency), formatMoney(price, currency)];
      const toast = `Nothing is sold yet. It was ${was} and is ${is} now: look, and press Sell again.`;
      return { edit: done.message, toast, isAlert: true };
    }
    case 'refused':
      return { edit: done.message, toast: `Not sold: ${done.gate.says}.`, isAlert: true };
    case 'no-price':
      return { toast: `Not sold: ${done.why}. The card stands; press again.`, isAlert: true };
    default:
      return answered(done);
  }
}

function kept(done: Kept): PressAnswer {
  if (done.kind === 'kept') return { edit: done.message, toast: 'Kept. Nothing is sold.' };
  return answered(done);
}

function snoozed(done: Snoozed, momentOf: (at: Snoozes) => string): PressAnswer {
  if (done.kind !== 'snoozed') return answered(done);
  return { edit: done.message, toast: `Kept for now. I ask again at ${momentOf(done.until)}.` };
}

type Snoozes = Extract<Snoozed, { kind: 'snoozed' }>['until'];

function settled(done: Settled, what: string): PressAnswer {
  if (done.kind === 'settled') return { toast: `Written down: ${what}.` };
  return answered(done);
}

function answered(done: Answered): PressAnswer {
  switch (done.kind) {
    case 'not-yours':
    case 'not-allowed':
      return { toast: barredText(done), isAlert: true };
    case 'over':
      return { edit: done.message, toast: 'That was decided already; the card says how.' };
    case 'changed':
      return {
        edit: done.message,
        toast: 'Nothing is sold: that button had another price or size. Look at the card again.',
        isAlert: true,
      };
    case 'expired':
      return { edit: done.message, toast: 'Its time was up. Nothing was sold.', isAlert: true };
  }
}

function barredText(done: Barred): string {
  return done.kind === 'not-allowed' ? done.why : 'This is no decision of yours.';
}

function intentIn({ subject }: Press): number {
  return Number(subject['intent']);
}

import { instant } from '../../src/core/time.ts';
import { startBot, type BotLab } from './bot.ts';
import { heldOnPaper } from './paper-desk.ts';

export type SellingDesk = BotLab & {
  readonly account: number;
  readonly position: number;
  /** Lets selling have its turn so much later, 2 s when left out, and waits until all is sent. */
  turn(afterMs?: number): Promise<void>;
  /** What the paper broker was asked to sell, ended or not. */
  orders(): readonly { readonly status: string; readonly quantity: number }[];
  /** Gives the position a stop as if it had been set before. @returns its id */
  stopAt(price: number): number;
};

/** Two turns within one slot of the clock are one. */
const TURN_MS = 2_000;

export type DeskWish = { readonly now?: number; readonly autosell?: string };

/** Ann with 100 NVDA on paper, bought at 121.40 and now at 132.31; selling has had its first turn. */
export async function aSellingDesk({
  now,
  autosell = 'demo',
}: DeskWish = {}): Promise<SellingDesk> {
  const lab = await startBot({
    quotes: [{ symbol: 'NVDA', price: 132.31, previousClose: 131 }],
    env: { AUTOSELL: autosell },
    ...(now !== undefined && { now }),
  });
  const { program, clock } = lab;
  const { store, deliver } = program.parts;
  const held = heldOnPaper(lab);
  const desk: SellingDesk = {
    ...lab,
    ...held,
    async turn(afterMs = TURN_MS) {
      clock.now += afterMs;
      await program.run('selling');
      await deliver.idle();
    },
    orders() {
      const book = store.paper.bookOf(held.account);
      return [...book.pending(), ...book.ended(instant(0))];
    },
    stopAt: (price) =>
      store.stops.set(
        {
          positionId: held.position,
          terms: { kind: 'fixed', price },
          price,
          stage: 'watching',
          by: lab.ann.id as never,
        },
        instant(clock.now),
      ),
  };
  await desk.turn();
  return desk;
}

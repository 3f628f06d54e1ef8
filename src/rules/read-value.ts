import { calculate } from './arithmetic.ts';
import type { QuoteView, RuleView } from './measure.ts';
import { percentFrom } from './measure.ts';
import type { Move, Value } from './rule.ts';

/** A value now. NaN when it cannot be known, infinities included. */
export function valueNow(value: Value, view: RuleView): number {
  switch (value.kind) {
    case 'number':
      return value.value;
    case 'quote':
      return finite(value.measure.read(view));
    case 'series':
      return finite(view.series?.(value)?.value);
    case 'arithmetic':
      return finite(calculate(value.op, valueNow(value.left, view), valueNow(value.right, view)));
  }
}

/** A value at the judgement before: the previous quote, or the previous closed bar. NaN when it cannot be known. */
export function valueBefore(value: Value, view: RuleView): number {
  switch (value.kind) {
    case 'number':
      return value.value;
    case 'quote': {
      const before = previousView(view);
      return before ? finite(value.measure.read(before)) : NaN;
    }
    case 'series':
      return finite(view.series?.(value)?.previous);
    case 'arithmetic':
      return finite(
        calculate(value.op, valueBefore(value.left, view), valueBefore(value.right, view)),
      );
  }
}

/** How far the price has moved, in percent. NaN when its start cannot be known. */
export function moveNow(move: Move, view: RuleView): number {
  return finite(percentFrom(startOf(move, view), view.quote.price));
}

function startOf({ from }: Move, view: RuleView): number | undefined {
  switch (from.kind) {
    case 'close':
      return view.quote.previousClose;
    case 'reference':
      return view.reference;
    case 'ago':
      return view.priceAgo(from.ms);
    case 'measure':
      return valueNow(from.read, view);
  }
}

// Measured from today's previous close: yesterday's last quote is then near 0 %, so a day's change starts afresh.
function previousView(view: RuleView): QuoteView | undefined {
  const { previous, quote } = view;
  if (!previous) return undefined;
  return {
    ...view,
    quote: { ...quote, price: previous.price, at: previous.at },
    previous: undefined,
  };
}

function finite(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? value : NaN;
}

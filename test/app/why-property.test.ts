import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from '../../src/alerts/decide.ts';
import { silenceFor } from '../../src/alerts/silence.ts';
import { firstFailing, gatesOf } from '../../src/app/why-gates.ts';
import { gateText } from '../../src/bot/views/why-gates.ts';
import type { Severity } from '../../src/core/alert.ts';
import { plainText } from '../../src/core/html.ts';
import type { RuleState } from '../../src/core/rule.ts';
import { MINUTE_MS, plus } from '../../src/core/time.ts';
import { aView } from '../rules/support.ts';
import { aMute, ARMED, aStored, CLOSED, NOW, readied, whyFacts, whyOf } from './support.ts';

const READER = { zone: 'America/New_York', now: NOW };

const severities = fc.constantFrom<Severity>('low', 'medium', 'high', 'critical');
const states = fc.record({
  phase: fc.constantFrom('new', 'armed', 'firing'),
  seq: fc.integer({ min: 0, max: 3 }),
  rangMinutesAgo: fc.option(fc.integer({ min: 0, max: 90 }), { nil: undefined }),
});
const scenes = fc.record({
  price: fc.double({ min: 145, max: 155, noNaN: true }),
  form: fc.constantFrom(
    '> 150',
    'is > 150',
    '< 150',
    'in 149..151',
    'outside 148..152',
    'not > 150',
    '> 150 and < 154',
  ),
  cooldown: fc.constantFrom('0', '10m', '1h'),
  severity: severities,
  state: states,
  muted: fc.boolean(),
  rung: fc.integer({ min: 0, max: 21 }),
  isOn: fc.boolean(),
  isOpen: fc.boolean(),
});

test('it agrees with the decision: whatever no gate holds back rings, and nothing else does', () => {
  fc.assert(
    fc.property(scenes, ({ price, form, cooldown, severity, state: drawn, ...scene }) => {
      const text = `NVDA ${form} cooldown:${cooldown} sev:${severity}`;
      const view = aView({ price, previous: price });
      const { compiled, policy } = readied(text);
      const { phase, seq, rangMinutesAgo } = drawn;
      const rangAt =
        rangMinutesAgo === undefined ? undefined : plus(NOW, -rangMinutesAgo * MINUTE_MS);
      const state: RuleState = { ...ARMED, phase, seq, rangAt, rangValue: undefined };
      const mutes = scene.muted ? [aMute()] : [];
      const gates = gatesOf(
        whyFacts({
          text,
          view,
          facts: {
            state,
            mutes,
            rate: { count: scene.rung, most: 20 },
            rule: aStored(text, { status: scene.isOn ? 'on' : 'paused' }),
            ...(!scene.isOpen && { hours: CLOSED }),
          },
        }),
      );
      const first = firstFailing(gates);
      // One is the first, and everything before it is passed.
      const at = first === undefined ? gates.length : gates.indexOf(first);
      expect(gates.slice(0, at).every(({ passed }) => passed === 'true')).toBe(true);
      expect(first === undefined || first.passed !== 'true').toBe(true);

      const { verdict, held, value } = compiled.judge(view);
      const ringing = { ruleCode: 'R7K2', ticker: view.quote.ticker, type: 'price', severity };
      const quiet = () => silenceFor(ringing, mutes, { now: NOW });
      const signal = { verdict, held, value, at: NOW };
      const { alert } = decide({ state, signal, policy, silence: quiet }, NOW);
      const rings = alert !== undefined && !alert.reason.startsWith('suppressed');
      expect(first === undefined).toBe(rings && scene.isOn && scene.isOpen);
    }),
    { numRuns: 2_000 },
  );
});

test('the words of every gate stand on one line each, whatever it found', () => {
  fc.assert(
    fc.property(scenes, ({ price, form, state: drawn }) => {
      const view = aView({ price });
      const state: RuleState = { ...ARMED, phase: drawn.phase, seq: drawn.seq };
      const why = whyOf(whyFacts({ text: `NVDA ${form}`, view, facts: { state } }));
      for (const gate of why.gates) {
        const said = plainText(gateText(gate, why, READER));
        expect(said).toMatch(/^[^\n]+$/);
        expect(said).not.toMatch(/undefined|NaN|\[object/);
      }
    }),
  );
});

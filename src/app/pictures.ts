import { drawChart, drawRisk } from '../charts/draw.ts';
import type { ChartPicture, Picture } from '../core/picture.ts';
import type { AppDeps } from './deps.ts';
import { chartDataOf } from './chart-data.ts';
import { sceneOf } from './chart-scene.ts';
import { pnlPicture } from './pnl-picture.ts';
import { recordPicture } from './record-picture.ts';

type Needs = Pick<AppDeps, 'store' | 'bars' | 'clock' | 'defaultZone'>;

/** Pictures as PNG, drawn from what is kept at the moment they are sent. */
export function picturesApp(deps: Needs) {
  return {
    /** @returns undefined when there is nothing to draw it from */
    draw(picture: Picture): Promise<Uint8Array | undefined> {
      switch (picture.kind) {
        case 'chart':
          return chart(deps, picture);
        case 'record':
          return recordPicture(deps, picture);
        case 'pnl':
          return pnlPicture(deps, picture);
        case 'risk':
          return drawRisk(picture);
      }
    },
  };
}

async function chart(deps: Needs, picture: ChartPicture): Promise<Uint8Array | undefined> {
  const scene = sceneOf(deps, picture, deps.clock());
  if (scene === undefined) return undefined;
  return drawChart(chartDataOf(picture, scene, deps.bars.actions(picture.ticker)));
}
